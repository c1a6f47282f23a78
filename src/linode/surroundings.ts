import { CloudError } from '../cloud.ts'
import type { BackendKind } from '../fleet/model/policy.ts'
import { NOTHING_ASKED, type Firewall, type Subnet, type Surroundings } from '../fleet/model/fleet.ts'
import type { NodeBalancerId } from '../fleet/model/ids.ts'
import { absent } from './absent.ts'
import { isRow, type Row } from './api-error.ts'
import { call, type Pace } from './call.ts'
import { listAll } from './list.ts'
import type { Wire } from './send.ts'

/** What is asked about, and of whom. */
export interface Question {
  readonly wire: Wire
  readonly pace: Pace
  readonly region: string
  readonly kind: BackendKind
  /** Whether the profile names the kind: only then, or where the kind needs it, the account's setting is read. */
  readonly stated: boolean
  readonly nodeBalancers: readonly NodeBalancerId[]
  readonly firewall: number | null
}

/** Reads what bears on creates of one kind, and nothing else: the usual private address asks for none of it. */
export async function readSurroundings(it: Question): Promise<Surroundings> {
  const special = it.kind !== 'private-ipv4'
  const [interfaces, capabilities, subnets, firewall] = await Promise.all([
    special || it.stated ? readSetting(it) : null,
    special ? readCapabilities(it) : null,
    it.kind === 'vpc' ? readSubnets(it) : null,
    it.firewall === null ? null : readFirewall(it, it.firewall),
  ])
  return { ...NOTHING_ASKED, interfaces, capabilities, subnets, firewall }
}

async function read({ wire, pace }: Question, path: string, what: string): Promise<Row | null> {
  const { body } = await call(wire, pace, { method: 'GET', path, what, repeatable: true })
  return body
}

/** Null for a token that may not read it: then the create itself tells. */
async function unlessForbidden<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading
  } catch (error) {
    if (error instanceof CloudError && error.code === 'missing-scope') return null
    throw error
  }
}

async function readSetting(it: Question): Promise<string | null> {
  const row = await unlessForbidden(read(it, '/v4/account/settings', 'reading the account settings'))
  const setting = row?.['interfaces_for_new_linodes']
  return typeof setting === 'string' ? setting : null
}

/** From the list: regions have no filter for their id. */
async function readCapabilities({ wire, pace, region }: Question): Promise<readonly string[] | null> {
  const { rows } = await listAll(wire, pace, { what: 'listing the regions', path: '/v4/regions' })
  const own = rows.find((row) => row['id'] === region)
  return own === undefined ? null : texts(own['capabilities'])
}

async function readSubnets({ wire, pace, nodeBalancers }: Question): Promise<readonly Subnet[]> {
  const each = nodeBalancers.map(async (nodeBalancer) => {
    const listing = {
      what: `listing the VPC subnets of NodeBalancer ${nodeBalancer}`,
      path: `/v4/nodebalancers/${nodeBalancer}/vpcs`,
    }
    const listed = await absent(listAll(wire, pace, listing))
    return (listed?.rows ?? []).map((row) => toSubnet(row, nodeBalancer))
  })
  return (await Promise.all(each)).flat().filter((s) => s !== null)
}

function toSubnet({ subnet_id, ipv4_range }: Row, nodeBalancer: NodeBalancerId): Subnet | null {
  if (typeof subnet_id !== 'number') return null
  return { nodeBalancer, id: subnet_id, range: typeof ipv4_range === 'string' ? ipv4_range : null }
}

/** Only a warning hangs on it, so nothing that goes wrong here stops a run. */
async function readFirewall(it: Question, id: number): Promise<Firewall | null> {
  try {
    const row = await read(it, `/v4/networking/firewalls/${id}`, `reading firewall ${id}`)
    const rules = row?.['rules']
    return isRow(rules) ? toFirewall(id, rules) : null
  } catch {
    return null
  }
}

function toFirewall(id: number, { inbound, inbound_policy }: Row): Firewall {
  const rules = Array.isArray(inbound) ? inbound.filter(isRow) : []
  return {
    id,
    policy: typeof inbound_policy === 'string' ? inbound_policy : 'ACCEPT',
    rules: rules.map((rule) => ({
      action: String(rule['action']),
      protocol: String(rule['protocol']),
      ports: typeof rule['ports'] === 'string' ? rule['ports'] : null,
      ipv4: isRow(rule['addresses']) ? texts(rule['addresses']['ipv4']) : [],
      ...(typeof rule['ruleset'] === 'number' ? { ruleSet: rule['ruleset'] } : {}),
    })),
  }
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
}
