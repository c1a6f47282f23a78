import { replacedBy } from '../model/replaces.ts'
import { isDone, type Outcome } from './outcome.ts'

/** Whether a removal was that of one that was made to take a place and never did: whoever does loses the tag that says so. */
export function isFailedSubstitute(outcome: Outcome): boolean {
  if (outcome.kind !== 'remove' || !isDone(outcome, 'delete')) return false
  return outcome.steps.some(({ step }) => step.step === 'delete' && replacedBy(step.instance.tags) !== null)
}
