import { getEventListeners } from 'node:events'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FakePrometheus } from '../support/fake-prometheus.ts'
import { FOLLOWED, loaded } from '../support/loaded-world.ts'
import { recordedBody } from '../support/recorded.ts'
import { WEB, World } from '../support/world.ts'

const MINUTE = 60_000
const START = Date.UTC(2026, 10, 23, 12, 0, 0)
const SIZED = `${WEB.replace('protect_tag: keep', 'paid_hour: ignore')}load: { target: 0.6 }\n`
const TURNS = 10_000
const EVERY = 5_000

/** Bytes in use once everything that nobody holds is gone. */
function bytesHeld(): number {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect === 'function') collect()
  return process.memoryUsage().heapUsed
}

/** What a follow has asked for, and when. */
class Asked {
  readonly pages: number[] = []
  readonly stats: number[] = []
  creates = 0
  readonly deletes: number[] = []

  constructor(world: World) {
    world.witness = ({ method, url }) => {
      const [pathname = ''] = url.split('?')
      if (method === 'POST' && pathname.endsWith('/linode/instances')) this.creates++
      if (method === 'DELETE' && /\/linode\/instances\/\d+$/.test(pathname))
        this.deletes.push(world.time.wall())
      if (method !== 'GET') return
      if (pathname.endsWith('/stats')) this.stats.push(world.time.wall())
      else if (url.includes('page=')) this.pages.push(world.time.wall())
    }
  }
}

/** The most that falls into any minute between two instants. */
function mostInAMinute(times: readonly number[], from: number, to: number): number {
  const within = times.filter((at) => at >= from && at < to)
  return within.reduce(
    (most, at, i) => Math.max(most, within.slice(i).filter((t) => t < at + MINUTE).length),
    0,
  )
}

describe('a follow that stays for days', () => {
  test(`holds no more after ${TURNS} turns than after a tenth of them, while members come and go`, async () => {
    const world = loaded((minute) => (minute % 120 < 60 ? 2.4 : 6))
    const asked = new Asked(world)
    const following = world.begin('follow', '--every', '5s')
    await world.pass((TURNS / 10) * EVERY)
    const early = bytesHeld()
    await world.time.run(world.time.sleep((TURNS * 0.9 - 1) * EVERY))
    const late = bytesHeld()
    const listeners = getEventListeners(world.stop.signal, 'abort').length
    world.stop.abort('SIGTERM')
    await world.time.run(following)
    expect(asked.creates).toBeGreaterThan(30)
    expect((late - early) / 1_048_576).toBeLessThan(8)
    expect(listeners).toBeLessThan(10)
  }, 300_000)
})

/** Work for so many members at rest, three times as many for twenty-five minutes, and as before. */
const bulge =
  (members: number) =>
  (minute: number): number =>
    members * (minute >= 20 && minute < 45 ? 1.8 : 0.6)

const CHANGES = START + 18 * MINUTE
const ENDS = START + 120 * MINUTE

/** At rest for a quarter of an hour; then the fleet grows and shrinks. */
function judge({ pages, stats, creates, deletes }: Asked): void {
  expect(creates).toBeGreaterThan(3)
  expect(deletes.length).toBeGreaterThan(3)
  expect(pages.filter((at) => at > START + 5 * MINUTE && at < CHANGES).length).toBeGreaterThan(20)
  expect(mostInAMinute(pages, START + 5 * MINUTE, CHANGES)).toBeLessThanOrEqual(20)
  expect(mostInAMinute(pages, CHANGES, ENDS)).toBeLessThan(60)
  expect(mostInAMinute(stats, START, ENDS)).toBeLessThanOrEqual(50)
}

describe('what a follow that stays asks of the API in any minute: 20 pages at rest, fewer than 60 while it changes, 50 statistics', () => {
  test.each([4, 30, 70])(
    'of %s members, sized by the API’s own statistics',
    async (members) => {
      const profile = FOLLOWED.replace('max: 20', `max: ${members * 3}`)
      const world = sharing(bulge(members), { members, profile })
      const asked = new Asked(world)
      const following = world.begin('follow', '--every', '15s')
      await world.pass(ENDS - START)
      world.stop.abort('SIGTERM')
      await world.time.run(following)
      judge(asked)
      expect(asked.stats.length).toBeGreaterThan(50)
    },
    300_000,
  )

  test.each([4, 30])(
    'of %s members, sized by what Prometheus says',
    async (members) => {
      await using prometheus = await FakePrometheus.start()
      const profile = SIZED.replace('max: 8', `max: ${members * 3}`)
      const world = new World({
        profile: `${profile}prometheus: { url: "${prometheus.url}" }\n`,
        members,
      })
      const asked = new Asked(world)
      const work = bulge(members)
      prometheus.says = {
        'instance:busy:any': () => {
          const now = world.time.wall()
          if (now >= ENDS) world.stop.abort('SIGTERM')
          return { status: 200, body: shared(world, work((now - START) / MINUTE), members) }
        },
      }
      await world.run('follow', '--every', '15s')
      judge(asked)
      expect(asked.stats).toEqual([])
    },
    300_000,
  )
})

/** A fleet that grows from so many members to as many times more, and comes back to them. */
interface Swing {
  readonly members: number
  readonly times: number
  readonly every: 5 | 10 | 15
  /** Without a health check members are attached only when they run, by a later turn. */
  readonly checked: boolean
}

const anySwing: fc.Arbitrary<Swing> = fc.record({
  members: fc.integer({ min: 4, max: 30 }),
  times: fc.integer({ min: 2, max: 3 }),
  every: fc.constantFrom(5, 10, 15),
  checked: fc.boolean(),
})

/** How many came and went, the most that went in one minute, and the most pages in one. */
async function swung({ members, times, every, checked }: Swing) {
  await using prometheus = await FakePrometheus.start()
  const sized = SIZED.replace('max: 8', `max: ${members * times * 2}`).replace(
    'target: 0.6',
    'target: 0.6, window: 5m',
  )
  const world = new World({ profile: `${sized}prometheus: { url: "${prometheus.url}" }\n`, members })
  if (!checked) world.setCheck(67_890, 'none')
  const asked = new Asked(world)
  const body = (): string => {
    const now = world.time.wall()
    const minute = (now - START) / MINUTE
    if (minute >= 32) world.stop.abort('SIGTERM')
    const isFull = minute >= 6 && minute < 16
    // What was wanted is so for the whole window.
    const peak = members * (minute >= 6 && minute < 21 ? times : 1)
    return shared(world, members * 0.6 * (isFull ? times : 1), peak)
  }
  prometheus.says = { 'instance:busy:any': () => ({ status: 200, body: body() }) }
  await world.run('follow', '--every', `${every}s`)
  return {
    created: asked.creates,
    atOnce: mostInAMinute(asked.deletes, START, ENDS),
    pages: mostInAMinute(asked.pages, START + MINUTE, ENDS),
    deleted: asked.deletes.length,
  }
}

test('however many come or leave at once: fewer than 60 pages in any minute, and all who are to leave do', async () => {
  const most = { created: 0, atOnce: 0, deleted: 0 }
  const swings: readonly Swing[] = [
    { members: 20, times: 2, every: 15, checked: true },
    { members: 24, times: 3, every: 10, checked: false },
    ...fc.sample(anySwing, { numRuns: 4, seed: 17 }),
  ]
  for (const swing of swings) {
    const { pages, created, atOnce, deleted } = await swung(swing)
    most.created = Math.max(most.created, created)
    most.atOnce = Math.max(most.atOnce, atOnce)
    most.deleted = Math.max(most.deleted, deleted)
    expect(pages, JSON.stringify(swing)).toBeLessThan(60)
  }
  expect(most.created).toBeGreaterThan(40)
  expect(most.atOnce).toBe(10)
  expect(most.deleted).toBeGreaterThan(40)
}, 600_000)

/** A world whose members share the work by the API's statistics; what an average was is told as it was when it was first asked for. */
function sharing(
  work: (minute: number) => number,
  of: { readonly members: number; readonly profile: string },
): World {
  const world = new World(of)
  const past = new Map<number, number>()
  world.sandbox.byHand.setBusy((_label, at) => {
    const share = past.get(at) ?? Math.min(1, work((at - START) / MINUTE) / serving(world).length)
    past.set(at, share)
    return share
  })
  return world
}

function serving({ sandbox: { byHand } }: World): readonly string[] {
  const nodes = byHand.backends().filter((b) => b.mode === 'accept')
  // Where health is not checked nobody is UP.
  const up = nodes.some((b) => b.status === 'UP') ? nodes.filter((b) => b.status === 'UP') : nodes
  return up.filter((b) => b.label.startsWith('web-')).map((b) => b.label)
}

/** What Prometheus has of members that share so much work. */
function shared(world: World, work: number, peak: number): string {
  const ours = serving(world)
  const share = Math.min(1, work / ours.length)
  const leaving = world.sandbox.byHand.backends().filter((b) => b.mode === 'drain')
  const busy = [
    ...ours.map((label) => [label, share] as const),
    ...leaving.map((b) => [b.label.split('.')[0], 0] as const),
  ]
  return recordedBody({ busy: Object.fromEntries(busy), peak, hour: work })
}
