import { CloudError, type Price } from '../cloud.ts'
import { isRow, type Row } from './api-error.ts'
import { call } from './call.ts'
import type { Reader } from './reader.ts'

/** What one instance of a type costs in the profile's region. */
export async function priceOf(reader: Reader, type: string): Promise<Price> {
  return priceIn(await readType(reader, type, `reading the price of ${type}`), reader.policy.region)
}

/** How many virtual processors one has (GET /linode/types/{id}, `vcpus`). Throws a CloudError where that is not told. */
export async function coresOf(reader: Reader, type: string): Promise<number> {
  const { vcpus } = await readType(reader, type, `reading the processors of ${type}`)
  if (typeof vcpus === 'number' && vcpus > 0) return vcpus
  throw new CloudError('incomplete', 'the type does not tell its processors')
}

async function readType({ wire, pace }: Reader, type: string, what: string): Promise<Row> {
  const path = `/v4/linode/types/${encodeURIComponent(type)}`
  return (await call(wire, pace, { method: 'GET', path, what, repeatable: true })).body
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
