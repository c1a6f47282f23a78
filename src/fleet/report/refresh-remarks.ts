import type { Fleet } from '../model/fleet.ts'
import type { Policy } from '../model/policy.ts'
import type { Plan } from '../plan/plan.ts'
import { takeCensus } from '../sight/census.ts'
import { driftOf } from '../sight/drift.ts'
import { heldBecause } from '../sight/member-state.ts'
import { renewalReason } from '../sight/renewal.ts'
import { hasFailed, isDone, type Outcome } from './outcome.ts'

/** Who a refresh is about, and who stays as they are; nothing for any other plan. */
export function refreshRemarks(
  { request }: Plan,
  fleet: Fleet,
  policy: Policy,
  isDryRun: boolean,
): readonly string[] {
  if (request.action !== 'refresh') return []
  const now = fleet.observedAt
  const each = takeCensus(fleet, policy, now).all
  const due = each.filter((c) => renewalReason(c.member.instance, policy, now) !== null)
  const held = due.filter((c) => c.state === 'held')
  const { spec } = policy
  const unknown = each.filter(
    (c) => !due.includes(c) && spec !== undefined && driftOf(c.member.instance, spec).state === 'unknown',
  )
  const names = (some: typeof each): string => some.map((c) => c.member.label).join(', ')
  const replaced = due.filter((c) => !held.includes(c))
  return [
    ...(replaced.length === 0 || !isDryRun ? [] : [`to be replaced: ${names(replaced)}`]),
    ...held.map(
      (c) => `${c.member.label} is left alone: held (${heldBecause(c.member, policy) ?? 'by a person'})`,
    ),
    ...(unknown.length === 0
      ? []
      : [`nobody knows what ${names(unknown)} were made from: --older-than replaces them by their age`]),
  ]
}

/** Where a refresh stopped, what that cost, and how to go back. */
export function stoppedRemarks({ request }: Plan, outcomes: readonly Outcome[]): readonly string[] {
  if (request.action !== 'refresh') return []
  const failed = outcomes.find((o) => o.kind === 'add' && hasFailed(o))
  if (failed === undefined) return []
  const step = failed.steps.find((s) => s.status === 'failed')?.step
  const old = step?.step === 'create' ? step.replaces : undefined
  const place = failed.steps.flatMap(({ step: s }) => (s.step === 'create' ? [s.replaces ?? old] : []))[0]
  const isMade = failed.steps.some((s) => s.step.step === 'create' && s.status === 'done')
  const replaced = outcomes.filter((o) => o.kind === 'remove' && isDone(o, 'delete')).length
  return [
    `the refresh stopped at ${failed.member}, step ${step?.step ?? ''}; ${replaced} replaced before${
      place === undefined ? '' : `, and ${place.label} serves on`
    }`,
    ...(isMade
      ? [
          `to go back, put the former instance block back into the profile; with that, or with one that is mended, linode-autoscale refresh goes on and removes ${failed.member}`,
        ]
      : []),
  ]
}
