import type { Fleet } from '../fleet/model/fleet.ts'
import type { Prices } from '../fleet/model/prices.ts'
import type { OpenFleet } from './open-fleet.ts'
import { hourlyPrices } from './prices.ts'

/** Whose prices are asked for. */
export type PriceSource = Pick<OpenFleet, 'policy' | 'instance'> & {
  readonly cloud: Pick<OpenFleet['cloud'], 'price'>
}

/** What `size.max_hourly` goes by: nothing without it, null where a price could not be read. Never rejects. */
export async function pricesOf(
  { policy, instance, cloud }: PriceSource,
  { members }: Fleet,
): Promise<{ readonly prices?: Prices | null }> {
  if (policy.size.maxHourly === undefined) return {}
  const own = [instance.type, ...instance.otherTypes]
  const found = await hourlyPrices(cloud, [...own, ...members.map((m) => m.instance.type)])
  if (found === null) return { prices: null }
  const hourly = new Map([...found].map(([type, price]) => [type, price.hourly] as const))
  return { prices: { hourly, dearest: Math.max(...own.map((type) => hourly.get(type) ?? 0)) } }
}
