import type { Fleet, Member } from '../model/fleet.ts'
import type { Policy } from '../model/policy.ts'
import { takeCensus } from '../sight/census.ts'
import type { Plan } from './plan.ts'
import { ONE_BY_ONE } from './plan-refresh.ts'
import { suspects } from './plan-replacement.ts'
import { refreshCandidates } from './refresh-candidates.ts'

/** Whom a run may come to remove, each once: at once by its plan, and later on. */
export interface Losses {
  readonly planned: readonly Member[]
  /** In a later round of a refresh, when others are in service in their place. */
  readonly replaced: readonly Member[]
  /** By a reconcile that waits, if they stay DOWN. */
  readonly suspected: readonly Member[]
}

/** Everybody whom carrying a plan out may take away, as the fleet is now. */
export function mayLose(fleet: Fleet, policy: Policy, plan: Plan): Losses {
  const planned = plan.changes.flatMap((change) => (change.kind === 'remove' ? [change.of] : []))
  const { action, wait } = plan.request
  const later = (all: readonly Member[]): readonly Member[] => all.filter((m) => !planned.includes(m))
  const isHeld = plan.hold !== null
  return {
    planned,
    replaced: action === 'refresh' && !isHeld ? later(olds(fleet, policy, plan)) : [],
    suspected:
      action === 'reconcile' && wait && plan.hold?.reason !== 'paused'
        ? later(suspects(fleet, policy, fleet.observedAt))
        : [],
  }
}

function olds(fleet: Fleet, policy: Policy, { request }: Plan): readonly Member[] {
  const now = fleet.observedAt
  const sight = { fleet, census: takeCensus(fleet, policy, now), policy, now, isFull: true }
  const found = refreshCandidates(sight, request.refresh ?? ONE_BY_ONE)
  const { victims, ready, leaving, goingFirst, failed, waiting } = found
  const counted = [...victims, ...ready, ...leaving, ...goingFirst, ...failed].map((c) => c.member)
  return [...new Set([...counted, ...waiting.map((pair) => pair.old)])]
}
