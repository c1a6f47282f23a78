import type { Plan } from './plan.ts'

/** Why a plan by load does not lead to the members in service that are wanted, each reason in words; none where it does, or nobody knows how many are. */
export function whyNotWanted(plan: Plan): readonly string[] {
  const wanted = plan.load?.wanted ?? null
  if (wanted === null) return []
  return [
    ...boundReasons(plan, wanted),
    ...(wanted < plan.size.serving ? shrinkReasons : growthReasons)(plan, wanted),
    ...holdReason(plan, wanted),
  ]
}

function boundReasons({ size: { min, max } }: Plan, wanted: number): readonly string[] {
  if (wanted > max) return [`size.max is ${max}`]
  return wanted < min ? [`size.min is ${min}`] : []
}

function growthReasons(plan: Plan, wanted: number): readonly string[] {
  const { size } = plan
  const short = Math.min(wanted, size.max) - size.serving - count(plan, 'add') - count(plan, 'put-back')
  const others = size.total - size.serving - count(plan, 'put-back')
  return short > 0 && others > 0 ? [`${others} of ${size.total} members are not in service yet`] : []
}

function shrinkReasons(plan: Plan, wanted: number): readonly string[] {
  const { size, load } = plan
  const peak = load?.peak ?? null
  const most = Math.max(wanted, size.min)
  return [
    ...(peak !== null && peak > most ? [`${peak} were wanted within the window`] : []),
    ...(peak === null ? ['the most that was wanted within the window is not known'] : []),
    ...(load?.isOutage === true ? ['there is hardly any work, as in an outage: one goes in a window'] : []),
  ]
}

/** A hold that only says that all is as it should be is no reason. */
function holdReason({ hold, size }: Plan, wanted: number): readonly string[] {
  if (hold === null || wanted === size.serving) return []
  const isSaid = hold.reason === 'at-wanted' || hold.reason === 'at-max' || hold.reason === 'at-min'
  return isSaid || hold.reason === 'peak-unknown' ? [] : [`held: ${hold.reason}`]
}

function count({ changes }: Plan, kind: 'add' | 'put-back'): number {
  return changes.filter((c) => c.kind === kind).length
}
