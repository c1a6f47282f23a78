import { describe, expect, test } from 'vitest'
import { LoadGenerator } from '../support/load-generator.ts'
import { tally } from '../support/tally.ts'
import { Host } from '../support/processes/host.ts'

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

test('no connection fails while every member of six is replaced', async () => {
  await using host = await Host.start({ members: 6, traffic: true, timings: QUICK })
  const load = new LoadGenerator(host.url, () => RATE, HELD)
  await until(() => host.members().every((label) => load.answersOf(label) > 0))
  const { code, out, err } = await host.run(...RENEW, '--bake', '1s')
  const { sent } = load
  await until(() => load.sent > sent + RATE)
  const counts = await load.stop()
  tally('real connections while every member was replaced', counts.sent)
  expect([code, counts.failed], `${out}\n${err}\n${counts.reasons.join()}`).toEqual([0, 0])
  expect(host.members()).toHaveLength(6)
  expect(host.members().filter((label) => six.has(label))).toEqual([])
  expect(host.members().every((label) => (counts.servedBy[label] ?? 0) > 0)).toBe(true)
  expect(host.illegalities()).toEqual([])
}, 300_000)

describe('SIGKILL around a write of a refresh, then another one', () => {
  // The writes of two members: create, attach, drain, delete, detach and tag of each. Without PROVE one of each kind.
  const writes = PROVE ? Array.from({ length: 12 }, (_, i) => i) : [0, 3, 5, 6, 9]
  test.each(writes)(
    'write %i',
    async (nth) => {
      await using host = await Host.start({ members: 2, timings: QUICK })
      host.hangAtWrite(nth, true)
      const child = host.begin(...RENEW, '--bake', '0s')
      const met = await host.hangs(child)
      child.kill('SIGKILL')
      await child
      expect(met).toBe(true)
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
