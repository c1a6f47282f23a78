import { describe, expect, test } from 'vitest'
import { tally } from '../../support/tally.ts'
import { WEB_ON_TWO, World } from '../../support/world.ts'

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2']

const commands: readonly (readonly [string, readonly string[], (world: World) => void])[] = [
  ['scale-out', ['scale-out', '--by', '2'], () => undefined],
  ['scale-out --no-wait', ['scale-out', '--no-wait'], () => undefined],
  ['scale-in', ['scale-in', '--by', '2'], () => undefined],
  ['reconcile of what is left leaving', ['reconcile'], (w) => w.markLeaving('web-3')],
  ['reconcile of a dead member', ['reconcile'], (w) => w.pin('web-2', 'DOWN')],
]

/** So many reads come before the first write. */
const READS = 6

/** Sends a signal as the n-th request is answered; null when the command made fewer. */
async function signalAt(n: number, args: readonly string[], before: (world: World) => void) {
  const world = new World({ members: 5, profile: WEB_ON_TWO })
  before(world)
  let requests = 0
  const signal = SIGNALS[n % SIGNALS.length] ?? 'SIGTERM'
  world.witness = () => {
    if (requests++ === n) world.stop.abort(signal)
  }
  const ran = await world.run(...args)
  return requests > n ? { world, ran, signal } : null
}

const NUMBERS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGUSR1: 10,
  SIGUSR2: 12,
  SIGTERM: 15,
}

describe('a signal at any request: nothing new is started, the hand is finished, the exit code tells', () => {
  test.each(commands)('%s', { timeout: 300_000 }, async (name, args, before) => {
    const foundUnfinished = name.includes('left leaving')
    let stopped = 0
    for (let n = 0; ; n++) {
      const found = await signalAt(n, args, before)
      if (found === null) break
      const { world, ran, signal } = found
      tally('signals at one request', 1)
      if (world.writes.length === 0) {
        stopped++
        expect(ran, `request ${n}`).toMatchObject({ code: 128 + (NUMBERS[signal] ?? 0), out: '' })
        expect(ran.err).toContain(`error: stopped by ${signal}: nothing was changed`)
        continue
      }
      const last = ran.out.trim().split('\n').at(-1)
      expect(world.illegalities(), `request ${n}, ${signal}: ${ran.out}`).toEqual([])
      const isGivenUp = last?.startsWith(`web: stopped by ${signal}: `) === true
      if (!isGivenUp) expect(last, `request ${n}`).toMatch(/^web: (done|held)/)
      expect(ran.code, `request ${n}: ${ran.out}`).toBe(isGivenUp ? 128 + (NUMBERS[signal] ?? 0) : 0)
      // What is left for the next run is named in the last line.
      for (const [, member] of ran.out.matchAll(/^✗ \S+ (\S+):/gm)) expect(last).toContain(`${member ?? ''} `)
    }
    // Reads come first, and so do signals among them.
    expect(stopped).toBeGreaterThanOrEqual(foundUnfinished ? 1 : READS)
  })

  test('while nothing was written no further read is sent', async () => {
    for (const [, args, before] of commands) {
      const found = await signalAt(0, args, before)
      // What was asked side by side with the first.
      expect(found?.world.sandbox.log.length).toBeLessThanOrEqual(READS)
      expect(found?.world.writes).toEqual([])
    }
  })

  test('of a run that has written a second signal ends the wait for a read', async () => {
    const world = new World({ members: 3 })
    world.witness = (request) => {
      if (request.method === 'POST' && request.url.includes('/nodes')) world.stop.abort('SIGTERM')
      if (request.method === 'GET' && world.stop.signal.aborted) world.stopAgain.abort('SIGTERM')
    }
    const ran = await world.run('scale-out')
    expect([0, 1, 143]).toContain(ran.code)
    expect(world.illegalities()).toEqual([])
  })

  test('--json tells it as stopped', async () => {
    const { ran } = (await signalAt(0, ['scale-out', '--json'], () => undefined)) ?? {}
    expect(JSON.parse(ran?.out ?? '')).toMatchObject({ result: 'stopped', error: { code: 'stopped' } })
  })

  test('after the signal no create and no drain is sent', async () => {
    for (const [, args, before] of commands) {
      const found = await signalAt(4, args, before)
      const begun = found?.world.writes.filter((w) => w.startsWith('POST /v4beta') || w.startsWith('PUT'))
      expect(begun).toEqual([])
    }
  })
})
