import type { ScheduleEntry } from '../../../src/fleet/model/schedule-entry.ts'

/** Working hours in Madrid, with 4 to 12 members. */
export function anEntry(overrides: Partial<ScheduleEntry> = {}): ScheduleEntry {
  return {
    text: 'mon-fri 07:30 to 19:00 Europe/Madrid',
    days: [0, 1, 2, 3, 4],
    from: 450,
    to: 1140,
    timezone: 'Europe/Madrid',
    min: 4,
    max: 12,
    lead: 0,
    ...overrides,
  }
}
