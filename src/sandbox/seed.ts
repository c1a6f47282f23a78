import type { BackendMode, ConfigFields, NodeBalancerRow } from './state/rows.ts'
import type { Sandbox } from './sandbox.ts'

/** One config of a seeded NodeBalancer. */
export interface ConfigSeed {
  readonly id: number
  readonly port: number
  /** `http` when left out. */
  readonly check?: 'none' | 'connection' | 'http'
  /** `http` when left out. */
  readonly protocol?: ConfigFields['protocol']
  /** The mode and weight of members' backend nodes; `accept` and the API's default when left out. */
  readonly mode?: BackendMode
  readonly weight?: number
}

/** One seeded NodeBalancer. */
export interface NodeBalancerSeed {
  readonly id: number
  readonly label?: string
  /** `common` when left out. */
  readonly type?: NodeBalancerRow['type']
  readonly configs: readonly ConfigSeed[]
}

/** A fleet as it stands when the sandbox is opened. */
export interface FleetSeed {
  readonly name: string
  readonly fleetTag: string
  readonly tags: readonly string[]
  readonly region: string
  readonly type: string
  readonly image: string
  /** The firewall in front of new members, which is made where there is none. */
  readonly firewall?: number | null
  /** Who may use the account beside its own user. */
  readonly users?: readonly string[]
  /** How many members run, labelled `<name>-1` and so on, attached to every config. */
  readonly members: number
  /** How many hand-made backends stand beside them, labelled `legacy-1` and so on. */
  readonly foreign?: number
  readonly nodebalancers: readonly NodeBalancerSeed[]
  /** Where members are reached: their private address when left out or null. */
  readonly backend?: {
    readonly kind: 'private-ipv4' | 'vpc' | 'public-ipv6' | null
    readonly subnet: number | null
  }
  /** How long ago everything was made, in milliseconds; a day when left out. */
  readonly memberAge?: number
  /** The tag that tells what members were made from, and that of the first `drifted` of them, which were made from something else. */
  readonly spec?: { readonly tag: string; readonly former: string; readonly drifted: number }
}

const DAY = 24 * 3_600_000

function seedNodeBalancer(
  sandbox: Sandbox,
  seed: FleetSeed,
  nodebalancer: NodeBalancerSeed,
  at: number,
): void {
  const { id, label, type = 'common', configs } = nodebalancer
  const subnet = seed.backend?.subnet ?? null
  const made = configs.map(({ id: config, port, check = 'http', protocol = 'http' }) => ({
    id: config,
    port,
    check,
    protocol,
  }))
  sandbox.byHand.addNodeBalancer({
    id,
    region: seed.region,
    type,
    subnets: subnet === null ? [] : [subnet],
    configs: made,
    at,
    ...(label === undefined ? {} : { label }),
  })
}

interface BackendSeed {
  readonly label: string
  readonly tags: readonly string[]
  readonly at: number
}

function seedBackend(sandbox: Sandbox, seed: FleetSeed, { label, tags, at }: BackendSeed): void {
  const { region, type, image, firewall = null } = seed
  const subnet = seed.backend?.subnet ?? null
  const placed = subnet === null ? {} : { subnet }
  const id = sandbox.byHand.addInstance({ label, tags, region, type, image, firewall, at, ...placed })
  const host = hostFor(sandbox, seed, id)
  for (const { configs } of seed.nodebalancers)
    for (const { id: config, port, mode = 'accept', weight } of configs)
      sandbox.byHand.addBackend({
        config,
        address: `${host}:${port}`,
        label: label.slice(0, 32),
        mode,
        ...(weight === undefined ? {} : { weight }),
        ...placed,
        at,
      })
}

function hostFor({ byHand }: Sandbox, { backend, nodebalancers }: FleetSeed, id: number): string {
  const premium = nodebalancers.some((nb) => nb.type !== undefined && nb.type !== 'common')
  const { kind = null, subnet = null } = backend ?? {}
  if (kind === 'vpc' || (kind === null && subnet !== null)) return byHand.vpcAddressOf(id)
  return kind === 'public-ipv6' || (kind === null && premium)
    ? `[${byHand.ipv6Of(id)}]`
    : byHand.privateAddressOf(id)
}

function tagsOf({ tags, fleetTag, spec }: FleetSeed, number: number): readonly string[] {
  const made = spec === undefined ? [] : [number <= spec.drifted ? spec.former : spec.tag]
  return [...new Set([...tags, fleetTag, ...made])]
}

/** Puts a standing fleet into a sandbox: NodeBalancers with these ids, members in service, and hand-made backends. */
export function seedFleet(sandbox: Sandbox, seed: FleetSeed): void {
  const at = sandbox.clock.now() - (seed.memberAge ?? DAY)
  sandbox.byHand.ensureCatalog({ region: seed.region, type: seed.type, image: seed.image })
  if (seed.firewall !== undefined && seed.firewall !== null) sandbox.byHand.ensureFirewall(seed.firewall)
  for (const name of seed.users ?? []) sandbox.byHand.ensureUser(name)
  const subnet = seed.backend?.subnet ?? null
  if (subnet !== null) sandbox.byHand.addSubnet({ id: subnet, region: seed.region })
  for (const nodebalancer of seed.nodebalancers) seedNodeBalancer(sandbox, seed, nodebalancer, at)
  for (let number = 1; number <= seed.members; number += 1)
    seedBackend(sandbox, seed, { label: `${seed.name}-${number}`, tags: tagsOf(seed, number), at })
  for (let number = 1; number <= (seed.foreign ?? 0); number += 1)
    seedBackend(sandbox, seed, { label: `legacy-${number}`, tags: [], at })
}
