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

describe('a signal at any request: nothing new is started, the hand is finished, the exit code tells', () => {
  test.each(commands)('%s', async (name, args, before) => {
    const foundUnfinished = name.includes('left leaving')
    for (let n = 0; ; n++) {
      const found = await signalAt(n, args, before)
      if (found === null) break
      const { world, ran, signal } = found
      tally('signals at one request', 1)
      const last = ran.out.trim().split('\n').at(-1)
      if (ran.code === 1) expect(ran.out).toContain('left unfinished, as it was found')
      else expect(world.illegalities(), `request ${n}, ${signal}: ${ran.out}`).toEqual([])
      expect(last, `request ${n}`).toMatch(/^web: (done|held|failed)/)
      expect(ran.code, `request ${n}: ${ran.out}`).toBe(foundUnfinished && n < READS ? 1 : 0)
    }
  })

  test('after the signal no create and no drain is sent', async () => {
    for (const [, args, before] of commands) {
      const found = await signalAt(4, args, before)
      const begun = found?.world.writes.filter((w) => w.startsWith('POST /v4beta') || w.startsWith('PUT'))
      expect(begun).toEqual([])
    }
  })
})
