import type { Fleet, Instance, Instant } from '../model/fleet.ts'
import type { Former } from '../model/former-tag.ts'
import type { Policy } from '../model/policy.ts'
import type { Counted } from '../sight/census.ts'
import { addsOf } from './adds-of.ts'
import type { Change, Place } from './plan.ts'
import { formerFor } from '../sight/former.ts'
import { driftOf } from '../sight/drift.ts'

function placeOf({ id, label }: Instance): Place {
  return { id, label }
}

/** A place with what there was in it before, where that is known. */
export function withFormer(former: Former | null): Pick<Place, 'former'> {
  return former === null ? {} : { former }
}

/** It was made from what the profile has now: nothing but its age speaks for another. */
function isOnlyOld(instance: Instance, { spec }: Policy): boolean {
  return spec !== undefined && driftOf(instance, spec).state !== 'drifted'
}

/** The changes that make a new member beside each of these, to take its place. */
export function replacements(
  fleet: Fleet,
  policy: Policy,
  now: Instant,
  olds: readonly Counted[],
): readonly Change[] {
  return addsOf(fleet, policy, now, olds.length).map((add, i): Change => {
    const old = olds[i]?.member
    return add.kind !== 'add' || old === undefined
      ? add
      : {
          ...add,
          replaces: {
            ...placeOf(old.instance),
            ...(isOnlyOld(old.instance, policy) ? { isAlways: true } : {}),
            ...withFormer(formerFor(fleet, policy, old)),
          },
        }
  })
}
