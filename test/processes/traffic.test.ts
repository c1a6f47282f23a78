import { expect, test } from 'vitest'
import { LoadGenerator, loadFor } from '../support/load-generator.ts'
import { tally } from '../support/tally.ts'
import { Host } from '../support/processes/host.ts'

const QUICK = { provision: 500, boot: 200, appStart: 200, checkInterval: 200 }
const RATE = 200
const HELD = 300

async function underLoad(members: number, ...command: readonly string[]) {
  await using host = await Host.start({ members, traffic: true, timings: QUICK })
  const load = loadFor(host.url, RATE, 5000, HELD)
  await new Promise((resolve) => setTimeout(resolve, 500))
  const { code, err } = await host.run(...command)
  const counts = await load
  tally('real connections while the fleet changed', counts.sent)
  expect(host.illegalities()).toEqual([])
  return { ...counts, code, err, left: host.members() }
}

test('no connection fails while a member is attached, and the new one serves', async () => {
  const { sent, failed, reasons, servedBy, code, err } = await underLoad(3, 'scale-out')
  expect([code, failed], `${err}\n${reasons.join()}`).toEqual([0, 0])
  expect(sent).toBeGreaterThan(900)
  expect(servedBy['web-4']).toBeGreaterThan(20)
}, 60_000)

test('no connection fails while a member is drained and deleted, held ones included', async () => {
  const { sent, failed, reasons, servedBy, code, err, left } = await underLoad(4, 'scale-in')
  expect([code, failed], `${err}\n${reasons.join()}`).toEqual([0, 0])
  expect(sent).toBeGreaterThan(900)
  expect(left).toEqual(['web-1', 'web-2', 'web-3'])
  expect(servedBy['web-4']).toBeGreaterThan(20)
  expect(servedBy['web-4']).toBeLessThan(sent / 4)
}, 60_000)

test('a member that is deleted without draining does fail connections: the load can tell', async () => {
  await using host = await Host.start({ members: 2, traffic: true, timings: QUICK })
  const load = new LoadGenerator(host.url, () => RATE, HELD)
  await new Promise((resolve) => setTimeout(resolve, 500))
  host.deleteByHand('web-2')
  await new Promise((resolve) => setTimeout(resolve, 500))
  const { failed, sent } = await load.stop()
  expect(failed).toBeGreaterThan(0)
  expect(failed).toBeLessThan(sent / 2)
}, 60_000)
