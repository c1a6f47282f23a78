import type { Observed } from '../../apply/run.ts'
import type { Activity, Fleet, Member } from '../../fleet/model/fleet.ts'
import { instanceId, type BackendId, type InstanceId } from '../../fleet/model/ids.ts'
import type { Policy } from '../../fleet/model/policy.ts'
import { hasFailed, type Outcome } from '../../fleet/report/outcome.ts'
import { takeCensus, type Counted } from '../../fleet/sight/census.ts'
import { upOn } from '../../fleet/sight/member-state.ts'
import type { SeenSince } from './date-leftovers.ts'

/** Looks that are further apart than this are not watching. */
const UNWATCHED = 180_000

/** Since when, on the monotonic clock, something has been so at every look. */
type Since<Id = InstanceId> = ReadonlyMap<Id, number>

/** What a resident follow remembers from turn to turn: nothing that the account does not show, only since when it shows it. */
export interface Memory {
  readonly seen: Observed | null
  readonly serving: Since
  readonly leaving: Since
  readonly down: Since
  /** Backend nodes that nothing dates and no instance was seen at. */
  readonly undated: SeenSince
  /** Creates of its own that no list may show yet. */
  readonly own: readonly Activity[]
}

/** Nothing is remembered. */
export const NO_MEMORY: Memory = {
  seen: null,
  serving: new Map(),
  leaving: new Map(),
  down: new Map(),
  undated: new Map(),
  own: [],
}

/** What is remembered after a look. */
export function remember(memory: Memory, seen: Observed, policy: Policy): Memory {
  const at = seen.ended
  const { all } = takeCensus(seen.fleet, policy, seen.fleet.observedAt)
  // Whoever served at the first look may have done so for long.
  const served = memory.seen === null ? Number.NEGATIVE_INFINITY : at
  const isWatching = memory.seen !== null && at - memory.seen.ended <= UNWATCHED
  const before = deadIn(memory, policy)
  // A drain makes health Unknown until the next check: who was dead stays so until it is UP somewhere.
  const isDying = ({ member, state }: Counted): boolean =>
    state === 'leaving' && before.has(member.instance.id) && upOn(member, seen.fleet).length === 0
  return {
    seen,
    serving: kept(memory.serving, idsOf(all.filter((c) => c.inService)), served),
    leaving: kept(memory.leaving, idsOf(all.filter((c) => c.state === 'leaving')), at),
    down: kept(
      isWatching ? memory.down : new Map(),
      idsOf(all.filter((c) => (c.state === 'out-of-service' && c.seemsDead) || isDying(c))),
      at,
    ),
    undated: kept(memory.undated, undatedIn(seen.fleet), at),
    own: memory.own.filter((a) => seen.fleet.observedAt - a.at <= policy.scaleOut.healthyWithin),
  }
}

function idsOf(some: readonly { readonly member: Member }[]): readonly InstanceId[] {
  return some.map((c) => c.member.instance.id)
}

function undatedIn({ leftovers }: Fleet): readonly BackendId[] {
  return leftovers.filter((l) => l.undated === true).map((l) => l.backend.id)
}

function kept<Id>(since: Since<Id>, now: readonly Id[], at: number): Since<Id> {
  return new Map(now.map((id) => [id, since.get(id) ?? at]))
}

/** The creates of a turn, for as long as a list may not show them. */
export function rememberCreates(memory: Memory, outcomes: readonly Outcome[], policy: Policy): Memory {
  const at = memory.seen?.fleet.observedAt ?? 0
  const made = outcomes.filter((o) => o.kind === 'add' && !hasFailed(o) && o.created !== undefined)
  const own = made.map(({ member }): Activity => ({
    at,
    action: 'create',
    // Its id is in no answer that is kept, and no instance has this one.
    instance: instanceId(0),
    label: member,
    username: policy.name,
    failed: false,
  }))
  return { ...memory, own: [...memory.own, ...own] }
}

/** A fleet with the creates that neither list nor events show yet. */
export function withOwnCreates(fleet: Fleet, { own }: Memory): Fleet {
  const { activity, members } = fleet
  if (activity === null) return fleet
  const unseen = own.filter(
    ({ label, at }) =>
      !members.some((m) => m.instance.label === label) &&
      !activity.some((a) => a.label === label && a.at >= at - 60_000),
  )
  return unseen.length === 0 ? fleet : { ...fleet, activity: [...activity, ...unseen] }
}

/** How long each member has been seen in service, by label, where it was seen to begin. */
export function serviceAges({ seen, serving }: Memory): ReadonlyMap<string, number> {
  const since = (seen?.fleet.members ?? []).map((m) => [m.label, serving.get(m.instance.id)] as const)
  const ages = since.flatMap(([label, at]) =>
    at === undefined ? [] : [[label, (seen?.ended ?? 0) - at] as const],
  )
  return new Map(ages.filter(([, age]) => Number.isFinite(age)))
}

/** Who was DOWN at every look for as long as a member may take to get into service. */
export function deadIn({ down, seen }: Memory, { scaleOut }: Policy): ReadonlySet<InstanceId> {
  const now = seen?.ended ?? 0
  return new Set([...down].filter(([, since]) => now - since >= scaleOut.healthyWithin).map(([id]) => id))
}
