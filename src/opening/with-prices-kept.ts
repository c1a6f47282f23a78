import type { Clock } from '../clock.ts'
import type { OpenFleet } from './open-fleet.ts'

const HOUR = 3_600_000

/** The same, asking what a type costs and has once an hour; what could not be read is asked for again. */
export function withPricesKept(open: OpenFleet): OpenFleet {
  const { clock, cloud } = open
  return {
    ...open,
    cloud: {
      ...cloud,
      price: kept(clock, async (type) => await cloud.price(type)),
      cores: kept(clock, async (type) => await cloud.cores(type)),
    },
  }
}

function kept<T>(clock: Clock, ask: (type: string) => Promise<T>): (type: string) => Promise<T> {
  const known = new Map<string, { readonly asked: Promise<T>; readonly at: number }>()
  return async (type) => {
    const now = clock.monotonic()
    const last = known.get(type)
    if (last !== undefined && now - last.at < HOUR) return await last.asked
    const asked = ask(type)
    known.set(type, { asked, at: now })
    asked.catch(() => known.delete(type))
    return await asked
  }
}
