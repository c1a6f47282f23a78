import { CloudError, type Price } from '../cloud.ts'
import { isRow, type Row } from './api-error.ts'
import { call } from './call.ts'
import type { Reader } from './reader.ts'

/** What one instance of a type costs in the profile's region. */
export async function priceOf({ wire, pace, policy }: Reader, type: string): Promise<Price> {
  const path = `/v4/linode/types/${encodeURIComponent(type)}`
  const what = `reading the price of ${type}`
  const { body } = await call(wire, pace, { method: 'GET', path, what, repeatable: true })
  return priceIn(body, policy.region)
}

/** What a type's row says that one costs in a region; some have prices of their own. Throws a CloudError where it says nothing. */
export function priceIn(row: Row, region: string): Price {
  const regions: readonly unknown[] = Array.isArray(row['region_prices']) ? row['region_prices'] : []
  const own = regions.filter(isRow).find((r) => r['id'] === region)
  const price = own ?? row['price']
  if (isRow(price) && typeof price['hourly'] === 'number' && typeof price['monthly'] === 'number') {
    return { hourly: price['hourly'], monthly: price['monthly'] }
  }
  throw new CloudError('incomplete', 'the type has no price')
}
