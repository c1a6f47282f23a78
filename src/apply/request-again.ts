import { isDone } from '../fleet/report/outcome.ts'
import type { Plan } from '../fleet/plan/plan.ts'
import type { Journal } from './journal.ts'

/**
 * How many labels went to strangers, or, where no create of the run went through, to renewals: what was asked for is then still to be made. With one of its own
 * beside a renewal an order by steps is carried out, and the next one comes after its cooldown.
 */
export function displacedAmong(journals: readonly Journal[]): number {
  const hasMade = journals.some((j) => j.made !== null)
  return journals.filter((j) => j.displacedBy === 'stranger' || (j.displacedBy === 'renewal' && !hasMade))
    .length
}

/** The size that was asked for, as it was meant when it was asked: others have added members since. */
export function absoluteRequest({ request, size }: Plan): Plan['request'] {
  if (request.action !== 'scale-out' || request.size.kind === 'to') return request
  return { ...request, size: { kind: 'to', n: size.serving + request.size.n } }
}

/**
 * Somebody deleted what we were waiting for, or a renewal has taken the label: once more, for so many members; a scale-in for those that have not gone yet, and
 * null where all have.
 */
export function requestAgain(
  { request }: Plan,
  { lost, journals }: { readonly lost: number; readonly journals: readonly Journal[] },
): Plan['request'] | null {
  if (request.size.kind === 'to') return request
  if (request.action !== 'scale-in') return { ...request, size: { kind: 'by', n: lost } }
  const gone = journals.filter((j) => isDone(j.outcome(), 'delete')).length
  const left = request.load === undefined ? request.size.n - gone : request.size.n
  return left > 0 ? { ...request, size: { kind: 'by', n: left } } : null
}
