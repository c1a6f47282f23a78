import type { Observed } from '../../apply/run.ts'
import type { Member } from '../../fleet/model/fleet.ts'
import { drainTime } from '../../fleet/model/drain-time.ts'
import type { Policy } from '../../fleet/model/policy.ts'
import { markedAt } from '../../fleet/sight/marked-at.ts'

/** Whether a drain has lasted long enough to be ended by a deletion: by the instant of its mark, or since this very process first saw it (`leaving`, on the monotonic clock). */
export function drainedBy(
  { fleet, ended }: Observed,
  policy: Policy,
  leaving: ReadonlyMap<Member['instance']['id'], number>,
): (member: Member) => boolean {
  const least = drainTime(policy)
  return (member) => {
    const marked = markedAt(member, fleet.observedAt)
    if (marked !== null) return fleet.observedAt - marked >= least
    const seen = leaving.get(member.instance.id)
    return seen !== undefined && ended - seen >= least
  }
}
