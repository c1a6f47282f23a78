import type { BusyNow } from '../fleet/plan/request.ts'
import type { OpenFleet } from './open-fleet.ts'

/** How busy a fleet that changes by steps is now; nothing where the profile does not say how busy it may be. Never rejects. */
export async function busyNow({
  profile: { load },
  prometheus,
}: Pick<OpenFleet, 'profile' | 'prometheus'>): Promise<BusyNow | undefined> {
  if (load === null) return undefined
  const { high } = load
  if (prometheus === null)
    return { value: null, high, trouble: 'the profile does not say where Prometheus is' }
  const { loadNow } = await import('../trigger/load-now.ts')
  try {
    const value = await loadNow(prometheus)
    return { value, high, trouble: value === null ? 'Prometheus has no load of this fleet' : null }
  } catch (error) {
    return { value: null, high, trouble: error instanceof Error ? error.message : String(error) }
  }
}
