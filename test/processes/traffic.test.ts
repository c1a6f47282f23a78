import { expect, test } from 'vitest'
import { LoadGenerator } from '../support/load-generator.ts'
import { tally } from '../support/tally.ts'
import { Host } from '../support/processes/host.ts'

const QUICK = { provision: 500, boot: 200, appStart: 200, checkInterval: 200 }
const RATE = 200
const HELD = 300
const LONG_HELD = 5_000

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20))
}

/** A command under load: the load begins before it, and goes on after it until `isEnough`. */
async function underLoad(
  members: number,
  isEnough: (load: LoadGenerator) => boolean,
  ...command: readonly string[]
) {
  await using host = await Host.start({ members, traffic: true, timings: QUICK })
  const load = new LoadGenerator(host.url, () => RATE, HELD)
  await until(() => host.members().every((label) => load.answersOf(label) > 0))
  const { code, err } = await host.run(...command)
  const [sent, lateAnswers] = [load.sent, load.answersOf('web-4')]
  await until(() => load.sent > sent + RATE && isEnough(load))
  const counts = await load.stop()
  tally('real connections while the fleet changed', counts.sent)
  expect(host.illegalities()).toEqual([])
  return { ...counts, code, err, left: host.members(), lateAnswers }
}

test('no connection fails while a member is attached, and the new one serves', async () => {
  const { failed, reasons, servedBy, code, err } = await underLoad(
    3,
    (load) => load.answersOf('web-4') > 20,
    'scale-out',
  )
  expect([code, failed], `${err}\n${reasons.join()}`).toEqual([0, 0])
  expect(servedBy['web-4']).toBeGreaterThan(20)
})

test('no connection fails while a member is drained and deleted, held ones included', async () => {
  const { failed, reasons, servedBy, code, err, left, lateAnswers } = await underLoad(
    4,
    () => true,
    'scale-in',
  )
  expect([code, failed], `${err}\n${reasons.join()}`).toEqual([0, 0])
  expect(left).toEqual(['web-1', 'web-2', 'web-3'])
  expect(lateAnswers).toBeGreaterThan(0)
  expect(servedBy['web-4']).toBe(lateAnswers)
})

test('a member that is deleted without draining does fail connections: the load can tell', async () => {
  await using host = await Host.start({ members: 2, traffic: true, timings: QUICK })
  const load = new LoadGenerator(host.url, () => RATE, LONG_HELD)
  // Every tenth request is held, and every third goes to it: so many answers later it holds some, which the deletion cuts.
  await until(() => load.answersOf('web-2') > 20)
  host.deleteByHand('web-2')
  await until(() => load.failed > 0)
  const { failed } = await load.stop()
  expect(failed).toBeGreaterThan(0)
})

test('no connection fails while the port changes in the profile, and the fleet is never out', async () => {
  await using host = await Host.start({ members: 3, traffic: true, timings: QUICK })
  const load = new LoadGenerator(host.url, () => RATE, HELD)
  await until(() => host.members().every((label) => load.answersOf(label) > 0))
  host.changePort(8080)
  const seen: string[] = []
  const looking = setInterval(() => {
    const out = Object.values(host.openPorts()).filter((ports) => ports.length === 0).length
    if (out > 0) seen.push(`${out} members out of service`)
  }, 20)
  const runs: string[] = []
  const isOver = (): boolean => host.backendCount() === 4 && host.illegalities().length === 0
  for (let turn = 0; turn < 12 && !isOver(); turn++) {
    const { code, err } = await host.run('reconcile')
    if (code !== 0) runs.push(err)
    // A former backend node keeps its drain for a second before a later run removes it.
    await new Promise((resolve) => setTimeout(resolve, 1_100))
  }
  clearInterval(looking)
  const sent = load.sent
  await until(() => load.sent > sent + RATE)
  const { failed, reasons } = await load.stop()
  expect([runs, failed, seen], reasons.join()).toEqual([[], 0, []])
  expect(host.illegalities()).toEqual([])
  expect(host.openPorts()).toEqual({ 'web-1': ['8080'], 'web-2': ['8080'], 'web-3': ['8080'] })
  tally('real connections while the port changed', sent)
}, 120_000)
