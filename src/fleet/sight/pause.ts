import type { Fleet, Instant } from '../model/fleet.ts'
import { isoInstant } from '../model/instant.ts'
import type { Hold } from '../model/hold.ts'
import type { Policy } from '../model/policy.ts'

/** A fleet that a person has paused: every run on every host holds and writes nothing. */
export interface Pause {
  /** When it ends by itself; null when only `resume` ends it. */
  readonly until: Instant | null
}

/** The tag that pauses a fleet, at most 50 characters: `paused:web:20261124T160000Z`, or `paused:web` without an end. */
export function pauseTag(name: string, until: Instant | null): string {
  if (until === null) return `paused:${name}`
  return `paused:${name}:${isoInstant(until).replaceAll(/[-:]/g, '')}`
}

/** Whether a tag pauses the fleet of that name, or has done so. */
export function isPauseTag(tag: string, name: string): boolean {
  return tag === `paused:${name}` || tag.startsWith(`paused:${name}:`)
}

/** What a NodeBalancer's tags say at `now`: of several pauses the one that ends last; null when none is on. */
export function pauseIn(tags: readonly string[], name: string, now: Instant): Pause | null {
  const ends = tags.filter((tag) => isPauseTag(tag, name)).map((tag) => endOf(tag, name))
  if (ends.includes(null)) return { until: null }
  const last = Math.max(...ends.filter((end) => end !== null))
  return last > now ? { until: last } : null
}

/** An end that cannot be read was meant to be one: the fleet stays paused until somebody looks. */
function endOf(tag: string, name: string): Instant | null {
  const found = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/i.exec(tag.slice(`paused:${name}:`.length))
  if (found === null) return null
  const [, year, month, day, hour, minute, second] = found
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  return Number.isNaN(at) ? null : at
}

/** The pause of an observed fleet: its first NodeBalancer's tags tell. */
export function pauseOf(fleet: Fleet, policy: Policy, now: Instant): Pause | null {
  const [first] = policy.attachments
  const nodeBalancer = fleet.nodeBalancers.find((nb) => nb.id === first?.nodeBalancer)
  return nodeBalancer === undefined ? null : pauseIn(nodeBalancer.tags, policy.name, now)
}

/** The hold that a pause is. */
export function pauseHold({ until }: Pause, name: string): Hold {
  const detail = `${name} is paused; linode-autoscale resume ends that, and --force passes it`
  return { reason: 'paused', detail, until }
}
