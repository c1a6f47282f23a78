import { describe, expect, test } from 'vitest'
import { explore } from '../support/model/explore.ts'
import { explorePolicy, heal, out, outNoWait, shrink } from '../support/explore/policies.ts'
import { tally } from '../support/tally.ts'

const SCHEDULES = Math.min(1_000, Number(process.env['SCHEDULES'] ?? 100))
const SCALE_IN = 0
const SCALE_OUT = 1

/** How a scale-out met a scale-in, by the order of their calls. */
interface Met {
  /** Created, or put the victim back, between the first look of the scale-in and its second. */
  readonly created: boolean
  readonly putBack: boolean
  readonly deleted: boolean
}

const isOf =
  (run: number, name: RegExp) =>
  (line: string): boolean =>
    line.startsWith(`${run}:`) && name.test(line.slice(2))

/** Of an account that answers at once, its events show every create, and a backend node what became of its mark. */
function metIn(trace: readonly string[]): Met {
  const first = trace.findIndex(isOf(SCALE_IN, /^list events/))
  const deleted = trace.findIndex(isOf(SCALE_IN, /^delete/))
  const until = deleted < 0 ? trace.length : deleted
  const lastRead = (name: RegExp): number => trace.slice(0, until).findLastIndex(isOf(SCALE_IN, name))
  return {
    created: trace.slice(first + 1, lastRead(/^list events/)).some(isOf(SCALE_OUT, /^create/)),
    putBack: trace.slice(first + 1, lastRead(/^get node /)).some(isOf(SCALE_OUT, /^accept/)),
    deleted: deleted >= 0,
  }
}

describe('a scale-out that begins while a scale-in drains', () => {
  test.each([
    ['that waits', out()],
    ['that does not wait', outNoWait()],
  ])(
    '%s: the victim is put back, whoever looked first',
    async (_name, growth) => {
      const policy = explorePolicy(1)
      const reached = { created: 0, putBack: 0 }
      for (let seed = 1; seed <= 6 * SCHEDULES; seed++) {
        const mix = { policy, requests: [shrink(), growth], members: 4, killOneIn: 0, afterwards: heal }
        const { trace, faults } = await explore(mix, seed)
        const { created, putBack, deleted } = metIn(trace)
        if (created) reached.created++
        if (putBack) reached.putBack++
        const wrong = deleted && (created || putBack) ? ['it was deleted all the same'] : []
        expect([...faults, ...wrong], `seed ${seed}:\n${trace.join('\n')}`).toEqual([])
      }
      tally('scale-outs beside a drain', reached.created + reached.putBack)
      expect(Math.min(reached.created, reached.putBack)).toBeGreaterThan(SCHEDULES / 50)
    },
    1_800_000,
  )
})
