import type { Cloud } from '../../cloud.ts'
import type { Fleet } from '../../fleet/model/fleet.ts'
import type { StatusReport } from '../../fleet/report/status-report.ts'
import { hourlyPrices } from '../../opening/prices.ts'

/** What all members of a fleet cost; null when a price could not be read. */
export async function costOf(cloud: Pick<Cloud, 'price'>, fleet: Fleet): Promise<StatusReport['cost']> {
  const types = fleet.members.map((m) => m.instance.type)
  const prices = await hourlyPrices(cloud, types)
  if (prices === null) return null
  const sum = (of: 'hourly' | 'monthly'): number =>
    types.reduce((total, type) => total + (prices.get(type)?.[of] ?? 0), 0)
  return { hourly: sum('hourly'), monthly: sum('monthly') }
}
