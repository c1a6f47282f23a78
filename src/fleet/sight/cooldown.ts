import type { Fleet, Instant } from '../model/fleet.ts'
import type { InstanceId } from '../model/ids.ts'
import { substitutesIn } from './pairs.ts'
import { newestCreation, newestDeletion, type SizeChange } from './last-changes.ts'
import type { Policy } from '../model/policy.ts'
import type { Action } from '../model/action.ts'

/** The change of size a cooldown runs from. */
interface Since {
  readonly change: SizeChange
  readonly action: 'created' | 'deleted'
}

/** The state of one direction's cooldown. */
export interface Cooldown {
  /** The change it runs from; null when there was none within memory. */
  readonly since: Since | null
  /** When it ends; null when it has ended or never began. */
  readonly until: Instant | null
}

const NOBODY: ReadonlySet<InstanceId> = new Set()

/** Scale out is held after a creation; scale in, and what reconcile trims, after a creation or a deletion. Instants are the API's. */
export function cooldownOf(action: Action, fleet: Fleet, policy: Policy, now: Instant): Cooldown {
  // Who is to take another one's place is no growth.
  const fresh = action === 'scale-out' ? new Set(substitutesIn(fleet).keys()) : NOBODY
  const made = newestCreation(fleet, fresh)
  const gone = action === 'scale-out' ? undefined : newestDeletion(fleet)
  const since = later(
    made && { change: made, action: 'created' },
    gone && { change: gone, action: 'deleted' },
  )
  if (since === null) return { since, until: null }
  const until = since.change.at + (action === 'scale-out' ? policy.scaleOut : policy.scaleIn).cooldown
  return { since, until: until > now ? until : null }
}

function later(a: Since | undefined, b: Since | undefined): Since | null {
  if (a === undefined || b === undefined) return a ?? b ?? null
  return b.change.at > a.change.at ? b : a
}
