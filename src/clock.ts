/** Time on this machine: how runs wait and how they spread their calls. */
export interface Clock {
  /** Milliseconds on a clock that never goes back; only differences mean something. */
  monotonic(): number
  /** This machine's idea of the time, in milliseconds since 1970; used only where the API's own clock is not known. */
  wall(): number
  /** Resolves after `ms`, or as soon as `signal` is aborted; never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** A number from 0 up to 1, for jitter. */
  random(): number
}
