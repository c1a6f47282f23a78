import type { Fleet } from '../model/fleet.ts'
import type { Hold } from '../model/hold.ts'
import type { Policy } from '../model/policy.ts'
import type { Plan } from '../plan/plan.ts'
import { takeCensus } from '../sight/census.ts'
import { driftOf } from '../sight/drift.ts'
import { heldBecause } from '../sight/member-state.ts'
import { pairsOf } from '../sight/pairs.ts'
import { renewalReason } from '../sight/renewal.ts'
import { isFailedSubstitute } from './is-failed-substitute.ts'
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
    ...pairsOf(fleet, policy, now)
      .filter(({ fresh }) => each.some((c) => c.member === fresh && c.state === 'held' && !c.inService))
      .map(
        ({ old, fresh }) =>
          `${old.label} stays: ${fresh.label}, which is to take its place, is held (${heldBecause(fresh, policy) ?? 'by a person'})`,
      ),
    ...(unknown.length === 0
      ? []
      : [`nobody knows what ${names(unknown)} were made from: --older-than replaces them by their age`]),
  ]
}

/** What became of a refresh. */
interface Ended {
  readonly outcomes: readonly Outcome[]
  readonly hold: Hold | null
}

/** Where a refresh stopped, what that cost, and how to go back; nothing where it came to its end. */
export function stoppedRemarks({ request }: Plan, { outcomes, hold }: Ended): readonly string[] {
  if (request.action !== 'refresh') return []
  const failed = outcomes.find(hasFailed)
  const isGoing = outcomes.some((o) => o.kind === 'add' || o.kind === 'remove')
  if (failed === undefined && (hold === null || !isGoing)) return []
  const step = failed?.steps.find((s) => s.status === 'failed')?.step.step
  const at = failed === undefined ? `for ${hold?.reason ?? ''}` : `at ${failed.member}, step ${step ?? ''}`
  return [`the refresh stopped ${at}; ${toldSoFar(outcomes)}`, ...wayBack(outcomes, failed)]
}

/** How many places were taken, who was made for one and stays beside whom, and who is as before. */
function toldSoFar(outcomes: readonly Outcome[]): string {
  const gone = outcomes.filter((o) => o.kind === 'remove' && isDone(o, 'delete'))
  const failures = gone.filter(isFailedSubstitute)
  const standing = outcomes.flatMap((o) => {
    const place = placeOf(o)
    if (place === null || gone.some((g) => g.member === place)) return []
    const isBeside = isMade(o) && !hasFailed(o)
    if (!isBeside) return [`${place} serves on`]
    // Whoever was made may serve no more, or be a person's by now: of that the hold tells.
    const stays = outcomes.some((g) => g.member === place && g.gaveUpFor !== undefined)
    return stays
      ? [`${o.member} was made to take the place of ${place}, which stays`]
      : [`${o.member} serves beside ${place}, whose place it is to take`]
  })
  return [
    `${gone.length - failures.length} replaced before`,
    ...failures.map((o) => `${o.member}, which had failed, is removed`),
    ...standing,
  ].join('; ')
}

function wayBack(outcomes: readonly Outcome[], failed: Outcome | undefined): readonly string[] {
  const isMadeInVain = failed !== undefined && failed.kind === 'add' && isMade(failed)
  const goesOn = isMadeInVain
    ? `with that, or with one that is mended, linode-autoscale refresh goes on and removes ${failed.member}`
    : 'linode-autoscale refresh goes on, with that or with what is there now'
  return outcomes.some(isMade)
    ? [`to go back, put the former instance block back into the profile; ${goesOn}`]
    : []
}

function isMade({ kind, steps }: Outcome): boolean {
  return kind === 'add' && steps.some((s) => s.step.step === 'create' && s.status === 'done')
}

function placeOf({ steps }: Outcome): string | null {
  const [place] = steps.flatMap(({ step }) =>
    step.step === 'create' && step.replaces?.isGone !== true ? [step.replaces?.label ?? null] : [],
  )
  return place ?? null
}
