/** The clock a sandbox runs on: everything that takes time there is read off it. */
export interface SandboxClock {
  /** The time, in milliseconds since 1970. */
  now(): number
  /** Moves the time forward by `ms`; absent on a clock that nobody can move. */
  advance?(ms: number): void
}

/** A clock that stands still until it is told to move. */
export interface ManualClock extends SandboxClock {
  advance(ms: number): void
}

/**
 * A clock that starts at the machine's time and runs `speed` times as fast.
 * It is read off a monotonic source, so a correction of the machine's time does not reach the sandbox.
 */
export function realClock(speed = 1): ManualClock {
  const start = Date.now()
  const origin = performance.now()
  let skipped = 0
  return {
    now: () => Math.floor(start + skipped + (performance.now() - origin) * speed),
    advance: (ms) => {
      skipped += ms
    },
  }
}

/** A clock for tests: it shows `start` (milliseconds since 1970) until it is advanced. */
export function manualClock(start = Date.UTC(2026, 0, 15, 12)): ManualClock {
  let time = start
  return {
    now: () => time,
    advance: (ms) => {
      time += ms
    },
  }
}
