import { describe, expect, test } from 'vitest'
import { tagsOf } from '../support/nodebalancer-tags.ts'
import { WEB, World } from '../support/world.ts'

const FLEETS = 20
const NAMES = Array.from({ length: FLEETS }, (_, i) => `f${String.fromCharCode(97 + i)}`)

/** Twenty fleets of two members each behind one NodeBalancer, each on a config of its own. */
function manyFleets(): World {
  const world = new World()
  const configs = NAMES.map((_, i) => ({ id: 70_000 + i, port: 8000 + i }))
  const nodeBalancer = world.sandbox.byHand.addNodeBalancer({ label: 'shared', region: 'us-east', configs })
  for (const [i, name] of NAMES.entries()) {
    const profile = WEB.replace('name: web', `name: ${name}`)
      .replace('12345', `${nodeBalancer}`)
      .replace('67890', `${70_000 + i}`)
    world.files.set(`fleets/${name}.yaml`, profile)
    for (const n of [1, 2]) {
      const label = `${name}-${n}`
      world.sandbox.byHand.addInstance({
        label,
        tags: ['khw', `fleet:${name}:${nodeBalancer}`],
        privateIp: true,
      })
      const address = `${world.sandbox.byHand.privateAddressOf(label)}:80`
      const made = { nodebalancer: nodeBalancer, config: 70_000 + i, label, address }
      world.sandbox.byHand.changeBackend(world.sandbox.byHand.addBackend(made), { status: 'UP' })
    }
  }
  return world
}

/** Twenty fleets of two members, each behind a NodeBalancer of its own. */
function apart(): World {
  const world = new World()
  for (const [i, name] of NAMES.entries()) {
    const config = 80_000 + i
    const made = { label: `own-${name}`, region: 'us-east', configs: [{ id: config, port: 80 }] }
    const nodebalancer = world.sandbox.byHand.addNodeBalancer(made)
    const profile = WEB.replace('name: web', `name: ${name}`).replace('12345', `${nodebalancer}`)
    world.files.set(file(name), profile.replace('67890', `${config}`))
    for (const label of [`${name}-1`, `${name}-2`]) {
      world.sandbox.byHand.addInstance({
        label,
        tags: ['khw', `fleet:${name}:${nodebalancer}`],
        privateIp: true,
      })
      const address = `${world.sandbox.byHand.privateAddressOf(label)}:80`
      world.sandbox.byHand.changeBackend(world.sandbox.byHand.addBackend({ config, label, address }), {
        status: 'UP',
      })
    }
  }
  return world
}

async function requests(world: World, ...args: readonly string[]): Promise<number> {
  const before = world.sandbox.log.length
  await world.run(...args)
  return world.sandbox.log.length - before
}

const file = (name: string): string => `fleets/${name}.yaml`

describe('twenty fleets of one token', () => {
  test.each([
    ['status', 0.25],
    ['reconcile', 0.25],
    ['check', 0.25],
  ])('%s sends less than a quarter of the requests of twenty runs', async (command, share) => {
    const world = manyFleets()
    let alone = 0
    for (const name of NAMES) alone += await requests(world, command, '-p', file(name))
    const together = await requests(world, command, '-p', 'fleets')
    expect(together).toBeGreaterThan(FLEETS)
    expect(together).toBeLessThan(alone * share)
    expect(world.writes).toEqual([])
  })

  // The API lists configs by NodeBalancer and backend nodes by config, and has no list of either for an account: with the rest read once there is nothing more to save.
  test.each([
    // What looks beyond the profile's configs asks what its members are behind.
    ['status', 2, 5],
    ['reconcile', 0, 4],
    ['check', 2, 10],
  ])(
    'behind a NodeBalancer each, %s asks each for its configs and nodes, and the account for the rest, once',
    async (command, members, most) => {
      const world = apart()
      await world.run(command, '-p', 'fleets')
      const paths = world.sandbox.log.map(({ path }) => path)
      const own = paths.filter((path) => /\/configs(?:\/\d+\/nodes)?$/.test(path))
      expect(own).toHaveLength(2 * FLEETS)
      expect(new Set(own).size).toBe(2 * FLEETS)
      // Two members a fleet, each asked what it is behind.
      const beyond = paths.filter((path) => /\/instances\/\d+\/nodebalancers$/.test(path))
      expect([beyond.length, new Set(beyond).size]).toEqual([members * FLEETS, members * FLEETS])
      expect(paths.filter((path) => !own.includes(path) && !beyond.includes(path))).toHaveLength(most)
    },
  )

  test('they see what each sees alone', async () => {
    const world = manyFleets()
    const { out } = await world.run('status', '--json', '-p', 'fleets')
    const { fleets }: { fleets: readonly { fleet: string; exit: number; size: object }[] } = JSON.parse(out)
    expect(fleets.map(({ fleet, exit, size }) => [fleet, exit, size])).toEqual(
      NAMES.map((name) => [name, 0, expect.objectContaining({ serving: 2, total: 2 })]),
    )
  })

  test('what one changes the next one sees, and a second look is a new one', async () => {
    const world = manyFleets()
    world.sandbox.byHand.removeInstance('fa-1')
    const { code } = await world.run('reconcile', '--no-wait', '-p', file('fa'), '-p', file('fb'))
    expect(code).toBe(0)
    expect(world.sandbox.byHand.instances().filter(({ label }) => label.startsWith('fa-'))).toHaveLength(2)
  })
})

describe('one fleet’s failure', () => {
  test('does not stop the others, and the exit code is the worst', async () => {
    const world = manyFleets()
    world.files.set(file('fb'), 'name: [')
    world.files.set(file('fc'), (world.files.get(file('fc')) ?? '').replace('70002', '79999'))
    const args = ['fa', 'fb', 'fc', 'fd'].flatMap((name) => ['-p', file(name)])
    const { code, out, err } = await world.run('reconcile', ...args)
    expect(code).toBe(3)
    expect(err).toContain('the profile fleets/fb.yaml has one problem')
    const table = out.slice(out.indexOf('PROFILE'))
    expect(
      [...table.matchAll(/^fleets\/(\w+)\.yaml +(\d)/gm)].map(([, name, exit]) => `${name} ${exit}`),
    ).toEqual(['fa 0', 'fb 2', 'fc 3', 'fd 0'])
  })

  test('with --json each has its own object', async () => {
    const world = manyFleets()
    world.files.set(file('fb'), 'name: [')
    const { code, out } = await world.run('reconcile', '--json', '-p', file('fa'), '-p', file('fb'))
    expect(code).toBe(2)
    expect(JSON.parse(out)).toMatchObject({
      version: 1,
      command: 'reconcile',
      result: 'failed',
      fleets: [
        { profile: file('fa'), exit: 0, fleet: 'fa' },
        { profile: file('fb'), exit: 2, error: { code: 'profile' } },
      ],
    })
  })

  test('a command for one fleet refuses several', async () => {
    const { code, err } = await manyFleets().run('scale-out', '-p', file('fa'), '-p', file('fb'))
    expect([code, err]).toEqual([2, expect.stringContaining('takes one profile')])
  })
})

const sharedId = (world: World): number => Number(/ id: (\d+)\n/.exec(world.files.get(file('fa')) ?? '')?.[1])

const pausedIn = (world: World): readonly string[] =>
  tagsOf(world, sharedId(world)).filter((tag) => tag.startsWith('paused:'))

const membersIn = (text: string): readonly string[] => text.match(/f[a-z]-\d(?=")/g) ?? []

describe('pause and resume of several', () => {
  test('take one after the other, and leave those alone that were not named', async () => {
    const world = manyFleets()
    const named = ['-p', file('fa'), '-p', file('fb')]
    const paused = await world.run('pause', '--for', '1h', ...named)
    expect([paused.code, pausedIn(world).map((tag) => tag.slice(7, 9))]).toEqual([0, ['fa', 'fb']])
    expect(paused.out).toMatch(/^fa: paused until .*\n(?:.*\n)*fb: paused until /)
    const { code, out } = await world.run('resume', '--json', ...named)
    expect([code, pausedIn(world)]).toEqual([0, []])
    expect(JSON.parse(out)).toMatchObject({
      version: 1,
      command: 'resume',
      result: 'done',
      fleets: [
        { profile: file('fa'), exit: 0, fleet: 'fa', paused: null },
        { profile: file('fb'), exit: 0, fleet: 'fb', paused: null },
      ],
    })
  })

  test.each(['pause', 'resume'])(
    '%s goes on after one that fails, and the exit code is the worst',
    async (command) => {
      const world = manyFleets()
      await world.run('pause', '-p', file('fd'))
      world.files.set(file('fb'), 'name: [')
      world.files.set(file('fc'), (world.files.get(file('fc')) ?? '').replace(/ id: \d+\n/, ' id: 99999\n'))
      const { code, err } = await world.run(
        command,
        ...['fb', 'fc', 'fd', 'fa'].flatMap((name) => ['-p', file(name)]),
      )
      expect([code, err]).toEqual([3, expect.stringContaining('the profile fleets/fb.yaml has one problem')])
      const after = command === 'pause' ? ['paused:fd', 'paused:fa'] : []
      expect(pausedIn(world)).toEqual(after)
    },
  )

  test('a mistake in a flag is told once, and nothing is sent', async () => {
    const world = manyFleets()
    const { code, err } = await world.run('pause', '--for', 'soon', '-p', 'fleets')
    expect([code, err.split('--for soon').length, world.sandbox.log]).toEqual([2, 2, []])
  })
})

describe('targets of several', () => {
  const named = ['-p', file('fa'), '-p', file('fb')]

  test('are one list', async () => {
    const { code, out } = await manyFleets().run('targets', ...named)
    expect([code, membersIn(out)]).toEqual([0, ['fa-1', 'fa-2', 'fb-1', 'fb-2']])
    expect(JSON.parse(out)).toHaveLength(4)
  })

  test('a fleet that cannot be read is told, and the list that is there stays', async () => {
    const world = manyFleets()
    await world.run('targets', ...named, '--out', 'targets.json')
    const before = world.files.get('targets.json')
    world.files.set(file('fa'), 'name: [')
    world.sandbox.byHand.removeInstance('fb-1')
    const { code, out, err } = await world.run('targets', ...named, '--out', 'targets.json')
    expect([code, out, world.files.get('targets.json')]).toEqual([2, '', before])
    expect(err).toContain('the profile fleets/fa.yaml has one problem')
    expect(err).toContain('a list without the members of fleets/fa.yaml would say that there are none')
    const told = JSON.parse((await world.run('targets', '--json', ...named)).out)
    expect(told).toMatchObject({
      command: 'targets',
      result: 'failed',
      fleets: [{ exit: 2, error: { code: 'profile' } }, { exit: 0 }],
    })
  })
})
