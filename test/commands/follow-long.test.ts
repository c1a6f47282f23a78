import { getEventListeners } from 'node:events'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { loaded } from '../support/loaded-world.ts'
import type { World } from '../support/world.ts'

const MINUTE = 60_000
const TURNS = 10_000
const EVERY = 5_000

/** Bytes in use once everything that nobody holds is gone. */
function bytesHeld(): number {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect === 'function') collect()
  return process.memoryUsage().heapUsed
}

const isPaginated = (path: string): boolean => !/stats|\/nodebalancers\/\d+$/.test(path)

/** Counts the creates that a world is sent, also of members that go again. */
function creates(world: World): () => number {
  let count = 0
  world.witness = ({ method, url }) => {
    if (method === 'POST' && url.endsWith('/linode/instances')) count++
  }
  return () => count
}

/** How many paginated reads there were in each of so many minutes. */
async function readsByMinute(world: World, minutes: number): Promise<readonly number[]> {
  const counts: number[] = []
  for (let minute = 0; minute < minutes; minute++) {
    const from = world.sandbox.log.length
    await world.time.run(world.time.sleep(MINUTE))
    const reads = world.sandbox.log.slice(from).filter((e) => e.method === 'GET' && isPaginated(e.path))
    counts.push(reads.length)
  }
  return counts
}

describe('a follow that stays for days', () => {
  test(`holds no more after ${TURNS} turns than after a tenth of them, while members come and go`, async () => {
    const world = loaded((minute) => (minute % 120 < 60 ? 2.4 : 6))
    const made = creates(world)
    const following = world.begin('follow', '--every', '5s')
    await world.pass((TURNS / 10) * EVERY)
    const early = bytesHeld()
    await world.time.run(world.time.sleep((TURNS * 0.9 - 1) * EVERY))
    const late = bytesHeld()
    const listeners = getEventListeners(world.stop.signal, 'abort').length
    world.stop.abort('SIGTERM')
    await world.time.run(following)
    expect(made()).toBeGreaterThan(30)
    expect((late - early) / 1_048_576).toBeLessThan(8)
    expect(listeners).toBeLessThan(10)
  }, 300_000)

  test('in no minute at rest does it read more than 20 pages, in none while it changes 60', async () => {
    const world = loaded((minute) => (minute < 60 ? 2.4 : minute < 90 ? 9 : 2.4))
    const made = creates(world)
    const following = world.begin('follow', '--every', '15s')
    await world.pass(5 * MINUTE)
    const rest = await readsByMinute(world, 40)
    const change = await readsByMinute(world, 120)
    world.stop.abort('SIGTERM')
    await world.time.run(following)
    expect(made()).toBeGreaterThan(5)
    expect(world.writes.filter((w) => w.startsWith('DELETE')).length).toBeGreaterThan(5)
    expect(Math.max(...rest)).toBeLessThanOrEqual(20)
    expect(Math.min(...rest)).toBeGreaterThan(0)
    expect(Math.max(...change)).toBeLessThan(60)
    expect(Math.max(...change)).toBeGreaterThan(Math.max(...rest))
  }, 120_000)
})
