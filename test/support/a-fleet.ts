import { assembleFleet } from '../../src/fleet/sight/assemble-fleet.ts'
import {
  NOTHING_ASKED,
  type Activity,
  type Backend,
  type Fleet,
  type Instance,
  type NodeBalancer,
  type Sighting,
} from '../../src/fleet/model/fleet.ts'
import { backendId, configId, instanceId, nodeBalancerId } from '../../src/fleet/model/ids.ts'
import { fleetTag } from '../../src/fleet/model/label.ts'
import type { Policy } from '../../src/fleet/model/policy.ts'
import { hostsToAsk } from '../../src/fleet/sight/whose-host.ts'

/** Noon, on the API's clock. */
export const NOON = Date.UTC(2026, 10, 23, 12, 0, 0)
export const MINUTE = 60_000
const DAY = 86_400_000
const nodeBalancer = nodeBalancerId(12345)

/** The policy of web: one config, 2 to 8 members. */
export function aPolicy(overrides: Partial<Policy> = {}): Policy {
  return {
    name: 'web',
    fleetTag: fleetTag('web', nodeBalancer),
    region: 'us-east',
    attachments: [{ nodeBalancer, config: configId(67890), port: 80 }],
    backend: { kind: null, subnet: null },
    size: { min: 2, max: 8 },
    scaleOut: { step: 1, cooldown: 5 * MINUTE, healthyWithin: 10 * MINUTE },
    scaleIn: { step: 1, cooldown: 15 * MINUTE, drain: MINUTE, victim: 'newest', protectTag: 'keep' },
    ...overrides,
  }
}

/** A running instance web-n of the fleet, a day old. */
export function anInstance(n: number, overrides: Partial<Instance> = {}): Instance {
  return {
    id: instanceId(100 + n),
    label: `web-${n}`,
    status: 'running',
    type: 'g6-nanode-1',
    region: 'us-east',
    created: NOON - DAY,
    tags: ['fleet:web:12345'],
    address: `192.168.130.${n}`,
    locks: [],
    ...overrides,
  }
}

/** The backend node of web-n, in accept and UP. */
export function aBackend(n: number, overrides: Partial<Backend> = {}): Backend {
  return {
    id: backendId(1000 + n),
    nodeBalancer,
    config: configId(67890),
    label: `web-${n}`,
    address: `192.168.130.${n}:80`,
    mode: 'accept',
    health: 'up',
    ...overrides,
  }
}

/** The NodeBalancer of web. */
export function aNodeBalancer(overrides: Partial<NodeBalancer> = {}): NodeBalancer {
  return {
    id: nodeBalancer,
    label: 'nb',
    region: 'us-east',
    address: '203.0.113.10',
    type: 'common',
    tags: [],
    locks: [],
    ...overrides,
  }
}

/** What one member is made of. */
export interface Made {
  readonly instance?: Instance
  readonly backends?: readonly Backend[]
  /** What was deleted five minutes ago, by its label. */
  readonly deleted?: string
}

/** Member n, in service unless said otherwise. */
export function aMember(
  n: number,
  instance: Partial<Instance> = {},
  backend: Partial<Backend> | null = {},
): Made {
  return { instance: anInstance(n, instance), backends: backend === null ? [] : [aBackend(n, backend)] }
}

/** Member n, drained by a run of ours. */
export function aLeaver(n: number): Made {
  return aMember(n, {}, { label: `web-${n}.outgsmo0`, mode: 'drain' })
}

/** Somebody deleted an instance of that label, five minutes ago unless said otherwise. */
export function aDeletion(label: string, at = NOON - 300_000): Activity {
  const { id } = anInstance(900)
  return { at, action: 'delete', instance: id, label, username: 'us', failed: false }
}

/** An observed account with these members and whatever else. */
export function aSighting(made: readonly Made[], overrides: Partial<Sighting> = {}): Sighting {
  return asAnswered({
    observedAt: NOON,
    instances: made.flatMap((m) => m.instance ?? []),
    backends: made.flatMap((m) => m.backends ?? []),
    configs: [{ id: configId(67890), nodeBalancer, port: 80, checked: true, protocol: 'http' }],
    nodeBalancers: [aNodeBalancer()],
    missing: [],
    activity: made.flatMap(({ deleted }) => (deleted === undefined ? [] : [aDeletion(deleted)])),
    scopes: null,
    surroundings: NOTHING_ASKED,
    ...overrides,
  })
}

/** With what the account of these instances, and of no others, answers about every host: it is asked by an unrestricted user. */
export function asAnswered(sighting: Sighting): Sighting {
  const asked = hostsToAsk(sighting, aPolicy())
  const hosts = { asked, found: [], trusted: true, sees: 'all' } as const
  return sighting.hosts === undefined && asked.length > 0 ? { ...sighting, hosts } : sighting
}

/** The same, sorted out by a policy. */
export function aFleet(made: readonly Made[], overrides: Partial<Sighting> = {}, policy = aPolicy()): Fleet {
  return assembleFleet(aSighting(made, overrides), policy)
}
