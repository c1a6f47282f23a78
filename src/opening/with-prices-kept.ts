import type { Price } from '../cloud.ts'
import type { OpenFleet } from './open-fleet.ts'

const HOUR = 3_600_000

/** The same, asking for each price once an hour; one that could not be read is asked for again. */
export function withPricesKept(open: OpenFleet): OpenFleet {
  const known = new Map<string, { readonly asked: Promise<Price>; readonly at: number }>()
  const price = async (type: string): Promise<Price> => {
    const now = open.clock.monotonic()
    const kept = known.get(type)
    if (kept !== undefined && now - kept.at < HOUR) return await kept.asked
    const asked = open.cloud.price(type)
    known.set(type, { asked, at: now })
    asked.catch(() => known.delete(type))
    return await asked
  }
  return { ...open, cloud: { ...open.cloud, price } }
}
