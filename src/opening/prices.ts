import type { Cloud, Price } from '../cloud.ts'

/** Prices by type; null when one could not be read: a price is worth showing and never worth failing for. */
export async function hourlyPrices(
  cloud: Pick<Cloud, 'price'>,
  types: readonly string[],
): Promise<ReadonlyMap<string, Price> | null> {
  try {
    const each = [...new Set(types)].map(async (type) => [type, await cloud.price(type)] as const)
    return new Map(await Promise.all(each))
  } catch {
    return null
  }
}
