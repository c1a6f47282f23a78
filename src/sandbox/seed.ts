import type { ConfigFields } from './rows.ts'
import type { Sandbox } from './sandbox.ts'

/** One config of a seeded NodeBalancer. */
export interface ConfigSeed {
  readonly id: number
  readonly port: number
  /** `http` when left out. */
  readonly check?: 'none' | 'connection' | 'http'
  /** `http` when left out. */
  readonly protocol?: ConfigFields['protocol']
}

/** One seeded NodeBalancer. */
export interface NodeBalancerSeed {
  readonly id: number
  readonly label?: string
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
  /** How many members run, labelled `<name>-1` and so on, attached to every config. */
  readonly members: number
  /** How many hand-made backends stand beside them, labelled `legacy-1` and so on. */
  readonly foreign?: number
  readonly nodebalancers: readonly NodeBalancerSeed[]
  /** How long ago everything was made, in milliseconds; a day when left out. */
  readonly memberAge?: number
}

const DAY = 24 * 3_600_000

function seedNodeBalancer(
  sandbox: Sandbox,
  seed: FleetSeed,
  nodebalancer: NodeBalancerSeed,
  at: number,
): void {
  const { id, label, configs } = nodebalancer
  const made = configs.map(({ id: config, port, check = 'http', protocol = 'http' }) => ({
    id: config,
    port,
    check,
    protocol,
  }))
  sandbox.byHand.addNodeBalancer({
    id,
    region: seed.region,
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
  const { region, type, image } = seed
  const id = sandbox.byHand.addInstance({ label, tags, region, type, image, at })
  const address = sandbox.byHand.privateAddressOf(id)
  for (const { configs } of seed.nodebalancers)
    for (const { id: config, port } of configs)
      sandbox.byHand.addBackend({ config, address: `${address}:${port}`, label: label.slice(0, 32), at })
}

/** Puts a standing fleet into a sandbox: NodeBalancers with these ids, members in service, and hand-made backends. */
export function seedFleet(sandbox: Sandbox, seed: FleetSeed): void {
  const at = sandbox.clock.now() - (seed.memberAge ?? DAY)
  sandbox.byHand.ensureCatalog({ region: seed.region, type: seed.type, image: seed.image })
  for (const nodebalancer of seed.nodebalancers) seedNodeBalancer(sandbox, seed, nodebalancer, at)
  const tags = [...new Set([...seed.tags, seed.fleetTag])]
  for (let number = 1; number <= seed.members; number += 1)
    seedBackend(sandbox, seed, { label: `${seed.name}-${number}`, tags, at })
  for (let number = 1; number <= (seed.foreign ?? 0); number += 1)
    seedBackend(sandbox, seed, { label: `legacy-${number}`, tags: [], at })
}
