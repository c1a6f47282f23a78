import { describe, expect, test } from 'vitest'
import { tally } from '../support/tally.ts'
import { Host } from '../support/processes/host.ts'

const MEMBERS = 5
const PROVE = process.env['PROVE'] === '1'

const commands: readonly (readonly [string, readonly string[], number])[] = [
  ['scale-out', ['scale-out', '--no-wait'], 1],
  ['scale-out --by 3', ['scale-out', '--by', '3', '--no-wait'], 3],
  ['scale-in', ['scale-in'], 0],
  ['reconcile', ['reconcile', '--no-wait'], 0],
  ...(PROVE ? ([['scale-in --by 3', ['scale-in', '--by', '3'], 0]] as const) : []),
]

/** SIGKILLs a command while its n-th write hangs, before or after that took effect; null when it made fewer. */
async function killAtWrite(
  args: readonly string[],
  configs: 1 | 2,
  nth: number,
  takesEffect: boolean,
): Promise<Host | null> {
  const host = await Host.start({ members: MEMBERS, configs })
  if (args[0] === 'reconcile') host.leaveUnfinished()
  host.hangAtWrite(nth, takesEffect)
  const child = host.begin(...args)
  const met = await host.hangs(child)
  child.kill('SIGKILL')
  await child
  if (met) return host
  await host[Symbol.asyncDispose]()
  return null
}

describe('SIGKILL around every write of a real process, then the next run', () => {
  // Without PROVE one config, and only what has just taken effect: the rest is enumerated in-process anyway.
  const table = commands.flatMap(([name, args, creates]) =>
    (PROVE ? ([1, 2] as const) : ([1] as const)).flatMap((configs) =>
      (PROVE ? [false, true] : [true]).map((effect) => {
        const title = `${name}, ${effect ? 'after' : 'before'} it took effect, ${configs} config(s)`
        return [title, args, { creates, effect, configs }] as const
      }),
    ),
  )
  test.each(table)(
    '%s',
    async (_name, args, { creates, effect, configs }) => {
      let cuts = 0
      for (let nth = 0; ; nth += 1) {
        await using host = await killAtWrite(args, configs, nth, effect)
        if (host === null) break
        cuts++
        tally('real processes killed around a write', 1)
        const next = await host.run(...(nth % 2 === 0 ? ['reconcile', '--no-wait'] : args))
        expect(next.code, next.out + next.err).toBe(0)
        expect(host.illegalities(), `write ${nth}: ${next.out}`).toEqual([])
        expect(host.members().length - MEMBERS).toBeLessThanOrEqual(creates)
      }
      expect(cuts).toBeGreaterThan(1)
    },
    600_000,
  )
})
