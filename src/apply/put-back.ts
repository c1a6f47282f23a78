import type { Backend, Member } from '../fleet/model/fleet.ts'
import { formerLabel, formerOf, isMarked, markOf } from '../fleet/model/mark.ts'
import type { Policy } from '../fleet/model/policy.ts'
import { isDrained, markable, modeAfter, putBackOrder } from '../fleet/sight/member-state.ts'
import type { Step } from '../fleet/plan/plan.ts'
import type { Pending } from './add-member.ts'
import type { Journal } from './journal.ts'
import type { Run } from './run.ts'

/** Takes our mark off a member again, so that it accepts connections; null when that failed. */
export async function putBackMember(run: Run, journal: Journal, member: Member): Promise<Pending | null> {
  if (!(await putBackSteps(run, journal, member, journal.open('put-back')))) {
    journal.skipRest('not put back everywhere')
    return null
  }
  return {
    journal,
    instance: member.instance,
    until: run.clock.monotonic() + run.policy.scaleOut.healthyWithin,
  }
}

/** On a port that the profile has left it stays a former one. */
function labelAfter({ config, address, label }: Backend, member: string, { attachments }: Policy): string {
  const isOwn = attachments.some((at) => at.config === config && address.endsWith(`:${at.port}`))
  const since = markOf(label)?.since ?? formerOf(label)?.since ?? 0
  return isOwn ? member : formerLabel(member, since)
}

/** What of a member putting it back needs to know. */
type Marked = Pick<Member, 'label' | 'backends'> & Partial<Pick<Member, 'former'>>

/** Puts back what carries our mark, after all: as steps of its own behind those that were planned. */
export async function putBackAfterAll(run: Run, journal: Journal, member: Marked): Promise<boolean> {
  const steps = putBackOrder(markable(member)).map((backend): PutBack => ({ step: 'put-back', backend }))
  return await putBackSteps(run, journal, member, steps)
}

type PutBack = Extract<Step, { step: 'put-back' }>

/** What is in drain at once, stale marks after that: as long as one stands, the next run knows that the whole member is given back. */
async function putBackSteps(
  run: Run,
  journal: Journal,
  member: Marked,
  steps: readonly PutBack[],
): Promise<boolean> {
  const each = async (some: readonly PutBack[]): Promise<boolean> => {
    const done = await Promise.all(some.map((step) => putBackStep(run, journal, member, step)))
    return !done.includes(false)
  }
  const drained = steps.filter((s) => isDrained(s.backend))
  return (await each(drained)) && (await each(steps.filter((s) => !drained.includes(s))))
}

async function putBackStep(run: Run, journal: Journal, { label }: Marked, step: PutBack): Promise<boolean> {
  const { backend } = step
  journal.begin(step)
  try {
    const now = await run.cloud.backend(backend)
    if (now !== null && now.address !== backend.address)
      journal.skip(step, `somebody has pointed it at ${now.address} meanwhile`)
    else if (now !== null && !isMarked(now.label) && formerOf(now.label) === null)
      journal.skip(step, 'it carries no mark of ours by now')
    else {
      const to =
        now === null ? null : { mode: modeAfter(now, run.policy), label: labelAfter(now, label, run.policy) }
      const changed = to === null ? null : await run.cloud.change(backend, to)
      if (changed === null) journal.skip(step, 'the backend node is gone')
      else journal.done(step)
    }
    return true
  } catch (error) {
    journal.fail(step, error)
    return false
  }
}
