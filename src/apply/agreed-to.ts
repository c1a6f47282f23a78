import type { Hold } from '../fleet/model/hold.ts'
import type { Removal } from './removal.ts'
import type { Run } from './run.ts'

/** Those of these removals that nobody was to be asked about, or that a person has agreed to; of the others it says so, and they stay. */
export function agreedTo(run: Run, removals: readonly Removal[]): readonly Removal[] {
  const { agreed } = run
  if (agreed === undefined) return removals
  const others = removals.filter((r) => !agreed.has(r.member.instance.id))
  for (const { journal } of others) journal.giveUp(NOBODY_AGREED)
  return removals.filter((r) => !others.includes(r))
}

const NOBODY_AGREED: Hold = {
  reason: 'not-confirmed',
  detail: 'it would leave by what the fleet is like now, and nobody was asked about it: it stays',
  until: null,
}
