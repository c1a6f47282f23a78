import { describe, expect, test } from 'vitest'
import { FOLLOWED } from '../support/loaded-world.ts'
import { World } from '../support/world.ts'

const MINUTE = 60_000
const NAMES = ['fa', 'fb', 'fc'] as const
const file = (name: string): string => `fleets/${name}.yaml`

/** Three fleets of two members behind one NodeBalancer, all of them fully busy. */
function threeFleets(): World {
  const world = new World()
  const { byHand } = world.sandbox
  const configs = NAMES.map((_, i) => ({ id: 70_000 + i, port: 8000 + i }))
  const nodeBalancer = byHand.addNodeBalancer({ label: 'shared', region: 'us-east', configs })
  byHand.setBusy(() => 0.9)
  for (const [i, name] of NAMES.entries()) {
    const profile = FOLLOWED.replace('name: web', `name: ${name}`)
      .replace('12345', `${nodeBalancer}`)
      .replace('67890', `${70_000 + i}`)
    world.files.set(file(name), profile)
    for (const label of [`${name}-1`, `${name}-2`]) {
      byHand.addInstance({ label, tags: ['khw', `fleet:${name}:${nodeBalancer}`], privateIp: true })
      const address = `${byHand.privateAddressOf(label)}:80`
      const made = { nodebalancer: nodeBalancer, config: 70_000 + i, label, address }
      byHand.changeBackend(byHand.addBackend(made), { status: 'UP' })
    }
  }
  world.time.advance(60 * MINUTE)
  return world
}

const sizes = (world: World): readonly string[] =>
  NAMES.map((name) => {
    const all = world.sandbox.byHand.instances().filter(({ label }) => label.startsWith(`${name}-`))
    return `${name} ${all.length}`
  })

async function followAll(world: World, minutes: number, ...more: readonly string[]) {
  const following = world.begin('follow', '--every', '15s', ...more)
  await world.pass(minutes * MINUTE)
  world.stop.abort('SIGTERM')
  return await world.time.run(following)
}

describe('follow of several fleets', () => {
  test('one turn of each, one after the other', async () => {
    const world = threeFleets()
    const { code, out } = await world.run('follow', '--json', '-p', 'fleets')
    expect([code, sizes(world)]).toEqual([0, ['fa 3', 'fb 3', 'fc 3']])
    expect(JSON.parse(out)).toMatchObject({
      command: 'follow',
      fleets: NAMES.map((name) => ({ profile: file(name), fleet: name, exit: 0 })),
    })
  })

  test('one that stays follows each, and ends by one signal', async () => {
    const world = threeFleets()
    const { code, err } = await followAll(world, 2, ...NAMES.flatMap((name) => ['-p', file(name)]))
    expect([code, sizes(world)]).toEqual([0, ['fa 3', 'fb 3', 'fc 3']])
    expect(err.match(/ended by SIGTERM/g)).toHaveLength(3)
  })

  test.each<readonly [string, (text: string) => string, number, string]>([
    ['a profile that is none', () => 'name: [', 2, 'fleets/fb.yaml: not followed'],
    ['one that goes by steps', (text) => text.replace(/^load: .*\n/m, ''), 2, 'follow goes by the load'],
    ['a config that is not there', (text) => text.replace('70001', '79999'), 0, 'the next turn tries again'],
  ])('%s stops no other', async (_rule, change, worst, told) => {
    const world = threeFleets()
    world.files.set(file('fb'), change(world.files.get(file('fb')) ?? ''))
    const { code, err } = await followAll(world, 2, '-p', 'fleets')
    expect([code, sizes(world)]).toEqual([worst, ['fa 3', 'fb 2', 'fc 3']])
    expect(err).toContain(told)
  })
})
