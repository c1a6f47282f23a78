import { describe, expect, test } from 'vitest'
import { WEB, World } from './support/world.ts'

interface Refusal {
  readonly result: string
  readonly error: { readonly code: string; readonly message: string }
}

const lacking = 'linodes:read_only nodebalancers:read_write events:read_only'

const REFUSED: readonly (readonly [string, string, (world: World) => unknown, string, string])[] = [
  [
    'the NodeBalancer is gone',
    'scale-out',
    (w) => w.profile((p) => p.replace('12345', '999')),
    'not-found',
    'NodeBalancer 999 of the profile does not exist',
  ],
  [
    'a config is gone',
    'scale-out',
    (w) => w.profile((p) => p.replace('67890', '999')),
    'not-found',
    'config 999 of the profile does not exist on NodeBalancer 12345',
  ],
  [
    'the region is another',
    'scale-out',
    (w) => w.profile((p) => p.replace('us-east', 'eu-west')),
    'refused',
    'NodeBalancer 12345 is in us-east, and the profile creates instances in eu-west',
  ],
  [
    'the token is refused',
    'scale-out',
    (w) => w.sandbox.byHand.revokeToken(),
    'token-refused',
    'Invalid Token',
  ],
  [
    'the token lacks a scope',
    'scale-out',
    (w) => w.sandbox.byHand.setScopes(lacking),
    'missing-scope',
    'the token has no scope linodes:read_write',
  ],
  [
    'the token may not read',
    'scale-out',
    (w) => w.sandbox.byHand.setScopes('events:read_only'),
    'missing-scope',
    'needs the scope',
  ],
  [
    'the token may not read events',
    'scale-in',
    (w) => w.sandbox.byHand.setScopes('linodes:read_write nodebalancers:read_write'),
    'missing-scope',
    'events:read_only',
  ],
  [
    'the API is down',
    'scale-out',
    (w) => w.sandbox.faults.add({ method: 'GET', path: '*', kind: '503', times: 1000 }),
    'unavailable',
    'HTTP 503',
  ],
]

describe('what the account does not allow is one clear line, exit 3, and no write', () => {
  test.each(REFUSED)('%s', async (_name, command, before, code, message) => {
    const world = new World()
    before(world)
    const plain = await world.run(command)
    expect(plain.code).toBe(3)
    expect(plain.err).toContain('error: ')
    expect(plain.err).toContain(message)
    const json = await world.run(command, '--json')
    const refusal = JSON.parse(json.out) as Refusal
    expect(refusal).toMatchObject({ version: 1, command, result: 'failed', error: { code } })
    expect(refusal.error.message).toContain(message)
    expect(json.code).toBe(3)
    expect(world.writes).toEqual([])
    expect(plain.out + plain.err + json.out + json.err).not.toContain('sandbox-token')
  })
})

describe('what the account does not allow, and is done all the same', () => {
  test('status shows the rest when a config is gone, and exits 3', async () => {
    const world = new World()
    world.profile((p) => p.replace('[{ id: 67890', '[{ id: 999, port: 80 }, { id: 67890'))
    const { code, out } = await world.run('status')
    expect(out).toContain('problem: config 999 of the profile does not exist on NodeBalancer 12345')
    expect(out).toContain('web-1')
    expect(code).toBe(3)
  })

  test('scale-out works without events:read_only, by the age of the members', async () => {
    const world = new World()
    world.sandbox.byHand.setScopes('linodes:read_write nodebalancers:read_write')
    expect((await world.run('scale-out')).out).toContain('1 added')
    expect((await world.run('scale-out')).out).toContain('held (cooldown)')
  })
})

describe('what a person types is checked first: exit 2, and no request at all', () => {
  const table: readonly (readonly [string, readonly string[], string])[] = [
    ['both sizes', ['scale-out', '--by', '1', '--to', '2'], '--by and --to exclude each other'],
    ['no number', ['scale-out', '--by', 'two'], '--by two: give a whole number from 1 to 8'],
    ['nothing', ['scale-in', '--by', '0'], '--by 0: give a whole number from 1 to 8'],
    ['below min', ['scale-in', '--to', '1'], '--to 1: give a whole number from 2 to 8'],
    ['above max', ['scale-out', '--to', '9'], '--to 9: give a whole number from 2 to 8'],
    ['a flag that does not exist', ['scale-out', '--bye', '1'], "unknown option '--bye'"],
    ['a command that does not exist', ['scale-up'], "unknown command 'scale-up'"],
    ['too many words', ['status', 'web'], 'too many arguments'],
    [
      'a profile that does not exist',
      ['status', '-p', 'nowhere.yaml'],
      'nowhere.yaml, named by --profile, does not exist',
    ],
  ]
  test.each(table)('%s', async (_name, args, message) => {
    const world = new World()
    const plain = await world.run(...args)
    expect(plain.code).toBe(2)
    expect(plain.err).toContain(message)
    const json = await world.run(...args, '--json')
    expect(json.code).toBe(2)
    expect((JSON.parse(json.out) as Refusal).error).toMatchObject({ code: 'usage' })
    expect(world.sandbox.log).toEqual([])
  })

  test('a wrong profile is told with all its problems', async () => {
    const world = new World()
    world.profile(() => WEB.replace('region', 'regin').replace('max: 8', 'max: 1'))
    const { code, err } = await world.run('status')
    expect(code).toBe(2)
    expect(err).toContain('linode-autoscale.yaml:3: instance.regin: unknown key, did you mean region?')
    expect(err).toContain('linode-autoscale.yaml:11: size.max: 1 is below min (2)')
    expect(world.sandbox.log).toEqual([])
  })

  test('no token: every way to give one is named', async () => {
    const world = new World()
    world.env = {}
    const { code, err } = await world.run('status')
    expect([code, err]).toEqual([2, expect.stringContaining('no token found: set LINODE_TOKEN')])
  })
})

test('a token file that others can read is refused, with the chmod to run', async () => {
  const world = new World()
  world.env = { LINODE_URL: 'http://127.0.0.1:1' }
  world.files.set('/etc/token', 'sandbox-token\n')
  world.profile((text) => `${text}token_file: /etc/token\n`)
  world.fileMode = 0o644
  const { code, err } = await world.run('status')
  expect([code, err]).toEqual([2, expect.stringContaining('chmod 600 /etc/token')])
  expect(err).not.toContain('sandbox-token')
  world.fileMode = 0o600
  expect((await world.run('status')).code).toBe(0)
})

test.each([-7_200_000, -90_000, 90_000, 7_200_000])(
  'a clock of this machine that is %d ms off changes no cooldown and adopts what it should',
  async (skew) => {
    const world = new World({ skew })
    world.sandbox.faults.add({ method: 'POST', path: '/linode/instances', kind: 'drop-after' })
    const first = await world.run('scale-out')
    expect([first.code, first.out]).toEqual([0, expect.stringContaining('adopted')])
    expect((await world.run('scale-out')).out).toContain('until 2026-11-23T12:05:0')
    expect((await world.run('scale-in')).out).toContain('until 2026-11-23T12:15:0')
    world.time.advance(15 * 60_000)
    expect((await world.run('scale-in')).out).toContain('1 removed')
  },
)

describe('the help of each command', () => {
  const PROFILES = ['-p', 'linode-autoscale.yaml', '-p', 'linode-autoscale.yaml']
  const TAKING =
    'scale-out scale-in refresh adopt simulate rehearse reconcile follow status check pause resume targets monitoring'

  test.each(TAKING.split(' '))('%s says truly whether it takes several profiles', async (name) => {
    const world = new World()
    const help = (await world.run(name, '--help')).out.replaceAll(/\s+/g, ' ')
    const more = name === 'adopt' ? ['legacy-1'] : name === 'simulate' ? ['--load', 'day'] : []
    const { err } = await world.run(name, ...more, ...PROFILES)
    expect(help.includes('may be given several times (default: the first')).toBe(
      !err.includes('takes one profile'),
    )
  })

  test('none shows the inside of a program', async () => {
    const world = new World()
    for (const name of [...TAKING.split(' '), 'init', 'sandbox', 'completion', 'version', 'help'])
      expect((await world.run('help', name)).out).not.toMatch(/\[\]\)|undefined|null|\[object/)
  })
})
