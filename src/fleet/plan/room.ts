import type { ConfigId } from '../model/ids.ts'
import { staleBecause } from '../sight/member-state.ts'
import { servingNow, type Census, type Counted } from '../sight/census.ts'

/** How many removals the bounds leave: of members at all, and of members that serve or would if put back. */
export interface Room {
  readonly members: number
  readonly serving: number
  /** Of members that serve with both halves of a pair counted: no pair ends while min needs both. */
  readonly halves: number
  /** How many members take connections on each config. */
  readonly on: ReadonlyMap<ConfigId, number>
}

/**
 * The room above what a removal has to leave, the highest min of the next hour. Members that leave and are not DOWN count as if they still
 * served; one whose stale mark this very run takes off does not: that resets its health, and until the next check nobody knows.
 */
export function roomFor(census: Census, leaving: readonly Counted[]): Room {
  const { serving, total } = census.size
  const min = census.bounds.leaves
  const unsettled = census.all.filter((c) => c.inService && staleBecause(c.member) !== null).length
  const serves = serving - unsettled + leaving.filter(takesPlace).length
  return {
    members: Math.max(0, total - min),
    serving: Math.max(0, serves - min),
    halves: Math.max(0, servingNow(census) - min),
    on: countOn(census.all),
  }
}

function countOn(some: readonly Counted[]): ReadonlyMap<ConfigId, number> {
  const on = new Map<ConfigId, number>()
  for (const config of some.flatMap((c) => c.servesOn)) on.set(config, (on.get(config) ?? 0) + 1)
  return on
}

/** Whether a member takes a serving place: what is DOWN does not, nor what another one serves in the place of. */
export function takesPlace({ down, replaced }: Counted): boolean {
  return !down && replaced !== true
}

/** The first of the line that fit: each takes a place, and a serving place unless it is DOWN. */
export function take(line: readonly Counted[], most: number, room: Room): readonly Counted[] {
  const taken: Counted[] = []
  for (const counted of line) {
    const left = less(room, taken)
    if (taken.length >= most || left.members <= 0) break
    if (fits(counted, left)) taken.push(counted)
  }
  return taken
}

function fits(counted: Counted, left: Room): boolean {
  if (takesPlace(counted)) return left.serving > 0
  if (isLast(counted, left)) return false
  return !isServingHalf(counted) || left.halves > 0
}

/** Not in service, and the last one that takes connections on some config. */
function isLast({ inService, servesOn }: Counted, { on }: Room): boolean {
  return !inService && servesOn.some((config) => (on.get(config) ?? 0) < 2)
}

/** Whether a removal would take what has to stay. */
export function isNeeded(counted: Counted, room: Room): boolean {
  return takesPlace(counted) ? room.serving === 0 : isLast(counted, room)
}

/** The old half of a pair, which serves beside the one that takes its place. */
function isServingHalf({ replaced, inService }: Counted): boolean {
  return replaced === true && inService
}

/** The room that is left after some were taken. */
export function less(room: Room, taken: readonly Counted[]): Room {
  const serving = taken.filter(takesPlace).length
  const halves = taken.filter((c) => c.inService).length
  const gone = countOn(taken)
  return {
    members: room.members - taken.length,
    serving: room.serving - serving,
    halves: room.halves - halves,
    on: new Map([...room.on].map(([config, n]) => [config, n - (gone.get(config) ?? 0)])),
  }
}

/**
 * Who of those that leave is finished whatever was asked: what fits, and one that is dead beyond that, since what is dead protects no
 * bound. There may be one member fewer than min then, until its place is filled.
 */
export function takeLeaving(
  leaving: readonly Counted[],
  isDead: (counted: Counted) => boolean,
  room: Room,
): readonly Counted[] {
  const dead = leaving.filter(isDead).slice(0, room.members + 1)
  const others = leaving.filter((c) => !isDead(c))
  return [...dead, ...take(others, Infinity, less(room, dead))]
}
