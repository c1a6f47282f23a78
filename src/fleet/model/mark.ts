import type { Instant } from './fleet.ts'
import { memberNumber } from './label.ts'

/** A backend node's label as our drain has it: whose drain it is, and since when. */
export interface Mark {
  readonly label: string
  /** The API's clock, to the second; null for a mark that does not say so. */
  readonly since: Instant | null
}

const DIGITS = 5
/** Seconds from this instant on are counted; five digits of base 36 last for 699 days and then begin again. */
const EPOCH = Date.UTC(2026, 0, 1)
const ROUND = 36 ** DIGITS
/** The longest label of a backend node. */
const LONGEST_NODE_LABEL = 32
const MARKED = /^(.+)\.out([0-9a-z]{5})?$/

/** Most labels: nothing of ours stands in it, and there may be thousands to read. */
function isPlain(nodeLabel: string): boolean {
  return !nodeLabel.includes('.') && !nodeLabel.includes('_')
}

/** The label that a backend node of `label` carries while it leaves: `web-3.out0fk2q`, drained at `at`. */
export function markedLabel(label: string, at: Instant): string {
  const digits = stamp(at)
  const full = `${label}.out${digits}`
  if (full.length <= LONGEST_NODE_LABEL) return full
  const cut = label.lastIndexOf('-')
  return `${label.slice(0, cut)}_${Number(label.slice(cut + 1)).toString(36)}${digits}`
}

/**
 * Whether a label may be marked: the API takes no more than 32 characters, and what stands in for it there must be read as that label again.
 */
export function canBeMarked(label: string): boolean {
  if (hasRoom(label)) return true
  const [marked, former] = [markedLabel(label, EPOCH), formerLabel(label, EPOCH)]
  return (
    marked.length <= LONGEST_NODE_LABEL &&
    markOf(marked)?.label === label &&
    formerOf(former)?.label === label
  )
}

/** Whether a label has room for all of `.out`, `.was` or `.new`, and when. */
function hasRoom(label: string): boolean {
  return label.length + '.out'.length + DIGITS <= LONGEST_NODE_LABEL
}

/** Reads our mark; null for any other label. */
export function markOf(nodeLabel: string): Mark | null {
  if (isPlain(nodeLabel)) return null
  const [, label, digits] = MARKED.exec(nodeLabel) ?? []
  if (label !== undefined) return { label, since: digits === undefined ? null : instantOf(digits) }
  return shortMarkOf(nodeLabel)
}

/** `my-long-fleet_2r0fk2q`: where the full one has no room, the number is in base 36 too. */
function shortMarkOf(nodeLabel: string): Mark | null {
  const [, name, number, digits] = /^(.+)_([0-9a-z]{1,4})([0-9a-z]{5})$/.exec(nodeLabel) ?? []
  if (name === undefined || number === undefined || digits === undefined) return null
  const label = `${name}-${Number.parseInt(number, 36)}`
  const isShort = memberNumber(name, label) !== null && `${label}.out${digits}`.length > LONGEST_NODE_LABEL
  return isShort ? { label, since: instantOf(digits) } : null
}

function stamp(at: Instant): string {
  const seconds = Math.floor((at - EPOCH) / 1000)
  return (((seconds % ROUND) + ROUND) % ROUND).toString(36).padStart(DIGITS, '0')
}

function instantOf(digits: string): Instant {
  return EPOCH + Number.parseInt(digits, 36) * 1000
}

/** How old a mark is at `now`, in milliseconds. The clocks of two hosts differ by less than an hour. */
export function ageOf(since: Instant, now: Instant): number {
  const round = ROUND * 1000
  const age = (((now - since) % round) + round) % round
  return age > round - 3_600_000 ? 0 : age
}

/** The label of the member that a backend node's label speaks of: without our mark, `.was` and `.new`. */
export function unmarkedLabel(nodeLabel: string): string {
  if (isPlain(nodeLabel)) return nodeLabel
  return markOf(nodeLabel)?.label ?? formerOf(nodeLabel)?.label ?? newcomerOf(nodeLabel) ?? nodeLabel
}

/** Whether a backend node's label carries our mark. */
export function isMarked(nodeLabel: string): boolean {
  return markOf(nodeLabel) !== null
}

/** The label of a backend node that a member served by before its port changed: `web-3.was0fk2q`, since `at`. */
export function formerLabel(label: string, at: Instant): string {
  const digits = stamp(at)
  const full = `${label}.was${digits}`
  if (full.length <= LONGEST_NODE_LABEL) return full
  const cut = label.lastIndexOf('-')
  return `${label.slice(0, cut)}.${Number(label.slice(cut + 1)).toString(36)}${digits}`
}

/** Reads the label of a former backend node; null for any other. */
export function formerOf(nodeLabel: string): { readonly label: string; readonly since: Instant } | null {
  if (isPlain(nodeLabel)) return null
  const [, label, digits] = /^(.+)\.was([0-9a-z]{5})$/.exec(nodeLabel) ?? []
  if (label !== undefined && digits !== undefined) return { label, since: instantOf(digits) }
  // Read as numbers, `new` and `out` would be some too.
  if (newcomerOf(nodeLabel) !== null || MARKED.test(nodeLabel)) return null
  const [, name, number, short] = /^(.+)\.([0-9a-z]{1,4})([0-9a-z]{5})$/.exec(nodeLabel) ?? []
  if (name === undefined || number === undefined || short === undefined) return null
  const whole = `${name}-${Number.parseInt(number, 36)}`
  const isShort = `${whole}.was${short}`.length > LONGEST_NODE_LABEL
  return isShort ? { label: whole, since: instantOf(short) } : null
}

/**
 * The label of a backend node that is to take over from one on another port: `web-3.new0fk2q`. It says that the other one is ours to take away,
 * and not a second port of somebody's. Where there is no room for when, and for the number as it is: `my-long-fleet_2r.new`.
 */
export function newcomerLabel(label: string, at: Instant): string {
  if (hasRoom(label)) return `${label}.new${stamp(at)}`
  const cut = label.lastIndexOf('-')
  return `${label.slice(0, cut)}_${Number(label.slice(cut + 1)).toString(36)}.new`
}

/** The member's label in that of a newcomer; null for any other. */
export function newcomerOf(nodeLabel: string): string | null {
  const full = /^(.+)\.new[0-9a-z]{5}$/.exec(nodeLabel)?.[1]
  if (full !== undefined) return full
  const [, name, number] = /^(.+)_([0-9a-z]{1,4})\.new$/.exec(nodeLabel) ?? []
  if (name === undefined || number === undefined) return null
  const label = `${name}-${Number.parseInt(number, 36)}`
  return memberNumber(name, label) !== null && !hasRoom(label) ? label : null
}

/** When a run gave a backend node its label, where the label says so: by our mark, `.was` or `.new`. */
export function dateOf(nodeLabel: string): Instant | null {
  if (isPlain(nodeLabel)) return null
  const digits = /\.new([0-9a-z]{5})$/.exec(nodeLabel)?.[1]
  if (digits !== undefined) return instantOf(digits)
  return markOf(nodeLabel)?.since ?? formerOf(nodeLabel)?.since ?? null
}
