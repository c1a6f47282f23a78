import { describe, expect, test } from 'vitest'
import { tally } from '../support/tally.ts'
import { WEB, World } from '../support/world.ts'

const PROVE = process.env['PROVE'] === '1'
const USER_DATA = '#cloud-config\n# the-secret-in-the-user-data\n'
// Without keys, so that there is a root password to keep secret.
const PROFILE = WEB.replace('authorized_users: [alice]', 'metadata: { user_data_file: cloud-init.yaml }')

/** What an API, or what stands before it, can do to one request; `down` is all of them from there on. */
const FAULTS = [
  { kind: '429' },
  { kind: '429', retryAfter: 7 },
  { kind: '408' },
  { kind: '500' },
  { kind: '500', takesEffect: true },
  { kind: '502' },
  { kind: '503' },
  { kind: '504', takesEffect: true },
  { kind: 'drop-before' },
  { kind: 'drop-after' },
  { kind: 'delay', delayMs: 60_000 },
  { kind: 'never', takesEffect: true },
  { kind: 'never' },
  { kind: '503', times: 10_000 },
] as const

/** Members in a VPC, whose addresses take requests of their own. */
const IN_VPC = PROFILE.replace('region: us-east', 'region: us-ord\n  vpc: { subnet_id: 241169 }')

const commands: readonly (readonly [string, readonly string[], (world: World) => void, string?])[] = [
  ['scale-out in a VPC', ['scale-out'], () => undefined, IN_VPC],
  ['scale-in in a VPC', ['scale-in'], () => undefined, IN_VPC],
  ['scale-out', ['scale-out'], () => undefined],
  ['scale-out --by 2 --no-wait', ['scale-out', '--by', '2', '--no-wait'], () => undefined],
  ['scale-in', ['scale-in'], () => undefined],
  ['reconcile', ['reconcile'], (w) => makeUnfinished(w)],
]

function makeUnfinished(world: World): void {
  world.lose('web-1')
  world.markLeaving('web-3')
  world.removeBackends('web-2')
}

/** One fault, at which request, to which profile. */
interface Suffering {
  readonly fault: (typeof FAULTS)[number]
  readonly after: number
  readonly profile: string
}

/** Runs a command with one fault at its n-th request, lets a reconcile follow, and tells what is wrong then. */
async function suffer(
  args: readonly string[],
  before: (world: World) => void,
  { fault, after, profile }: Suffering,
): Promise<{ readonly met: boolean; readonly wrong: readonly string[] }> {
  const world = new World({ members: 4, profile })
  world.files.set('cloud-init.yaml', USER_DATA)
  const secrets = new Set(['sandbox-token', USER_DATA, Buffer.from(USER_DATA).toString('base64')])
  world.witness = ({ body }) => {
    const [, password] = /"root_pass":"([^"]+)"/.exec(body) ?? []
    if (password !== undefined) secrets.add(password)
  }
  before(world)
  world.sandbox.faults.add({ method: '*', path: '*', times: 1, ...fault, after })
  const begun = world.time.monotonic()
  const ran = await world.run(...args, '--verbose')
  const met = world.sandbox.faults.list().some((f) => f.met > 0)
  const took = world.time.monotonic() - begun
  world.sandbox.faults.clear()
  const { creates } = world
  const healed = await world.run('reconcile')
  const told = ran.out + ran.err + healed.out + healed.err
  const wanted = args[0] === 'scale-out' ? (args.includes('2') ? 2 : 1) : 0
  return {
    met,
    wrong: [
      ...world.illegalities(),
      ...(creates > wanted ? [`${creates} creates`] : []),
      ...(took > 900_000 ? [`it took ${took / 1000}s`] : []),
      ...([0, 1, 3].includes(ran.code) ? [] : [`exit code ${ran.code}`]),
      ...[...secrets].filter((s) => told.includes(s)).map(() => 'a secret was told'),
    ],
  }
}

describe('whatever the API does to any one request, the fleet is legal after the next reconcile', () => {
  const table = commands.flatMap(([name, args, before, profile = PROFILE]) =>
    FAULTS.map((fault) => [`${name}: ${JSON.stringify(fault)}`, args, before, { fault, profile }] as const),
  )
  test.each(table)('%s', async (_name, args, before, suffering) => {
    const found: string[] = []
    for (let after = 0, step = PROVE ? 1 : 3; ; after += step) {
      const { met, wrong } = await suffer(args, before, { ...suffering, after })
      found.push(...wrong.map((w) => `request ${after}: ${w}`))
      if (!met) break
      tally('faults of the API at one request', 1)
    }
    expect(found).toEqual([])
  })
})

describe('lists that lag 5 s behind writes', () => {
  const lag = { instances: 5_000, nodes: 5_000, events: 5_000 }
  test.each([
    ['scale-out', ['scale-out']],
    ['scale-out twice at once', ['scale-out', '--no-wait']],
    ['scale-in', ['scale-in']],
  ])('%s: one change, and a legal fleet', async (name, args) => {
    const world = new World({ members: 4, sandbox: { switches: { listLag: lag } } })
    const runs = name.includes('twice')
      ? [world.begin(...args), world.begin(...args)]
      : [world.begin(...args)]
    const ran = await world.time.run(Promise.all(runs))
    expect(ran.map((r) => r.code)).toEqual(runs.map(() => 0))
    world.time.advance(10_000)
    await world.run('reconcile')
    expect(world.creates).toBe(args[0] === 'scale-out' ? 1 : 0)
    expect(world.illegalities()).toEqual([])
  })
})
