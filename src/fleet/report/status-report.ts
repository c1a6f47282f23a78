import { accountProblems } from '../refusals/account-problems.ts'
import type { AccountProblem } from '../model/account-problem.ts'
import { takeCensus, type Counted } from '../sight/census.ts'
import { cooldownOf, type Cooldown } from '../sight/cooldown.ts'
import { firewallRemarks } from '../refusals/firewall-remarks.ts'
import { hostOf } from '../model/address.ts'
import type { Activity, Fleet, Instance } from '../model/fleet.ts'
import { heldBecause } from '../sight/member-state.ts'
import { pauseOf, type Pause, type PausedHalf } from '../sight/pause.ts'
import type { Size } from '../model/size.ts'
import type { PlanByLoad } from '../plan/plan.ts'
import type { Policy } from '../model/policy.ts'
import type { LeftElsewhere } from '../sight/left-elsewhere.ts'
import { driftOf, type Drift } from '../sight/drift.ts'
import { hostsOf } from '../sight/whose-host.ts'
import { partRemarks } from './part-remarks.ts'
import { unfinished, type Unfinished } from './unfinished.ts'

/** Everything `status` tells of a fleet, at the instant it was observed. */
export interface StatusReport {
  readonly fleet: Fleet
  readonly policy: Policy
  readonly size: Size
  readonly members: readonly (Counted & {
    readonly heldBecause: string | null
    /** Null where nobody has looked. */
    readonly drift: Drift | null
  })[]
  readonly unfinished: readonly Unfinished[]
  /** On configs that the profile does not name; null where nobody looked. */
  readonly elsewhere: readonly LeftElsewhere[] | null
  readonly paused: Pause | null
  /** The halves that are paused by themselves. */
  readonly pausedHalves: readonly (Pause & { readonly only: PausedHalf })[]
  readonly cooldown: { readonly scaleOut: Cooldown; readonly scaleIn: Cooldown }
  /** US dollars for all members; null when a price could not be read. */
  readonly cost: { readonly hourly: number; readonly monthly: number } | null
  /** Newest first. */
  readonly activity: readonly Activity[]
  readonly problems: readonly AccountProblem[]
  readonly remarks: readonly string[]
}

/** The load as Prometheus knows it, 0 to 1, beside what the profile's `load:` says is high and low. */
export interface Load {
  /** Null when it is not known. */
  readonly value: number | null
  readonly high: number | null
  readonly low: number | null
  /** Why the value is not known. */
  readonly trouble: string | null
  /** What follow would do now, and what the load asks for, where the fleet is sized by it. */
  readonly turn?: PlanByLoad
}

const SHOWN_ACTIVITY = 10
const HALVES = ['scale-in', 'scale-out'] as const

/** What was read beside the fleet. */
export type Beside = Pick<StatusReport, 'cost' | 'remarks'> & Partial<Pick<StatusReport, 'elsewhere'>>

/** Works out a fleet's status. */
export function statusReport(
  fleet: Fleet,
  policy: Policy,
  { cost, remarks, elsewhere = null }: Beside,
): StatusReport {
  const now = fleet.observedAt
  const census = takeCensus(fleet, policy, now)
  const activity = [...(fleet.activity ?? [])].sort(
    (a, b) => b.at - a.at || b.instance - a.instance || (a.action < b.action ? 1 : -1),
  )
  return {
    fleet,
    policy,
    size: census.size,
    members: census.all.map((c) => ({
      ...c,
      heldBecause: heldBecause(c.member, policy),
      drift: policy.spec === undefined ? null : driftOf(c.member.instance, policy.spec),
    })),
    unfinished: unfinished(fleet, policy, now, census),
    elsewhere,
    paused: pauseOf(fleet, policy, now),
    pausedHalves: HALVES.flatMap((only) => {
      const pause = pauseOf(fleet, policy, now, only)
      return pause === null ? [] : [{ ...pause, only }]
    }),
    cooldown: {
      scaleOut: cooldownOf('scale-out', fleet, policy, now),
      scaleIn: cooldownOf('scale-in', fleet, policy, now),
    },
    cost,
    activity: activity.slice(0, SHOWN_ACTIVITY),
    problems: accountProblems(fleet, policy),
    remarks: [
      ...remarks,
      ...firewallRemarks(fleet, policy),
      ...strangerRemarks(fleet, policy),
      ...partRemarks(fleet, policy),
      ...eventRemarks(fleet),
    ],
  }
}

/**
 * Instances that have half of what makes a member: a member's label without the tag, whose numbers are never used, or the tag under
 * another label, which are billed and may serve.
 */
export function strangerRemarks(fleet: Fleet, policy: Policy): readonly string[] {
  const { fleetTag, name } = policy
  return [
    ...fleet.strangers.map(
      (i) =>
        `${i.label} (instance ${i.id}) is not a member: it has no tag ${fleetTag}. It is left alone and its number is not used`,
    ),
    ...fleet.renamed.map(
      (i) =>
        `${i.label} (instance ${i.id}) carries the tag ${fleetTag} and is not called ${name}-<n>: it is no member, ${fateOf(i, fleet)}. Give it such a label again, or take the tag off`,
    ),
  ]
}

/** What is in drain does not serve. */
function fateOf(instance: Instance, { backends, strayed }: Fleet): string {
  if (strayed.some((m) => m.instance.id === instance.id)) return 'and any run gives its drain back'
  const hosts = hostsOf(instance)
  const nodes = backends.filter((b) => hosts.includes(hostOf(b.address)))
  const isClosed = nodes.length > 0 && nodes.every((b) => b.mode === 'drain' || b.mode === 'reject')
  return isClosed ? 'is left alone, and serves nobody new' : 'is left alone, and may serve'
}

function eventRemarks(fleet: Fleet): readonly string[] {
  if (fleet.activity !== null) return []
  return ['the token has no scope events:read_only: no activity is shown, and scale-in is refused']
}
