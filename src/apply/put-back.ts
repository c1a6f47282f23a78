import type { Backend, Member } from '../fleet/model/fleet.ts'
import { isMarked, unmarkedLabel } from '../fleet/model/label.ts'
import { isOursToPutBack, servingMode } from '../fleet/sight/member-state.ts'
import type { Step } from '../fleet/plan/plan.ts'
import type { Pending } from './add-member.ts'
import type { Journal } from './journal.ts'
import type { Run } from './run.ts'

/** Takes our mark off a member again, so that it accepts connections; null when that failed. */
export async function putBackMember(run: Run, journal: Journal, member: Member): Promise<Pending | null> {
  const done = await Promise.all(journal.open('put-back').map((step) => putBackStep(run, journal, step)))
  if (done.includes(false)) {
    journal.skipRest('not put back everywhere')
    return null
  }
  return {
    journal,
    instance: member.instance,
    until: run.clock.monotonic() + run.policy.scaleOut.healthyWithin,
  }
}

/** Puts back what carries our mark, after all: as steps of its own behind those that were planned. */
export async function putBackAfterAll(
  run: Run,
  journal: Journal,
  backends: readonly Backend[],
): Promise<boolean> {
  const steps = backends
    .filter((b) => isMarked(b.label) && isOursToPutBack(b, run.policy))
    .map((backend): PutBack => ({ step: 'put-back', backend }))
  const done = await Promise.all(steps.map((step) => putBackStep(run, journal, step)))
  return !done.includes(false)
}

type PutBack = Extract<Step, { step: 'put-back' }>

async function putBackStep(run: Run, journal: Journal, step: PutBack): Promise<boolean> {
  const { backend } = step
  journal.begin(step)
  try {
    const mode = servingMode(backend, run.policy)
    const now = await run.cloud.change(backend, { mode, label: unmarkedLabel(backend.label) })
    if (now === null) journal.skip(step, 'the backend node is gone')
    else journal.done(step)
    return true
  } catch (error) {
    journal.fail(step, error)
    return false
  }
}
