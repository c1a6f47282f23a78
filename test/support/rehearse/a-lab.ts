import type { Probe } from '../../../src/account/probe.ts'
import { linodeProbe } from '../../../src/linode/linode-probe.ts'
import { Lab } from '../../../src/rehearse/lab.ts'
import { Purse } from '../../../src/rehearse/purse.ts'
import { rehearsalTag, type GivenConfig, type Stage } from '../../../src/rehearse/stage.ts'
import { createSandbox, type Sandbox, type SandboxOptions } from '../../../src/sandbox/sandbox.ts'
import { seedFleet } from '../../../src/sandbox/seed.ts'
import { manualClock } from '../../../src/sandbox/state/clock.ts'
import { sandboxWire } from '../sandbox-wire.ts'
import { VirtualTime } from '../virtual-time.ts'

const START = Date.UTC(2026, 10, 23, 12, 0, 0)

/** An account with a fleet of three, and a bench to ask it at. */
export interface Bench {
  readonly sandbox: Sandbox
  readonly time: VirtualTime
  readonly stage: Stage
  readonly probe: Probe
  /** A lab of its own, as another process has. */
  readonly lab: (options?: { readonly probe?: Probe; readonly budget?: number }) => Lab
}

/** Boots that take no time worth waiting for. */
export const QUICK = { provision: 3_000, boot: 2_000, appStart: 0 }

/** What an account has: its way to answer, and a config that is given to rehearsals. */
export interface BenchOptions extends Omit<SandboxOptions, 'clock'> {
  readonly given?: GivenConfig
}

/** Makes both. */
export function aBench({ given, ...options }: BenchOptions = {}): Bench {
  const clock = manualClock(START)
  const sandbox = createSandbox({ clock, timings: QUICK, ...options })
  const time = new VirtualTime(START, (ms) => clock.advance(ms))
  seedWeb(sandbox)
  const stage = aStage(given ?? null)
  const reach = { baseUrl: 'http://127.0.0.1:1', token: sandbox.token, version: '0.0.0-test', clock: time }
  const probe = linodeProbe({ ...reach, adapter: sandboxWire(sandbox, time) })
  const lab: Bench['lab'] = (other = {}) =>
    new Lab({
      probe: other.probe ?? probe,
      clock: time,
      stop: new AbortController().signal,
      purse: new Purse(other.budget ?? 0.05),
      stage,
    })
  return { sandbox, time, stage, probe, lab }
}

function aStage(given: GivenConfig | null): Stage {
  return {
    fleet: 'web',
    tag: rehearsalTag('web', 12345),
    region: 'us-east',
    type: 'g6-nanode-1',
    image: 'linode/debian12',
    keys: {},
    given,
    prices: { instance: 0.0075, nodeBalancer: 0.015 },
  }
}

function seedWeb(sandbox: Sandbox): void {
  seedFleet(sandbox, {
    name: 'web',
    fleetTag: 'fleet:web:12345',
    tags: ['fleet:web:12345'],
    region: 'us-east',
    type: 'g6-nanode-1',
    image: 'linode/debian12',
    members: 3,
    foreign: 1,
    backend: { kind: null, subnet: null },
    nodebalancers: [
      {
        id: 12345,
        configs: [
          { id: 67890, port: 80 },
          { id: 67899, port: 81 },
        ],
      },
    ],
  })
}

/** Everything that stands in an account, in words. */
export function inventory(sandbox: Sandbox): readonly string[] {
  const { byHand, token } = sandbox
  const list = sandbox.handle({
    method: 'GET',
    url: '/v4/nodebalancers?page=1&page_size=500',
    headers: { authorization: `Bearer ${token}` },
    body: '',
  })
  const page = JSON.parse(list.body) as { data: { id: number }[] }
  return [
    ...page.data.map(({ id }) => `NodeBalancer ${id}`),
    ...byHand.instances().map((i) => `instance ${i.label} ${i.tags.join(',')}`),
    ...byHand.backends().map((b) => `node ${b.config} ${b.label} ${b.address} ${b.mode}`),
  ]
}
