import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { simulationSvg } from '../../src/render/simulation-svg.ts'
import type { Simulated } from '../../src/simulate/simulate.ts'
import { LoadGenerator } from '../support/load-generator.ts'
import { AmExecutor } from './am-executor.ts'
import { BIN, countIn, followed, observed } from './followed.ts'
import { commandsOf, quicken } from './quick-files.ts'
import { type Account, Stage } from './stage.ts'

/** A member boots in three seconds here, and in seventy-five there: every other time is 25 times as short too, where a program can be told so. */
const HEAD = `
name: web
instance: { region: us-east, type: g6-nanode-1, image: linode/debian12, tags: [khw] }
nodebalancer: { id: 12345, configs: [{ id: 67890, port: 80 }] }
size: { min: 2, max: 14 }
prometheus: { url: "http://127.0.0.1:9090" }
`
/** The guide's way: five minutes above 70%, one member, again after eight. Shrinking is hurried on, so that it is seen at all. */
const BY_STEPS = `${HEAD}scale_out: { cooldown: 12s }
scale_in: { cooldown: 8s, drain: 2s }
load: { high: 0.7, high_for: 12s, low: 0.3, low_for: 4s, warm_up: 5s }
`
const ALERTS = { group: 5, repeat: 20 } as const
const BY_LOAD = `${HEAD}scale_in: { drain: 2s, paid_hour: ignore }
load: { target: 0.6, window: 1m, warm_up: 5s }
`

/** What a request costs, in milliseconds of a core, and so how many a member does in a second. */
const WORK = 50
const BY_MEMBER = 1000 / WORK
/** Requests a second: two members half busy, and nine times that. */
const CALM = 18
const FLASH = 9 * CALM
const CALM_FOR = 12
/** Seconds after which the crowd goes, even if there was never capacity for it. */
const CROWD_FOR = 200
/** Seconds after which a removal is no longer waited for; a busy host takes its time. */
const LATEST = 300

/** What became of one flash crowd. */
interface Outcome {
  readonly moments: Simulated['moments']
  readonly overCapacity: number
  readonly most: number
  /** Requests that failed from the end of the crowd until a member had gone. */
  readonly failedShrinking: number
  readonly gone: number
  readonly against: readonly string[]
}

type Way = (stage: Stage, account: Account) => Promise<void>

const bySteps: Way = async (stage, account) => {
  const { folder, bin, path, ports, env } = await observed(stage, account, BY_STEPS)
  const commands = commandsOf(folder, [process.execPath, BIN], path)
  const executor = stage.keep(new AmExecutor(commands, env, () => undefined))
  quicken(folder, { ...ports, executor: await executor.listen(), ...ALERTS })
  await Promise.all([stage.alertmanager(bin, folder), stage.prometheus(bin, folder, env)])
}

const byLoad: Way = async (stage, account) => await followed(stage, account, BY_LOAD)

const pause = async (): Promise<void> => {
  await new Promise((resolve) => setTimeout(resolve, 100))
}

/** Calm, nine times as much until there is capacity for it, and calm again until somebody has gone. */
async function play(way: Way): Promise<Outcome> {
  await using stage = new Stage()
  const account = await stage.account(WORK)
  await way(stage, account)
  let rate = CALM
  const moments: Simulated['moments'][number][] = []
  const begun = performance.now()
  const drawing = setInterval(() => {
    moments.push({ at: performance.now() - begun, work: rate / BY_MEMBER, ...countIn(account) })
  }, 500)
  const load = new LoadGenerator(account.traffic.view().nodebalancers[0]?.url ?? '', () => rate)
  await waitFor(() => false, CALM_FOR)
  rate = FLASH
  let overCapacity = 0
  let last = performance.now()
  await waitFor(() => {
    const now = performance.now()
    const isShort = countIn(account).serving * BY_MEMBER < FLASH
    if (isShort) overCapacity += (now - last) / 1000
    last = now
    return !isShort
  }, CROWD_FOR)
  rate = CALM
  const [failed, most] = [load.failed, countIn(account).members]
  let highest = most
  await waitFor(() => {
    const { members } = countIn(account)
    highest = Math.max(highest, members)
    return members < highest
  }, LATEST)
  // Whoever was on its way is answered.
  await waitFor(() => false, 2)
  clearInterval(drawing)
  const counts = await load.stop()
  return {
    moments,
    overCapacity,
    most: highest,
    failedShrinking: counts.failed - failed,
    gone: highest - countIn(account).members,
    against: account.against,
  }
}

/** Waits until something is so, or for so many seconds. */
async function waitFor(isSo: () => boolean, seconds: number): Promise<void> {
  const end = performance.now() + seconds * 1000
  while (performance.now() < end && !isSo()) await pause()
}

test('a flash crowd: sized by its load a fleet is short for a quarter of the time at most, and nobody notices the shrinking', async () => {
  const steps = await play(bySteps)
  const sized = await play(byLoad)
  for (const [name, { overCapacity, most, gone, failedShrinking }] of Object.entries({ steps, sized }))
    console.log(
      `${name.padEnd(6)} ${overCapacity.toFixed(1).padStart(6)} s over capacity, ${most} members at most, ${gone} gone, ${failedShrinking} failed while it shrank`,
    )
  const picture = process.env['FLASH_PICTURE']
  if (picture !== undefined)
    writeFileSync(
      picture,
      simulationSvg([
        { name: 'by steps, as the guide has it', moments: steps.moments },
        { name: 'sized by its load, follow --every 5s', moments: sized.moments },
      ]),
    )
  expect(sized.overCapacity).toBeGreaterThan(0)
  expect(steps.overCapacity / sized.overCapacity).toBeGreaterThanOrEqual(4)
  for (const { failedShrinking, gone, against } of [steps, sized]) {
    expect(gone).toBeGreaterThan(0)
    expect(failedShrinking).toBe(0)
    expect(against).toEqual([])
  }
})
