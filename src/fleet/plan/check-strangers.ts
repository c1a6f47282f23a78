import type { Census } from '../sight/census.ts'
import type { Fleet, Instance } from '../model/fleet.ts'
import type { Policy } from '../model/policy.ts'
import { untaggedStrangers } from '../sight/strangers.ts'
import type { Verdict } from './verdict.ts'

/**
 * How many members are wanted to fill to min: strangers in service count, for they may be members that lost their tag, but never
 * against the first member in service. `have` is what serves or will.
 */
export function fillTo(fleet: Fleet, { min }: Policy['size'], have: number): number {
  const { serving } = untaggedStrangers(fleet)
  return Math.max(have === 0 ? Math.min(1, min) : 0, min - serving.length)
}

/**
 * Running strangers without any fleet tag count against max: each may be a member that lost its tag. `wanted` are the creates that
 * would be without them. None where there are none.
 */
export function checkStrangers(
  fleet: Fleet,
  policy: Policy,
  census: Census,
  { wanted, creates }: { readonly wanted: number; readonly creates: number },
): readonly Verdict[] {
  const { all, serving } = untaggedStrangers(fleet)
  if (all.length === 0) return []
  const { total, max } = census.size
  const room = Math.max(0, max - total - all.length)
  const holds = wanted > 0 && max > total && Math.min(creates, room) === 0
  return [
    {
      guard: { guard: 'strangers', value: all.length, limit: Math.max(0, max - total), passed: !holds },
      allowed: room,
      holds,
      detail: detailOf(all, serving, policy),
      until: null,
    },
  ]
}

function detailOf(all: readonly Instance[], serving: readonly Instance[], { fleetTag }: Policy): string {
  const named = all.map((i) => `${i.label} (instance ${i.id})`).join(', ')
  const one = all.length === 1
  return `${named} ${one ? 'runs' : 'run'} without the tag ${fleetTag}${serving.length > 0 ? `, ${serving.length} of them in service` : ''}: put it back on ${one ? 'it' : 'them'}, or rename or delete ${one ? 'it' : 'them'}`
}
