import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { simulationSvg } from '../../src/render/simulation-svg.ts'
import type { Simulated } from '../../src/simulate/simulate.ts'
import { LoadGenerator } from '../support/load-generator.ts'
import { countIn, followed } from './followed.ts'
import { Stage } from './stage.ts'

const PROFILE = `
name: web
instance: { region: us-east, type: g6-nanode-1, image: linode/debian12, tags: [khw] }
nodebalancer: { id: 12345, configs: [{ id: 67890, port: 80 }] }
size: { min: 2, max: 14 }
prometheus: { url: "http://127.0.0.1:9090" }
scale_in: { drain: 2s, paid_hour: ignore }
load: { target: 0.6, window: 1m, warm_up: 5s }
`
/** What a request costs, in milliseconds of a core, and so how many a member does in a second. */
const WORK = 50
const BY_MEMBER = 1000 / WORK
/** Requests a second: two members less than half busy, and eight times that. */
const LOW = 14
const HIGH = 8 * LOW
/** Seconds, and how many times the load rises and falls in them. */
const LENGTH = 600
const WAVES = 2

/** From low to high and back, evenly. */
function rateAt(second: number): number {
  const phase = (1 - Math.cos((2 * Math.PI * WAVES * second) / LENGTH)) / 2
  return LOW * (HIGH / LOW) ** phase
}

test('ten minutes of follow: the load rises and falls eightfold, twice, and no request fails', async () => {
  await using stage = new Stage()
  const account = await stage.account(WORK)
  await followed(stage, account, PROFILE)
  const begun = performance.now()
  const second = (): number => (performance.now() - begun) / 1000
  const load = new LoadGenerator(account.traffic.view().nodebalancers[0]?.url ?? '', () => rateAt(second()))
  const moments: Simulated['moments'][number][] = []
  while (second() < LENGTH) {
    const at = performance.now() - begun
    moments.push({ at, work: rateAt(second()) / BY_MEMBER, ...countIn(account) })
    await new Promise((resolve) => setTimeout(resolve, 1_000))
  }
  const { sent, failed, reasons, p99 } = await load.stop()
  const sizes = moments.map(({ members }) => members)
  console.log(
    `${sent} requests, ${failed} failed, 99% within ${p99} ms; ${Math.min(...sizes)} to ${Math.max(...sizes)} members`,
  )
  const picture = process.env['FOLLOW_PICTURE']
  if (picture !== undefined) writeFileSync(picture, simulationSvg([{ name: 'follow --every 5s', moments }]))

  expect([failed, reasons]).toEqual([0, []])
  expect(account.against).toEqual([])
  expect(Math.max(...sizes)).toBeGreaterThanOrEqual(HIGH / BY_MEMBER)
  const rose = sizes.filter((size, n) => size > (sizes[n - 1] ?? size)).length
  const fell = sizes.filter((size, n) => size < (sizes[n - 1] ?? size)).length
  expect([rose > WAVES, fell > WAVES]).toEqual([true, true])
})
