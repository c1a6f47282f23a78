import type { Instant } from '../fleet/model/fleet.ts'
import { markedLabel } from '../fleet/model/mark.ts'
import type { Change, Plan } from '../fleet/plan/plan.ts'
import type { CloudNumbers } from './cloud-numbers.ts'
import type { Machine, ModelCloud } from './model-cloud.ts'

/** When the drain of a member that is to be removed has lasted long enough. */
export type IsDrained = (machine: Machine, now: Instant) => boolean

/**
 * Carries a plan out on a model: creates and puts back, drains who is chosen, and deletes who was drained long enough. What the API refuses
 * for the moment is left to a later turn.
 */
export function carryOut(
  cloud: ModelCloud,
  { changes }: Pick<Plan, 'changes'>,
  now: Instant,
  { numbers, isDrained }: { readonly numbers: CloudNumbers; readonly isDrained: IsDrained },
): void {
  for (const change of changes) {
    if (change.kind === 'tidy' || change.kind === 'attach' || change.kind === 'retag' || !cloud.accepts())
      continue
    carryOutOne(cloud, change, now + numbers.latency, isDrained)
  }
}

function carryOutOne(cloud: ModelCloud, change: Change, at: Instant, isDrained: IsDrained): void {
  if (change.kind === 'add') {
    cloud.create(change.member, at)
    return
  }
  const machine = cloud.machines.find((m) => m.label === change.member)
  if (machine === undefined) return
  if (change.kind === 'put-back') cloud.change(machine, 'accept', machine.label, at)
  if (change.kind !== 'remove') return
  if (machine.mode === 'accept') cloud.change(machine, 'drain', markedLabel(machine.label, at), at)
  else if (isDrained(machine, at)) cloud.remove(machine, at)
}
