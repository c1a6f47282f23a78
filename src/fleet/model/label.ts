import type { NodeBalancerId } from './ids.ts'

/** The label of member number `n` of a fleet: `web-3`. */
export function memberLabel(name: string, n: number): string {
  return `${name}-${n}`
}

/** The number in `<name>-<n>`, or null when the label is not of that form; no leading zeros, from 1 up. */
export function memberNumber(name: string, label: string): number | null {
  if (!label.startsWith(name) || label[name.length] !== '-') return null
  const digits = label.slice(name.length + 1)
  return /^[1-9]\d{0,8}$/.test(digits) ? Number(digits) : null
}

/** Whether a tag makes an instance some fleet's, ours or another. */
export function isFleetTag(tag: string): boolean {
  return tag.startsWith('fleet:')
}

/**
 * The tag every member is born with, `fleet:web:12345`: what makes an instance ours.
 * A profile that names another NodeBalancer is another fleet.
 */
export function fleetTag(name: string, nodeBalancer: NodeBalancerId): string {
  return `fleet:${name}:${nodeBalancer}`
}
