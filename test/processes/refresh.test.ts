import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { LoadGenerator } from '../support/load-generator.ts'
import { tally } from '../support/tally.ts'
import { Host } from '../support/processes/host.ts'
import { refreshSvg, type RefreshMoment } from '../support/processes/refresh-plot.ts'
import { ROOT } from '../support/root.ts'

const QUICK = { provision: 500, boot: 200, appStart: 200, checkInterval: 200 }
const RATE = 100
const HELD = 300
const PROVE = process.env['PROVE'] === '1'
/** Members of a host are a day old. */
const RENEW = ['refresh', '--older-than', '1h', '--surge', '2']

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20))
}

const six = new Set([1, 2, 3, 4, 5, 6].map((n) => `web-${n}`))

/** Looks at who answers, a few times a second, until it is told to end. */
function watch(load: LoadGenerator, host: Host) {
  const moments: RefreshMoment[] = []
  const began = performance.now()
  let [before, at] = [answers(load), 0]
  const timer = setInterval(() => {
    const [now, seconds] = [answers(load), (performance.now() - began) / 1000]
    const rate = (of: 'former' | 'fresh'): number => (now[of] - before[of]) / (seconds - at)
    moments.push({
      at: seconds,
      former: rate('former'),
      fresh: rate('fresh'),
      members: host.members().length,
    })
    ;[before, at] = [now, seconds]
  }, EVERY)
  return {
    end: (): readonly RefreshMoment[] => {
      clearInterval(timer)
      return moments
    },
  }
}

const EVERY = 1_000

function answers(load: LoadGenerator) {
  const of = (some: readonly string[]): number => some.reduce((sum, label) => sum + load.answersOf(label), 0)
  return { former: of([...six]), fresh: of([...six].map((_, i) => `web-${i + 7}`)) }
}

test('no connection fails while every member of six is replaced', async () => {
  await using host = await Host.start({ members: 6, traffic: true, timings: QUICK })
  const load = new LoadGenerator(host.url, () => RATE, HELD)
  await until(() => host.members().every((label) => load.answersOf(label) > 0))
  const plot = watch(load, host)
  const { code, out, err } = await host.run(...RENEW, '--bake', '1s')
  const { sent } = load
  await until(() => load.sent > sent + 3 * RATE)
  const moments = plot.end()
  const counts = await load.stop()
  tally('real connections while every member was replaced', counts.sent)
  expect([code, counts.failed], `${out}\n${err}\n${counts.reasons.join()}`).toEqual([0, 0])
  expect(host.members()).toHaveLength(6)
  expect(host.members().filter((label) => six.has(label))).toEqual([])
  expect(host.members().every((label) => (counts.servedBy[label] ?? 0) > 0)).toBe(true)
  expect(host.illegalities()).toEqual([])
  // Never fewer than there were, and who answers goes over from the former ones to the others.
  expect(Math.min(...moments.map((m) => m.members))).toBeGreaterThanOrEqual(6)
  expect([moments[0]?.fresh, moments.at(-1)?.former]).toEqual([0, 0])
  // `npm run pictures` keeps what was seen.
  const title = `six members replaced, two at once: ${counts.sent} connections, ${counts.failed} failed`
  if (process.env['PICTURES'] === '1')
    writeFileSync(join(ROOT, 'docs', 'pictures', 'refresh.svg'), refreshSvg(moments, title))
}, 300_000)

/** Kills a refresh around a write; false when it never came to it. */
async function killedAt(host: Host, write: number): Promise<boolean> {
  host.hangAtWrite(write, true)
  const child = host.begin(...RENEW, '--bake', '0s')
  const met = await host.hangs(child)
  child.kill('SIGKILL')
  await child
  return met
}

describe('SIGKILL around a write of a refresh, then another one', () => {
  // The writes of two members: create, attach, drain, delete, detach and tag of each. Without PROVE one of each kind.
  const writes = PROVE ? Array.from({ length: 12 }, (_, i) => i) : [0, 3, 5, 6, 9]
  test.each(writes)(
    'write %i',
    async (nth) => {
      await using host = await Host.start({ members: 2, timings: QUICK })
      expect(await killedAt(host, nth)).toBe(true)
      tally('real processes killed around a write of a refresh', 1)
      const next = await host.run(...RENEW, '--bake', '0s')
      expect(next.code, next.out + next.err).toBe(0)
      await host.run('reconcile', '--no-wait')
      expect(host.illegalities(), next.out + next.err).toEqual([])
      expect(host.members().filter((label) => ['web-1', 'web-2'].includes(label))).toEqual([])
      expect(host.members()).toHaveLength(2)
    },
    300_000,
  )
})

describe('SIGKILL of a refresh that has no room beside anybody, then a reconcile', () => {
  // The word of the place, drain, delete, detach, create, attach.
  const writes = PROVE ? [0, 1, 2, 3, 4, 5, 6, 7] : [1, 2, 4]
  test.each(writes)(
    'write %i',
    async (nth) => {
      await using host = await Host.start({ members: 3, timings: QUICK })
      host.limitTo(3)
      expect(await killedAt(host, nth)).toBe(true)
      tally('real processes killed around a write of a refresh at max', 1)
      const next = await host.run('reconcile', '--no-wait')
      expect([next.code, host.members().length], next.out + next.err).toEqual([0, 3])
      await host.run('reconcile')
      expect([host.members().length, host.illegalities()]).toEqual([3, []])
    },
    300_000,
  )
})

test('two refreshes at once beside an alert: each member is replaced once, and growth that was told is there', async () => {
  await using host = await Host.start({ members: 3, timings: QUICK })
  const ran = await Promise.all([
    host.run(...RENEW, '--bake', '0s'),
    host.run(...RENEW, '--bake', '0s'),
    host.run('scale-out', '--no-wait', '--json'),
  ])
  tally('real processes at once beside a refresh', ran.length)
  const [, , alert] = ran
  const { result, hold } = JSON.parse(alert.out) as { result: string; hold: { reason: string } | null }
  // It may have seen the events of creates whose instances were in no list yet: nobody can tell then that they are no growth.
  expect(['done ', 'held cooldown'], alert.err).toContain(`${result} ${hold?.reason ?? ''}`)
  ran.push(await host.run(...RENEW, '--bake', '0s'))
  ran.push(await host.run('reconcile', '--no-wait'))
  const said = ran.map((r) => r.out + r.err).join('\n---\n')
  expect(
    ran.map((r) => r.code),
    said,
  ).toEqual([0, 0, 0, 0, 0])
  expect(
    host.members().filter((label) => ['web-1', 'web-2', 'web-3'].includes(label)),
    said,
  ).toEqual([])
  expect([host.members().length, host.illegalities()], said).toEqual([result === 'done' ? 4 : 3, []])
}, 300_000)
