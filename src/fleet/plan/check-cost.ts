import type { Fleet } from '../model/fleet.ts'
import type { Policy } from '../model/policy.ts'
import type { Prices } from '../model/prices.ts'
import type { Request } from './request.ts'
import type { Verdict } from './verdict.ts'

/** Sums of prices are not exact. */
const NOTHING = 1e-9

/** Creates come to no more than `size.max_hourly`. None where the profile has none; a price that is not known holds nothing. */
export function checkCost(
  { members }: Fleet,
  { size: { maxHourly } }: Policy,
  { prices = null }: Pick<Request, 'prices'>,
  wanted: number,
): readonly Verdict[] {
  if (maxHourly === undefined) return []
  const cost = prices === null ? null : costOf(members, prices)
  if (cost === null || prices === null) return [notKnown(maxHourly)]
  const room = Math.max(0, Math.floor((maxHourly - cost) / prices.dearest + NOTHING))
  const to = cost + wanted * prices.dearest
  return [
    {
      guard: { guard: 'at-cost', value: dollars(to), limit: dollars(maxHourly), passed: wanted <= room },
      allowed: room,
      holds: wanted > 0 && room === 0,
      detail: `${members.length} members cost ${dollars(cost)} an hour, one more comes to ${dollars(cost + prices.dearest)}, and size.max_hourly is ${dollars(maxHourly)}`,
      until: null,
    },
  ]
}

/** What the guard says where nobody knows. */
export const NOT_KNOWN = 'not known'

function notKnown(limit: number): Verdict {
  return {
    guard: { guard: 'at-cost', value: NOT_KNOWN, limit: dollars(limit), passed: true },
    allowed: Infinity,
    holds: false,
    detail: '',
    until: null,
  }
}

function costOf(members: Fleet['members'], { hourly }: Prices): number | null {
  const each = members.map((m) => hourly.get(m.instance.type))
  return each.reduce<number | null>((sum, p) => (sum === null || p === undefined ? null : sum + p), 0)
}

function dollars(amount: number): string {
  return `$${Number(amount.toFixed(4))}`
}
