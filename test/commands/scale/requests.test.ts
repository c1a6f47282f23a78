import { expect, test } from 'vitest'
import { WEB, World } from '../../support/world.ts'

const CREATE = 'POST /v4beta/linode/instances'
const LOOK = 'GET /v4beta/linode/instances'
const EVENTS = 'GET /v4beta/account/events'

const price = (out: string): unknown => JSON.parse(out).cost.hourly_change

async function traceOf(others: number): Promise<readonly string[]> {
  const world = new World({ members: 4 })
  for (let n = 0; n < others; n++) world.sandbox.byHand.addInstance({ label: `other-${n}`, at: 0 })
  expect((await world.run('scale-out', '--no-wait')).code).toBe(0)
  return world.sandbox.log.map((e) => `${e.method} ${e.path}`)
}

test('scale-out --no-wait reads at most five times, the events last, then creates and attaches, and looks beside that and once more', async () => {
  const trace = await traceOf(0)
  const reads = trace.slice(0, trace.indexOf(CREATE))
  expect(reads.filter((line) => !line.startsWith('GET'))).toEqual([])
  expect(reads.length).toBeLessThanOrEqual(5)
  expect(reads.at(-1)).toBe(EVENTS)
  const [create, ...rest] = trace.slice(reads.length)
  expect(create).toBe(CREATE)
  expect(rest.toSorted()).toEqual([LOOK, LOOK, 'POST /v4/nodebalancers/12345/configs/67890/nodes'])
})

test('5,000 other instances on the account cost no request', async () => {
  expect(await traceOf(5000)).toEqual(await traceOf(0))
})

test('what somebody deleted while it was waited for is not paid for: the price is of the one that was made after it', async () => {
  const world = new World({ profile: `${WEB}scale_out: { cooldown: 0s }\n` })
  const running = world.begin('scale-out', '--json')
  void world.time.sleep(20_000).then(() => world.sandbox.byHand.removeInstance('web-4'))
  const { out } = await world.time.run(running)
  expect(world.states().map((s) => s.split(' ')[0])).toContain('web-5')
  expect(price(out)).toBe(0.0075)
})

test('the price is asked for by who waits, not by who does not', async () => {
  const world = new World({ members: 4 })
  expect(price((await world.run('scale-out', '--no-wait', '--json')).out)).toBeNull()
  expect(price((await world.run('scale-out', '--no-wait', '--json')).out)).toBe(0)
  expect(price((await world.run('scale-out', '--force', '--to', '6', '--json')).out)).toBe(0.0075)
})
