import type { Backend, Member } from '../fleet/model/fleet.ts'
import { isDrained, nodesOf } from '../fleet/sight/member-state.ts'
import type { Leaving } from './removal.ts'
import type { Run } from './run.ts'

/** What became of the drain of a member that is not removed after all. */
interface Fate {
  /** A person has pointed one of its backend nodes at another machine, in words; null where nobody has. */
  readonly moved: string | null
  /** One of its backend nodes is not there any more, in words: no run takes one from a member that lives. */
  readonly gone: string | null
  /** Why it does not leave, where the plan says nothing of it. */
  readonly otherwise: string
  /** Backend nodes that are in this run's drain still, although the second look does not show it. */
  readonly unseen: readonly Backend[]
}

/** Of one that took connections again since its drain and is drained by another run. */
export const DRAINED_ANEW = 'it was put back meanwhile, and another run drains it anew and finishes it'

/** Of one that is in its drain as it was. */
const STILL_DRAINED = 'it is in its drain still, and after a second look nothing removes it any more'

/**
 * Reads each backend node again that this run has drained and a second look does not show in that drain: a list may be older than the drain, and
 * where a person has pointed it is theirs. `now` is the member of that look. Rejects with a CloudError when one cannot be read.
 */
export async function fateOfDrain(run: Run, { marked }: Leaving, now: Member): Promise<Fate> {
  const shown = new Set(nodesOf(now).flatMap((b) => (isDrained(b) ? [b.id] : [])))
  const missed = [...new Map(marked.map((b) => [b.id, b])).values()].filter((b) => !shown.has(b.id))
  const read = await Promise.all(missed.map(async (was) => ({ was, is: await run.cloud.backend(was) })))
  const there = read.flatMap(({ was, is }) => (is?.address === was.address ? [is] : []))
  const [moved] = read.flatMap(({ was, is }) => (is === null || is.address === was.address ? [] : [is]))
  const gone = read.find(({ is }) => is === null)?.was
  const marks = new Set(marked.map((b) => b.label))
  const unseen = there.filter((b) => isDrained(b) && marks.has(b.label))
  const isAnew = there.some((b) => isDrained(b) && !marks.has(b.label))
  const isBack = there.some((b) => !isDrained(b))
  const undone = isBack ? 'it does not leave any more: somebody put it back' : STILL_DRAINED
  return {
    moved:
      moved === undefined
        ? null
        : `somebody has pointed backend node ${moved.id} at ${moved.address} meanwhile`,
    gone:
      gone === undefined ? null : `backend node ${gone.id} on config ${gone.config} was taken away meanwhile`,
    otherwise: isAnew ? DRAINED_ANEW : undone,
    unseen,
  }
}
