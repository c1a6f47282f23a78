import type { Health } from '../fleet/model/fleet.ts'

/** A backend node's health in the API's own word: `UP`, `DOWN` or `Unknown`. */
export function healthWord(health: Health): string {
  return { up: 'UP', down: 'DOWN', unknown: 'Unknown' }[health]
}
