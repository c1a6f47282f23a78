import type { Backend } from '../fleet/model/fleet.ts'

/** Why a backend node stays that was seen to be left over: as read just now a person has made something else of it, or something answers there. */
export function whyChanged(seen: Backend, now: Backend | null): string | null {
  if (now === null) return 'it is gone'
  const isSame = now.address === seen.address && now.label === seen.label && now.mode === seen.mode
  if (!isSame) return `somebody has changed it meanwhile: ${now.label}, ${now.address}, mode ${now.mode}`
  return now.health === 'up' && seen.health !== 'up' ? 'its check says UP by now' : null
}
