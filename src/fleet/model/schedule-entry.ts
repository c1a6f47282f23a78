/** A part of the week in which a fleet has bounds of its own, by the wall clock of a time zone. */
export interface ScheduleEntry {
  /** As the profile has it, in one line: `mon-fri 07:30 to 19:00 Europe/Madrid`. */
  readonly text: string
  /** The days that it begins on; 0 is Monday. */
  readonly days: readonly number[]
  /** Minutes after midnight, the first of them. */
  readonly from: number
  /** Minutes after midnight, no longer of it; where it is not after `from` it is the next day's. */
  readonly to: number
  /** A name of the IANA time zone database. */
  readonly timezone: string
  /** Null where the base size says it. */
  readonly min: number | null
  readonly max: number | null
  /** How much earlier its min begins, in milliseconds. */
  readonly lead: number
}
