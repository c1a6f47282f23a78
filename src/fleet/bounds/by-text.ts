import type { BoundBy } from '../model/bounds.ts'

/** What sets a bound, behind its number: ` (a floor)`, ` (mon-fri 07:30 to 19:00 Europe/Madrid)`; nothing for the base size. */
export function byText(by: BoundBy): string {
  if (by === 'size') return ''
  return by === 'floor' ? ' (a floor)' : ` (${by.schedule})`
}
