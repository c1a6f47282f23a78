import type { Sample } from './wanted-members.ts'

/** What was measured of one member, by its label. */
export interface MemberReading extends Sample {
  readonly label: string
}

/** What whoever measures a fleet says of its load, at one instant. Null is not known: silent, too old, or no number. */
export interface Reading {
  /** Whoever is not in it is silent. */
  readonly members: readonly MemberReading[]
  /** The work by each signal of the policy, in its order, in members that it keeps fully busy. */
  readonly signals: readonly (number | null)[]
  /** The most members that were wanted within the window; null without samples in nine tenths of it. */
  readonly peak: number | null
  /** The most work of the last hour, in members that it keeps fully busy. */
  readonly hourWork: number | null
  /** What the alert that started the run says is wanted, where it is no older than two minutes. */
  readonly hint: number | null
  /** Why something is not known, where that can be told. */
  readonly trouble: string | null
}

/** Nothing was measured, for that reason. */
export function nothingRead(trouble: string | null, hint: number | null = null): Reading {
  return { members: [], signals: [], peak: null, hourWork: null, hint, trouble }
}
