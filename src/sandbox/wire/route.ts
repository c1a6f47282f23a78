import type { Endpoint } from './call.ts'
import type { RateClass } from './rate-limits.ts'

/** One operation of the API. */
export interface Route {
  readonly method: string
  readonly pattern: string
  /** The scope it wants; `*` wants none. */
  readonly scope: string
  /** Whether it can be called without any token. */
  readonly open: boolean
  readonly rate: RateClass
  readonly endpoint: Endpoint
}
