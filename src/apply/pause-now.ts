import type { Hold } from '../fleet/model/hold.ts'
import type { Request } from '../fleet/plan/request.ts'
import { pauseHold, pauseIn } from '../fleet/sight/pause.ts'
import type { Reason } from './gate.ts'
import type { Run } from './run.ts'

/** The pause by now that holds a deletion, as the tags of the first NodeBalancer tell; null when none is on, or it is passed. */
export async function pauseNow(
  { cloud, policy }: Run,
  { kind }: Reason,
  { force, pausable }: Pick<Request, 'force' | 'pausable'>,
): Promise<Hold | null> {
  const [first] = policy.attachments
  if (first === undefined || (force && pausable !== true)) return null
  const { tags, at } = await cloud.tags(first.nodeBalancer)
  const whole = pauseIn(tags, policy.name, at)
  if (whole !== null) return pauseHold(whole, policy.name)
  // The dead are replaced while scale-in is paused.
  const half = kind === 'replacement' ? null : pauseIn(tags, policy.name, at, 'scale-in')
  return half === null ? null : pauseHold(half, policy.name, 'scale-in')
}
