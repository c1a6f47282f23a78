import { describe, expect, test } from 'vitest'
import { WEB, World } from '../../support/world.ts'

const TYPES = WEB.replace('type: g6-nanode-1', 'type: [g6-nanode-1, g6-standard-1, g6-standard-2]')

describe('a region without capacity', () => {
  test('the next type of the list is tried, and told', async () => {
    const world = new World({ profile: TYPES, sandbox: { switches: { noCapacity: ['g6-nanode-1'] } } })
    const { code, out } = await world.run('scale-out')
    expect([code, out]).toEqual([0, expect.stringContaining('of type g6-standard-1, not g6-nanode-1')])
    expect(out).toContain('+$0.018 an hour')
    expect(await world.typeOf('web-4')).toBe('g6-standard-1')
    expect(world.writes.slice(0, 2)).toEqual([
      'POST /v4beta/linode/instances 403',
      'POST /v4beta/linode/instances 200',
    ])
  })

  test('without another type the API’s own reason is told, and what to do; nothing is created', async () => {
    const world = new World({ sandbox: { switches: { noCapacity: ['g6-nanode-1'] } } })
    const { code, out } = await world.run('scale-out')
    expect(code).toBe(1)
    expect(out).toContain(
      'creating web-4: The Linode plan you chose is not currently available in the selected region. Please select another region or plan type, or contact Support for assistance. (HTTP 403); the region has no room for that type now: give instance.type a list of types to try in order, or run it again later',
    )
    expect(world.illegalities()).toEqual([])
  })

  test('with none left the last one’s reason is told', async () => {
    const noCapacity = ['g6-nanode-1', 'g6-standard-1', 'g6-standard-2']
    const world = new World({ profile: TYPES, sandbox: { switches: { noCapacity } } })
    const { code, out } = await world.run('scale-out', '--by', '2')
    const words = `(HTTP 403); ${noCapacity.join(', ')} were tried in this order; run it again later`
    expect([code, out]).toEqual([1, expect.stringContaining(words)])
    expect(world.creates).toBe(0)
  })

  test('any other refusal is no reason to try another type', async () => {
    const world = new World({ profile: TYPES, sandbox: { switches: { instanceLimit: 4 } } })
    expect((await world.run('scale-out')).code).toBe(1)
    expect(world.writes).toEqual(['POST /v4beta/linode/instances 400'])
  })
})

test.each([
  ['no capacity', { noCapacity: ['g6-nanode-1'] }],
  ['no more Linodes for the account', { instanceLimit: 4 }],
])(
  'a create that is refused, %s, is a change that failed: exit 1 and change-failed',
  async (_why, switches) => {
    const world = new World({ sandbox: { switches } })
    const { code, out } = await world.run('scale-out', '--json')
    const { result, error, changes } = JSON.parse(out)
    expect([code, result, error.code, world.creates]).toEqual([1, 'failed', 'change-failed', 0])
    expect(error.message).toContain(changes[0].steps[0].detail)
  },
)

describe('what the account has no room for is told in the API’s words, with what to do', () => {
  test('the account’s limit', async () => {
    const world = new World({ sandbox: { switches: { instanceLimit: 4 } } })
    const { out } = await world.run('scale-out')
    expect(out).toContain(
      'Account Limit reached. Please open a support ticket. (HTTP 400); the account may have no more Linodes: ask Linode support for a higher limit, or lower size.max',
    )
  })

  test('a placement group that is full', async () => {
    const profile = WEB.replace('authorized_users', 'placement_group: { id: 7 }\n  authorized_users')
    const world = new World({ profile, sandbox: { switches: { placementGroupLimit: 1 } } })
    expect((await world.run('scale-out')).code).toBe(0)
    const { code, out } = await world.run('scale-out', '--force')
    expect([code, out]).toEqual([1, expect.stringContaining('a placement group holds only so many Linodes')])
  })

  test.each([
    ['common', 1000],
    ['premium', 2000],
  ] as const)('the backend nodes of a config of a %s NodeBalancer: %d', async (nodeBalancerType, most) => {
    const foreign = most - 3
    const world = new World({ nodeBalancerType, foreign, sandbox: { rateLimits: false } })
    const { code, err } = await world.run('scale-out')
    expect([code, err]).toEqual([
      3,
      `error: config 67890 of NodeBalancer 12345 has ${most} backend nodes, 1 more are wanted, and ${most} are allowed; remove foreign backends, or lower size.max\n`,
    ])
    expect(world.writes).toEqual([])
  })
})

describe('labels', () => {
  test('a number that has grown too long is refused before anything is created', async () => {
    const name = 'a-name-of-24-characters-'.slice(0, 23).concat('x')
    const world = new World({ profile: WEB.replace('name: web', `name: ${name}`), members: 2, foreign: 0 })
    for (let n = 3; n < 1300; n++)
      world.sandbox.byHand.addInstance({ label: `${name}-${n}`, privateIp: false, tags: ['fleet:other:1'] })
    const { code, err } = await world.run('scale-out')
    expect([code, err]).toEqual([
      3,
      expect.stringContaining(`${name}-1300 leaves no room for a mark in the 32 characters`),
    ])
    expect(world.writes).toEqual([])
  })
})
