import type { HoldReason } from '../model/hold.ts'
import type { Guard } from './plan.ts'

/** Why a guard may pass beyond its limit, where the guard itself has not said it. */
const NOTES: Readonly<Partial<Record<HoldReason, string>>> = {
  'at-min': 'at least so many stay',
  'at-size': 'no size was asked for',
  'at-wanted': 'the load does not decide alone',
  'no-candidate': 'at least so many are needed',
  'paid-hour': 'at least so many are needed',
  'new-members-fail': 'counts only while they fail',
  'most-members-down': 'counts from three members on',
  'on-the-way': 'no more are wanted',
  strangers: 'none is to be created',
}

/** A verdict that says why it passed, where its value alone would look as if it had not. */
export function explained(guard: Guard): Guard {
  const { value, limit, passed, note } = guard
  const isBeyond = typeof value === 'number' && typeof limit === 'number' && value > limit
  if (!passed || !isBeyond || note !== undefined) return guard
  return { ...guard, note: NOTES[guard.guard] ?? 'does not apply here' }
}
