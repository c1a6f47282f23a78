import type { Instant } from '../model/fleet.ts'

/** A stretch of time in which the wall clocks of a time zone are the same milliseconds ahead of UTC. */
export interface Stretch {
  readonly from: Instant
  readonly to: Instant
  readonly ahead: number
}

const HOUR = 3_600_000
const SECOND = 1_000
/** Nowhere are clocks changed and changed back within this time. */
const PROBE = 6 * HOUR

/** The stretches from one instant to another, both whole seconds, in order and without a gap. Intl alone is asked. */
export function stretches(timezone: string, from: Instant, to: Instant): readonly Stretch[] {
  const found: Stretch[] = []
  for (const each of halved(timezone, from, to)) {
    const last = found.at(-1)
    if (last?.ahead === each.ahead) found[found.length - 1] = { ...last, to: each.to }
    else found.push(each)
  }
  return found
}

function halved(timezone: string, from: Instant, to: Instant): readonly Stretch[] {
  const ahead = aheadAt(timezone, from)
  const isOne = ahead === aheadAt(timezone, to)
  if (to - from <= (isOne ? PROBE : SECOND)) return [{ from, to, ahead }]
  const middle = from + Math.floor((to - from) / 2 / SECOND) * SECOND
  return [...halved(timezone, from, middle), ...halved(timezone, middle, to)]
}

const FORMATS = new Map<string, Intl.DateTimeFormat>()

/** How many milliseconds the wall clocks of a time zone are ahead of UTC. */
export function aheadAt(timezone: string, at: Instant): number {
  let format = FORMATS.get(timezone)
  if (format === undefined) {
    // The host's own language and time zone have no say.
    format = new Intl.DateTimeFormat('en-US', { timeZone: timezone, timeZoneName: 'longOffset' })
    FORMATS.set(timezone, format)
  }
  const [, sign, hours = '0', minutes = '0', seconds = '0'] =
    /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(format.format(at)) ?? []
  const ms = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * SECOND
  return sign === '-' ? -ms : ms
}
