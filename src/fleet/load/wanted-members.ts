import type { LoadPolicy } from '../model/load-policy.ts'

/** What one member measured. */
export interface Sample {
  /** The part of its processors that is busy, 0 to 1; null when it is silent. */
  readonly busy: number | null
  /** How long it has been up, or in service where that is known, in milliseconds; null when nobody knows. */
  readonly age: number | null
  /** Its virtual processors; null when nobody knows. */
  readonly cores: number | null
  /** Another one serves in its place: its work counts, and it does not. */
  readonly isReplaced?: boolean
  /** It is DOWN: its work counts, and as one of those that serve it does not. */
  readonly isDown?: boolean
}

/** What a size is reckoned from, of a load policy. */
export type Sizing = Pick<LoadPolicy, 'target' | 'spare' | 'warmUp' | 'cores'>

/** What the work asks for, before any bound. Null is not known, which is never zero. */
export interface Wanted {
  /** Members in service wanted now: what a fleet grows to. */
  readonly out: number | null
  /** The same with everything unknown taken for the worst: what a fleet may shrink to, once it was the most of a window. */
  readonly in: number | null
  /** The work by processors, in members that it keeps fully busy. */
  readonly busyWork: number | null
  /** The work by each signal, in members that it keeps fully busy; null for one that is silent. */
  readonly signalWork: readonly (number | null)[]
  /** The part of the measured members' processors that is busy. */
  readonly meanBusy: number | null
}

/** A tenth more or less than what is there is no reason to change it. */
const TOLERANCE = 0.1
/** Sums of binary fractions are a little off: a hundredth of a member is not worth one. */
const A_LITTLE = 0.01
const NEARLY_NOTHING = 1e-9
/** A member that is so busy cannot show how much more it is asked for. */
const SATURATED = 0.95

/** Members as one direction counts them. */
interface View {
  readonly count: number
  /** How many of them are neither DOWN nor replaced by others: what a tolerance is taken of. */
  readonly there: number
  /** In members as the profile makes them. */
  readonly capacity: number
  readonly heaviest: number
  /** Their work by processors; null when none is measured. */
  readonly busyWork: number | null
}

/**
 * How many members in service the work asks for: the most that any source asks for, and `spare` more. `samples` are those whose load is
 * real: in service, out of service or leaving, never one that starts. `signals` are in members that they keep fully busy, null where silent.
 */
export function wantedMembers(
  samples: readonly Sample[],
  signals: readonly (number | null)[],
  sizing: Sizing,
): Wanted {
  const meanBusy = meanOf(samples, sizing)
  const means = { warm: meanBusy ?? 0, all: meanOfAll(samples, sizing, meanBusy ?? 0) }
  const growing = viewOf(samples, sizing, meanBusy === null, (s) => shownWork(s, sizing, means))
  const shrinking = viewOf(samples, sizing, meanBusy === null, (s) => mostWork(s, sizing))
  const known = signals.map((work) => (work !== null && isQuantity(work) ? work : null))
  const outOf = mostAsked(growing, known, sizing)
  const inOf = known.includes(null) ? null : mostAsked(shrinking, known, sizing)
  const isSaturated = growing.busyWork !== null && growing.busyWork / growing.capacity >= SATURATED
  return {
    out: isSaturated ? Math.max(outOf ?? 0, placesOf(samples) + 1) : outOf,
    in: inOf,
    busyWork: growing.busyWork,
    signalWork: known,
    meanBusy,
  }
}

/** A number of something: finite and not negative. */
function isQuantity(value: number): boolean {
  return Number.isFinite(value) && value >= 0
}

/** Two processors do the work of two where the profile makes members of one. */
function weightOf({ cores }: Sample, sizing: Sizing): number {
  const weight = cores === null || sizing.cores === null ? 1 : cores / sizing.cores
  return Number.isFinite(weight) && weight > 0 ? weight : 1
}

function busyOf({ busy }: Sample): number | null {
  return busy !== null && isQuantity(busy) ? Math.min(1, busy) : null
}

function isWarm({ age }: Sample, { warmUp }: Sizing): boolean {
  return age === null || !(age < warmUp)
}

/** Members with a place of their own. */
function placesOf(samples: readonly Sample[]): number {
  return samples.filter((s) => s.isReplaced !== true).length
}

/** How busy the measured ones are: those past their warm-up, and all of them. */
interface Means {
  readonly warm: number
  readonly all: number
}

/**
 * For growth a silent one does what all the measured do, or nothing if it is DOWN: what it did is theirs by now. One that is not warm does what it
 * shows, and no more than those that are; while it is silent it is not there yet: null.
 */
function shownWork(sample: Sample, sizing: Sizing, means: Means): number | null {
  const busy = busyOf(sample)
  if (isWarm(sample, sizing)) return busy ?? (sample.isDown === true ? 0 : means.all)
  return busy === null ? null : Math.min(busy, means.warm)
}

/** For shrinking whoever is silent or has just begun may be fully busy. */
function mostWork(sample: Sample, sizing: Sizing): number {
  return isWarm(sample, sizing) ? (busyOf(sample) ?? 1) : 1
}

/** How busy those are that are measured past their warm-up; null when none is. */
function meanOf(samples: readonly Sample[], sizing: Sizing): number | null {
  let [work, capacity] = [0, 0]
  for (const sample of samples) {
    const busy = busyOf(sample)
    if (busy === null || !isWarm(sample, sizing)) continue
    const weight = weightOf(sample, sizing)
    work += weight * busy
    capacity += weight
  }
  return capacity === 0 ? null : work / capacity
}

/**
 * How busy all the measured are, those in their warm-up by what they show, and no busier than the others: where only one is warm, and that one is busy
 * with something else, whoever has just come tells what the silent do.
 */
function meanOfAll(samples: readonly Sample[], sizing: Sizing, warm: number): number {
  let [work, capacity] = [0, 0]
  for (const sample of samples) {
    const busy = busyOf(sample)
    if (busy === null) continue
    const weight = weightOf(sample, sizing)
    work += weight * (isWarm(sample, sizing) ? busy : Math.min(busy, warm))
    capacity += weight
  }
  return capacity === 0 ? 0 : work / capacity
}

/** One pass without a list of its own: it is asked at every turn of a simulated year. */
function viewOf(
  samples: readonly Sample[],
  sizing: Sizing,
  isUnknown: boolean,
  shownOf: (sample: Sample) => number | null,
): View {
  let [count, there, capacity, heaviest, work] = [0, 0, 0, 1, 0]
  for (const sample of samples) {
    const shown = shownOf(sample)
    if (shown === null) continue
    const weight = weightOf(sample, sizing)
    count++
    if (sample.isReplaced !== true && sample.isDown !== true) there++
    capacity += weight
    heaviest = Math.max(heaviest, weight)
    work += weight * shown
  }
  return { count, there, capacity, heaviest, busyWork: isUnknown ? null : work }
}

/** The most of what the sources ask for; null when none of them says anything. */
function mostAsked(view: View, signals: readonly (number | null)[], sizing: Sizing): number | null {
  let most = view.busyWork === null ? null : askedBy(view.busyWork, view, sizing, TOLERANCE)
  // A signal does not saturate and does not jump about: what it asks for beyond what is there is wanted at once.
  for (const work of signals) if (work !== null) most = Math.max(most ?? 0, askedBy(work, view, sizing, 0))
  return most === null ? null : most + sizing.spare
}

/**
 * What one source asks for without the spare: the members there are, and what is lacking in members of the profile, or less what is over
 * in the largest there are. So a fleet of mixed sizes neither grows for being small nor shrinks for being large.
 */
function askedBy(work: number, view: View, { target, spare }: Sizing, tolerance: number): number {
  const over = view.capacity - work / target
  const exact = view.count - (over > 0 ? over / view.heaviest : over)
  const there = Math.max(0, view.there - spare)
  const more = exact - there
  const stays = more <= tolerance * there + NEARLY_NOTHING && -more <= TOLERANCE * there + NEARLY_NOTHING
  return stays ? there : Math.max(0, Math.ceil(exact - A_LITTLE - NEARLY_NOTHING))
}
