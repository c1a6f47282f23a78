import type { Fleet, Instant } from '../model/fleet.ts'
import type { Policy } from '../model/policy.ts'
import { planRequest } from '../plan/plan-request.ts'
import type { Plan } from '../plan/plan.ts'
import type { Request } from '../plan/request.ts'
import { isPauseTag } from '../sight/pause.ts'

/**
 * What each command would do about a member that leaves, if it ran now: by the very plans that runs make, without a flag that passes
 * anything. Of a fleet that is paused as a whole it is told what they do once that is over.
 */
export function whoEnds(fleet: Fleet, policy: Policy, now: Instant): (label: string) => string {
  const asked = { force: false, wait: false } as const
  const resumed = withoutPause(fleet, policy)
  const plans = (
    [
      { action: 'scale-in', size: { kind: 'by', n: policy.scaleIn.step } },
      { action: 'reconcile', size: { kind: 'by', n: 0 } },
      { action: 'scale-out', size: { kind: 'by', n: policy.scaleOut.step } },
    ] as const
  ).map((of) => planRequest(resumed, policy, { ...of, ...asked }, now))
  return (label) => {
    const finish = doing('remove', label, plans)
    const back = doing('put-back', label, plans)
    const said = [...told(finish, 'finishes it', 'finish it'), ...told(back, 'puts it back', 'put it back')]
    return said.length === 0
      ? 'as things are, neither scale-in nor reconcile nor scale-out ends it'
      : said.join(', ')
  }
}

/** A half that is paused beside it stays so. */
function withoutPause(fleet: Fleet, { name }: Policy): Fleet {
  const nodeBalancers = fleet.nodeBalancers.map((nb) => ({
    ...nb,
    tags: nb.tags.filter((tag) => !isPauseTag(tag, name)),
  }))
  return { ...fleet, nodeBalancers }
}

function doing(
  kind: 'remove' | 'put-back',
  label: string,
  plans: readonly Plan[],
): readonly Request['action'][] {
  return plans.flatMap(({ request, changes }) =>
    changes.some((c) => c.kind === kind && c.member === label) ? [request.action] : [],
  )
}

/** `scale-in and reconcile finish it`. */
function told(who: readonly string[], one: string, several: string): readonly string[] {
  const [last] = who.slice(-1)
  if (last === undefined) return []
  const others = who.slice(0, -1)
  return [others.length === 0 ? `${last} ${one}` : `${others.join(', ')} and ${last} ${several}`]
}
