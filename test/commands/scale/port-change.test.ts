import { describe, expect, test } from 'vitest'
import { formerOf } from '../../../src/fleet/model/mark.ts'
import { WEB, World } from '../../support/world.ts'

const MINUTE = 60_000
const ON_8080 = WEB.replace('port: 80 }', 'port: 8080 }').replace(
  'scale_in: {',
  'scale_in: { cooldown: 0s, step: 1,',
)
const RUNS = ['scale-in', 'scale-out --no-wait', 'reconcile --no-wait']

/** Every backend node of a member: `8080 accept UP`, and `was` where it is a former one. */
function nodes(world: World, label: string): readonly string[] {
  return world.backendsOf(label).map((b) => {
    const port = b.address.slice(b.address.lastIndexOf(':') + 1)
    return `${port}${formerOf(b.label) === null ? '' : ' was'} ${b.mode} ${b.status}`
  })
}

function serving(world: World): number {
  const up = world.sandbox.byHand.backends().filter((b) => b.mode === 'accept' && b.status === 'UP')
  return new Set(up.map((b) => b.address.slice(0, b.address.lastIndexOf(':')))).size - 1
}

function moved(members = 3): World {
  const world = new World({ members })
  world.profile(() => ON_8080)
  return world
}

describe('a changed port attaches first', () => {
  test.each(RUNS)('%s takes no serving backend node away before the new one serves', async (line) => {
    const world = moved()
    await world.run(...line.split(' '))
    expect(serving(world)).toBeGreaterThanOrEqual(2)
    expect(nodes(world, 'web-1')).toEqual(['80 accept UP', expect.stringMatching(/^8080 accept /)])
  })

  test('members serve by the former port meanwhile', async () => {
    const world = moved()
    expect((await world.run('status')).out).toContain('web: 3 in service of 3 members')
    await world.run('reconcile', '--no-wait')
    expect((await world.run('status')).out).toContain('web: 3 in service of 3 members')
  })

  test('a member whose new port never serves keeps the former one', async () => {
    const world = moved()
    await world.run('reconcile', '--no-wait')
    for (const b of world.backendsOf('web-1').filter((n) => n.address.endsWith(':8080')))
      world.sandbox.byHand.changeBackend(b.id, { status: 'DOWN' })
    for (let n = 0; n < 8; n++) {
      world.time.advance(2 * MINUTE)
      await world.run('reconcile', '--no-wait')
    }
    expect(nodes(world, 'web-1')).toContain('80 accept UP')
    expect(world.sandbox.byHand.instances().map((i) => i.label)).toContain('web-1')
  })

  test('then the former one goes: drained, a step of members at a time, and removed by a later run', async () => {
    const world = moved()
    await world.run('reconcile', '--no-wait')
    world.time.advance(2 * MINUTE)
    const drained: number[] = []
    for (let n = 0; n < 8; n++) {
      await world.run('reconcile', '--no-wait')
      expect(serving(world)).toBe(3)
      drained.push(world.sandbox.byHand.backends().filter((b) => b.mode === 'drain').length)
      world.time.advance(2 * MINUTE)
    }
    expect(drained.slice(0, 2)).toEqual([1, 1])
    for (const label of ['web-1', 'web-2', 'web-3']) expect(nodes(world, label)).toEqual(['8080 accept UP'])
    expect(world.illegalities()).toEqual([])
  })
})

describe('a changed port leaves nothing behind, however long the label', () => {
  test.each([21, 22, 23, 24])('a name of %i characters', async (length) => {
    const name = 'w'.repeat(length)
    const named = (yaml: string) => yaml.replace('name: web', `name: ${name}`)
    const world = new World({ profile: named(WEB) })
    world.profile(() => named(ON_8080))
    for (let n = 0; n < 6; n++) {
      await world.run('reconcile', '--no-wait')
      expect(serving(world)).toBe(3)
      world.time.advance(2 * MINUTE)
    }
    for (const n of [1, 2, 3]) expect(nodes(world, `${name}-${n}`)).toEqual(['8080 accept UP'])
    expect((await world.run('status')).out).toContain('unfinished  nothing')
    expect((await world.run('scale-in')).code).toBe(0)
    expect(world.sandbox.byHand.backends().filter((b) => b.label.startsWith(`${name}-3`))).toEqual([])
    expect(world.illegalities()).toEqual([])
  })
})

describe('a changed port', () => {
  test('comes back if the profile does', async () => {
    const world = moved()
    await world.run('reconcile', '--no-wait')
    world.time.advance(2 * MINUTE)
    await world.run('reconcile', '--no-wait')
    world.profile(() => ON_8080.replace('8080', '80'))
    for (let n = 0; n < 10; n++) {
      await world.run('reconcile', '--no-wait')
      expect(serving(world)).toBe(3)
      world.time.advance(2 * MINUTE)
    }
    for (const label of ['web-1', 'web-2', 'web-3']) expect(nodes(world, label)).toEqual(['80 accept UP'])
  })

  test('a second port that a person has added is theirs', async () => {
    const world = new World()
    const { byHand } = world.sandbox
    byHand.addBackend({ config: 67890, address: `${byHand.privateAddressOf('web-1')}:8080`, label: 'web-1' })
    world.time.advance(MINUTE)
    await world.run('reconcile', '--no-wait')
    expect(nodes(world, 'web-1')).toEqual(['80 accept UP', expect.stringMatching(/^8080 accept /)])
  })

  test('a member that is removed meanwhile leaves nothing behind', async () => {
    const world = moved(4)
    await world.run('reconcile', '--no-wait')
    world.time.advance(2 * MINUTE)
    expect((await world.run('scale-in')).code).toBe(0)
    expect(world.sandbox.byHand.backends().filter((b) => b.label.startsWith('web-4'))).toEqual([])
  })

  test('on a config without a check it is refused', async () => {
    const world = moved()
    world.setCheck(67890, 'none')
    const before = world.writes.length
    const { code, err } = await world.run('reconcile')
    expect([code, world.writes.length]).toEqual([3, before])
    expect(err).toContain('on another port than the profile’s, and that config has no health check')
  })
})
