import type { Backend, Member } from '../fleet/model/fleet.ts'
import { formerLabel, formerOf, isMarked, markOf } from '../fleet/model/mark.ts'
import type { Policy } from '../fleet/model/policy.ts'
import { isDrained, markable, modeAfter, putBackOrder } from '../fleet/sight/member-state.ts'
import type { Step } from '../fleet/plan/plan.ts'
import type { Pending } from './add-member.ts'
import { Refused } from './gate.ts'
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
    const changed = await putBackNode(run, backend, label)
    if (changed === null) journal.skip(step, 'the backend node is gone')
    else journal.done(step)
    return true
  } catch (error) {
    if (error instanceof Refused) journal.skip(step, error.message)
    else journal.fail(step, error)
    return error instanceof Refused
  }
}

/** Null when it is gone. It is read right before, and before each further try: what a person has made of it stays. */
async function putBackNode(run: Run, backend: Backend, member: string): Promise<Backend | null> {
  const now = await run.cloud.backend(backend)
  if (now === null) return null
  refuseOthers(now, backend)
  const to = { mode: modeAfter(now, run.policy), label: labelAfter(now, member, run.policy) }
  return await run.cloud.change(backend, to, async () => {
    const then = await run.cloud.backend(backend)
    const isDone = then?.address === now.address && then.mode === to.mode && then.label === to.label
    if (then === null || isDone) return { instead: then }
    refuseOthers(then, backend)
    if (then.mode !== now.mode || then.label !== now.label)
      throw new Refused(`somebody has changed it meanwhile: ${then.label}, mode ${then.mode}`)
    return 'send'
  })
}

/** What bears no mark of ours, or stands in front of another machine, is not ours to open. */
function refuseOthers(now: Backend, { address }: Backend): void {
  if (now.address !== address) throw new Refused(`somebody has pointed it at ${now.address} meanwhile`)
  if (!isMarked(now.label) && formerOf(now.label) === null)
    throw new Refused('it carries no mark of ours by now')
}
