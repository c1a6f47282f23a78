import type { Account, Known, OfferedNodeBalancer } from '../account/account.ts'
import type { InstanceId } from '../fleet/model/ids.ts'
import { absent } from './absent.ts'
import { readOffers } from './account-offers.ts'
import { readTargets } from './account-targets.ts'
import { readGrants, readMaintenance, readSoldOut } from './account-outlook.ts'
import { isRow, type Row } from './api-error.ts'
import { call, usualPace, type Pace } from './call.ts'
import { listAll } from './list.ts'
import { wireOf, type LinodeCloudOptions } from './linode-cloud.ts'
import type { Wire } from './send.ts'
import { utc } from './utc.ts'

/** The API shows so much of a token (GET /profile/tokens). */
const SHOWN_OF_TOKEN = 16
const NEVER = Date.UTC(2900, 0, 1)

/** How an account is reached, whatever fleet is meant. */
export type AccountOptions = Omit<LinodeCloudOptions, 'policy' | 'instance'>

interface Asking {
  readonly wire: Wire
  readonly pace: Pace
}

/** What a preflight, an adoption and a new profile ask of a Linode account. */
export function linodeAccount(options: AccountOptions): Account {
  const asking: Asking = { wire: wireOf(options), pace: { ...usualPace, ...options.pace } }
  const has = async (path: string): Promise<Known<boolean>> =>
    await known(async () => (await read(asking, path)) !== null)
  return {
    hasType: async (id) => await has(`/v4/linode/types/${encodeURIComponent(id)}`),
    hasImage: async (id) => await has(`/v4/images/${encodeURIComponent(id)}`),
    hasFirewall: async (id) => await has(`/v4/networking/firewalls/${id}`),
    hasStackScript: async (id) => await has(`/v4/linode/stackscripts/${id}`),
    networkHelper: async () =>
      await known(async () => (await read(asking, '/v4/account/settings'))?.['network_helper'] !== false),
    tokenExpiry: async () =>
      await known(async () =>
        expiryIn(await read(asking, '/v4/profile/tokens?page_size=500'), options.token),
      ),
    grants: async () => await known(async () => await readGrants(asking)),
    soldOut: async (region, types) => await known(async () => await readSoldOut(asking, region, types)),
    maintenance: async () => await known(async () => await readMaintenance(asking)),
    targets: async (tag) => await readTargets(asking, tag),
    fleetTagsOf: async (label) => await known(async () => await fleetTagsOf(asking, label)),
    nodeBalancersOf: async (instance) => await known(async () => await nodeBalancersOf(asking, instance)),
    rename: async (instance, { label, tags }) => {
      const path = `/v4beta/linode/instances/${instance}`
      const what = `renaming instance ${instance} to ${label}`
      await call(asking.wire, asking.pace, {
        method: 'PUT',
        path,
        what,
        body: { label, tags },
        repeatable: true,
      })
    },
    nodeBalancers: async () => await nodeBalancers(asking),
    offers: async (region) => await readOffers(asking, region, known),
  }
}

async function read({ wire, pace }: Asking, path: string): Promise<Row | null> {
  const it = {
    method: 'GET',
    path,
    what: `reading ${path.replace(/^\/v4\//, '')}`,
    repeatable: true,
  } as const
  return (await absent(call(wire, pace, it)))?.body ?? null
}

async function fleetTagsOf({ wire, pace }: Asking, label: string): Promise<readonly string[]> {
  const what = `looking for ${label}`
  const { rows } = await listAll(wire, pace, { what, path: '/v4/linode/instances', filter: { label } })
  const tags: readonly unknown[] = rows.flatMap((row) => (Array.isArray(row['tags']) ? row['tags'] : []))
  return tags.filter((tag) => typeof tag === 'string').filter((tag) => tag.startsWith('fleet:'))
}

async function nodeBalancersOf({ wire, pace }: Asking, instance: InstanceId): Promise<readonly number[]> {
  const what = `reading the NodeBalancers of instance ${instance}`
  const path = `/v4/linode/instances/${instance}/nodebalancers`
  const { rows } = await listAll(wire, pace, { what, path })
  return rows.flatMap(({ id }) => (typeof id === 'number' ? [id] : []))
}

async function nodeBalancers({ wire, pace }: Asking): Promise<readonly OfferedNodeBalancer[]> {
  const { rows } = await listAll(wire, pace, { what: 'listing the NodeBalancers', path: '/v4/nodebalancers' })
  return await Promise.all(
    rows.map(async ({ id, label, region }) => {
      const path = `/v4/nodebalancers/${Number(id)}/configs`
      const configs = await listAll(wire, pace, {
        what: `reading the configs of NodeBalancer ${Number(id)}`,
        path,
      })
      return {
        id: Number(id),
        label: typeof label === 'string' ? label : '',
        region: typeof region === 'string' ? region : '',
        configs: configs.rows.map((row) => ({ id: Number(row['id']), port: Number(row['port']) })),
      }
    }),
  )
}

async function known<Value>(asking: () => Promise<Value>): Promise<Known<Value>> {
  try {
    return { kind: 'known', value: await asking() }
  } catch (error) {
    return { kind: 'unknown', why: error instanceof Error ? error.message : String(error) }
  }
}

function expiryIn(page: Row | null, token: string): number | null {
  const rows: readonly unknown[] = Array.isArray(page?.['data']) ? page['data'] : []
  const ours = rows.filter(isRow).find((row) => row['token'] === token.slice(0, SHOWN_OF_TOKEN))
  const expiry = ours?.['expiry']
  if (ours === undefined) throw new Error('the account does not list this token')
  const at = typeof expiry === 'string' ? utc(expiry) : Number.NaN
  return Number.isNaN(at) || at > NEVER ? null : at
}
