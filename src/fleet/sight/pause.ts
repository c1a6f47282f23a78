import type { Fleet, Instant } from '../model/fleet.ts'
import type { Hold } from '../model/hold.ts'
import type { Policy } from '../model/policy.ts'
import { readTagInstant, tagInstant, tagMinute } from '../model/tag-instant.ts'

/** A fleet that a person has paused: every run on every host holds and writes nothing. */
export interface Pause {
  /** When it ends by itself; null when only `resume` ends it. */
  readonly until: Instant | null
}

/** The half of a fleet's changes that a pause may be for. */
export type PausedHalf = 'scale-in' | 'scale-out'

const PREFIX = { 'scale-in': 'paused-in', 'scale-out': 'paused-out' } as const

/**
 * The tag that pauses a fleet, at most 50 characters: `paused:web:20261124T160000Z`, or `paused:web` without an end; for one half
 * `paused-in:web:20261124T1600Z` or `paused-out:web`, whose end is a whole minute.
 */
export function pauseTag(name: string, until: Instant | null, only?: PausedHalf): string {
  const head = `${prefixOf(only)}:${name}`
  if (until === null) return head
  return `${head}:${only === undefined ? tagInstant(until) : tagMinute(until)}`
}

function prefixOf(only: PausedHalf | undefined): string {
  return only === undefined ? 'paused' : PREFIX[only]
}

/** Whether a tag pauses the fleet of that name, or that half of it, or has done so. */
export function isPauseTag(tag: string, name: string, only?: PausedHalf): boolean {
  const head = `${prefixOf(only)}:${name}`
  return tag === head || tag.startsWith(`${head}:`)
}

/** What a NodeBalancer's tags say at `now`: of several pauses the one that ends last; null when none is on. */
export function pauseIn(
  tags: readonly string[],
  name: string,
  now: Instant,
  only?: PausedHalf,
): Pause | null {
  const head = `${prefixOf(only)}:${name}:`
  // An end that cannot be read was meant to be one: the fleet stays paused until somebody looks.
  const ends = tags
    .filter((tag) => isPauseTag(tag, name, only))
    .map((tag) => readTagInstant(tag.slice(head.length)))
  if (ends.includes(null)) return { until: null }
  const last = Math.max(...ends.filter((end) => end !== null))
  return last > now ? { until: last } : null
}

/** The pause of an observed fleet, or of a half of it: its first NodeBalancer's tags tell. */
export function pauseOf(fleet: Fleet, policy: Policy, now: Instant, only?: PausedHalf): Pause | null {
  const [first] = policy.attachments
  const nodeBalancer = fleet.nodeBalancers.find((nb) => nb.id === first?.nodeBalancer)
  return nodeBalancer === undefined ? null : pauseIn(nodeBalancer.tags, policy.name, now, only)
}

/** The hold that a pause is. */
export function pauseHold({ until }: Pause, name: string, only?: PausedHalf): Hold {
  const what = only === undefined ? 'is paused' : `has its ${only} paused`
  const detail = `${name} ${what}; linode-autoscale resume ends that, and --force passes it`
  return { reason: 'paused', detail, until }
}
