import type { Policy } from '../../fleet/model/policy.ts'

/** What is known of the host that `check` runs on; the files of the chain may be another's. */
export interface Host {
  /** Whether there is such a file. */
  exists(path: string): boolean
  /** The text of a small script; null for what is none, or cannot be read. */
  script(path: string): string | null
}

/** What the files of the chain are judged for. Times are milliseconds. */
export interface ChainContext {
  readonly policy: Policy
  /** What every member carries. */
  readonly tags: readonly string[]
  /** How long load must be high before the alert fires; null when the profile does not say. */
  readonly highFor: number | null

  readonly host: Host
}
