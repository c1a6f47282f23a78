import { describe, expect, test } from 'vitest'
import { WEB, WEB_ON_TWO, World } from '../../support/world.ts'

interface Left {
  readonly nodebalancer: number
  readonly config: number
  readonly id: number
  readonly label: string
  readonly detail: string
  readonly command: string
}

/** What `status` tells of configs that the profile does not name. */
async function elsewhere(world: World): Promise<readonly Left[]> {
  return JSON.parse((await world.run('status', '--json')).out).elsewhere
}

/** What `check` tells of the same. */
async function item(world: World, ...args: readonly string[]) {
  const { out } = await world.run('check', '--json', ...args)
  const items: readonly { readonly name: string; readonly verdict: string; readonly detail: string }[] =
    JSON.parse(out).items
  return items.find((i) => i.name === 'elsewhere')
}

/** A fleet on two configs, of which the profile names one by now. */
function narrowed(): World {
  const world = new World({ profile: WEB_ON_TWO })
  world.profile(() => WEB)
  return world
}

const labels = (left: readonly Left[]): readonly string[] => left.map((l) => `${l.label} on ${l.config}`)

describe('a config that leaves the profile', () => {
  test('keeps its backend nodes, and status names each with the command that ends it', async () => {
    const world = narrowed()
    const left = await elsewhere(world)
    expect(labels(left)).toEqual(['web-1 on 67891', 'web-2 on 67891', 'web-3 on 67891'])
    const [first] = left
    expect(first?.command).toBe(`linode-cli nodebalancers node-delete 12345 67891 ${first?.id}`)
    expect(first?.detail).toBe('it is at the address of web-1')
    const { out } = await world.run('status')
    expect(out).toContain(
      'on configs that the profile does not name, where no run drains them, and a removal takes away what bears its member’s label:',
    )
    expect(out).toContain(`${first?.command} takes it away`)
    expect(world.writes).toEqual([])
  })

  test('is told by check as a warning, with the commands', async () => {
    const { out } = await narrowed().run('check')
    expect(out).toMatch(
      /^warning +elsewhere +web-1 \(backend node \d+ on config 67891 of NodeBalancer 12345: /m,
    )
    expect(out).toMatch(/do: linode-cli nodebalancers node-delete 12345 67891 \d+; /)
  })

  test('is told no more when the commands were carried out', async () => {
    const world = narrowed()
    for (const { id } of await elsewhere(world)) world.sandbox.byHand.removeBackend(id)
    expect(await elsewhere(world)).toEqual([])
    expect(await item(world)).toMatchObject({ verdict: 'ok' })
  })

  test('keeps those of members that are gone, which are told too', async () => {
    const world = narrowed()
    world.lose('web-3')
    const left = (await elsewhere(world)).filter((l) => l.label === 'web-3')
    expect(left.map((l) => l.detail)).toEqual(['no instance has its address'])
  })
})

const NEIGHBOUR = { id: 777, label: 'other', region: 'us-east', configs: [{ id: 7771, port: 80 }] }

const address = (world: World, label: string): string => `${world.sandbox.byHand.privateAddressOf(label)}:80`

describe('what is looked at beyond the profile', () => {
  test('is every NodeBalancer that a member is behind', async () => {
    const world = new World()
    world.sandbox.byHand.addNodeBalancer(NEIGHBOUR)
    world.sandbox.byHand.addBackend({ config: 7771, address: address(world, 'web-2'), label: 'mine' })
    expect(labels(await elsewhere(world))).toEqual(['mine on 7771'])
  })

  test('is no other, unless check is to look everywhere', async () => {
    const world = new World()
    const { byHand } = world.sandbox
    byHand.addNodeBalancer(NEIGHBOUR)
    byHand.addBackend({ config: 7771, address: '192.168.200.9:80', label: 'web-9' })
    expect(await elsewhere(world)).toEqual([])
    expect(await item(world)).toMatchObject({ verdict: 'ok' })
    expect(await item(world, '--everywhere')).toMatchObject({
      verdict: 'warning',
      detail: expect.stringContaining('on config 7771 of NodeBalancer 777: no instance has its address'),
    })
  })

  test('says nothing of what is somebody else’s, whatever it is called', async () => {
    const world = new World()
    const { byHand } = world.sandbox
    byHand.addNodeBalancer(NEIGHBOUR)
    byHand.addBackend({ config: 7771, address: address(world, 'legacy-1'), label: 'web-9' })
    byHand.addBackend({ config: 7771, address: '192.168.200.9:80', label: 'database' })
    expect(await item(world, '--everywhere')).toMatchObject({ verdict: 'ok' })
  })

  test('is not needed by metrics, which ask for nothing of it', async () => {
    const world = narrowed()
    await world.run('status', '--prometheus')
    expect(world.sandbox.log.filter((e) => e.path.includes('/67891/'))).toEqual([])
  })

  test('is told as not read where there are more members than are asked, and what nobody may read', async () => {
    const crowd = new World({ members: 26 })
    crowd.sandbox.byHand.addNodeBalancer(NEIGHBOUR)
    const many = await crowd.run('status')
    expect(many.out).toContain('note: not read: what NodeBalancers more than 25 members are behind')
    const world = new World({ members: 25 })
    world.sandbox.byHand.addNodeBalancer(NEIGHBOUR)
    expect((await world.run('status')).out).not.toContain('not read')
    const path = '/linode/instances/*/nodebalancers'
    world.sandbox.faults.add({ method: 'GET', path, kind: '503', times: 1_000 })
    const { code, out } = await world.run('status')
    expect(code).toBe(0)
    expect(out).toContain('note: not read: reading the NodeBalancers of web-')
    expect(await item(world)).toMatchObject({ verdict: 'warning' })
  })
})

/** What a command asks, without queries and in order; the price of a type and planned maintenance aside. */
async function asked(world: World, ...args: readonly string[]): Promise<readonly string[]> {
  const before = world.sandbox.log.length
  await world.run(...args)
  const paths = world.sandbox.log.slice(before).map((e) => e.path)
  return paths.filter((p) => !p.includes('/linode/types/') && !p.endsWith('/account/maintenance'))
}

const OBSERVED = ['instances', 'nodebalancers', '12345', 'configs', 'nodes', 'events']
const lastOf = (paths: readonly string[]) => paths.map((p) => p.split('/').at(-1))

describe('what a look beyond the profile asks', () => {
  test('is nothing where no NodeBalancer and no config is there but the profile’s: the five reads of a scale-out, and the list of NodeBalancers', async () => {
    const world = new World({ members: 26 })
    const status = await asked(world, 'status')
    expect(lastOf(status)).toEqual(OBSERVED)
    expect(await asked(world, 'scale-out', '--no-wait', '--dry-run')).toHaveLength(status.length - 1)
    expect((await world.run('status')).out).not.toContain('not read')
  })

  test('is nothing of a NodeBalancer in another region, where no member can be behind it', async () => {
    const world = new World()
    world.sandbox.byHand.addNodeBalancer({ ...NEIGHBOUR, region: 'us-ord' })
    expect(lastOf(await asked(world, 'status'))).toEqual(OBSERVED)
  })

  test('is the backend nodes of a config that the profile does not name, and its NodeBalancer’s configs no second time', async () => {
    const beyond = await asked(narrowed(), 'status')
    expect(beyond.slice(OBSERVED.length)).toEqual(['/v4/nodebalancers/12345/configs/67891/nodes'])
  })

  test('is of each member what it is behind, where there is another NodeBalancer', async () => {
    const world = new World()
    world.sandbox.byHand.addNodeBalancer(NEIGHBOUR)
    const beyond = (await asked(world, 'status')).slice(OBSERVED.length)
    expect(beyond.map((p) => p.replace(/\/\d+\//, '/*/'))).toEqual(
      Array.from({ length: 3 }, () => '/v4/linode/instances/*/nodebalancers'),
    )
  })

  test('is no list twice, by check neither', async () => {
    const world = new World({ profile: WEB_ON_TWO })
    const paths = (await asked(world, 'check', '--everywhere')).filter(
      (p) => !p.endsWith('/linode/instances'),
    )
    expect(new Set(paths).size).toBe(paths.length)
  })
})
