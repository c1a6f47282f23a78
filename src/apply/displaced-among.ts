import type { Journal } from './journal.ts'

/**
 * How many labels went to renewals, where no create of the run went through: what was asked for is then still to be made. With one of its own an order by
 * steps is carried out, and the next one comes after its cooldown.
 */
export function displacedAmong(journals: readonly Journal[]): number {
  return journals.some((j) => j.made !== null) ? 0 : journals.filter((j) => j.isDisplaced).length
}
