import { isoInstant } from '../model/instant.ts'
import { pauseHold, pauseOf, type PausedHalf } from '../sight/pause.ts'
import type { Request } from './request.ts'
import type { Question, Verdict } from './verdict.ts'

/** A half of the fleet's changes that a person has paused: nothing of it comes about, repairs go on. None where it is not paused, or passed. */
export function checkHalfPause(
  half: PausedHalf,
  { fleet, policy, now, wanted }: Pick<Question, 'fleet' | 'policy' | 'now' | 'wanted'>,
  { force, pausable }: Request,
): readonly Verdict[] {
  const pause = pauseOf(fleet, policy, now, half)
  if (pause === null || (force && pausable !== true)) return []
  const value = pause.until === null ? `${half}, without an end` : `${half} until ${isoInstant(pause.until)}`
  const { detail, until } = pauseHold(pause, policy.name, half)
  return [
    {
      guard: { guard: 'paused', value, limit: 'over', passed: wanted === 0 },
      allowed: 0,
      holds: wanted > 0,
      detail,
      until,
    },
  ]
}
