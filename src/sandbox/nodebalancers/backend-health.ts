import { hostOf } from '../state/addresses.ts'
import { addressAnswersAt } from '../instances/instance-life.ts'
import type { BackendRow, BackendStatus, ConfigRow } from '../state/rows.ts'
import type { Measured, State } from '../state/state.ts'

interface Checks {
  /** When the last reset was: the checks come an interval, two intervals, ... after it. */
  readonly from: number
  readonly interval: number
  readonly attempts: number
}

function checksOf(state: State, config: ConfigRow, backend: BackendRow): Checks {
  const interval = state.timings.checkInterval ?? config.fields.check_interval * 1000
  const from = Math.max(config.checkedFrom, backend.checkedFrom)
  return { from, interval: Math.max(1, interval), attempts: config.fields.check_attempts }
}

/** UP after one good check; DOWN after `attempts` bad ones in a row; between them, what it was before. */
function verdict(checks: Checks, answers: (at: number) => boolean, now: number): BackendStatus {
  const done = Math.floor((now - checks.from) / checks.interval)
  for (let bad = 0; bad < checks.attempts; bad += 1) {
    const number = done - bad
    if (number < 1) return 'Unknown'
    if (answers(checks.from + number * checks.interval)) return 'UP'
  }
  return 'DOWN'
}

// What was found before the last write says nothing of the backend node as it is now.
function measuredStatus(found: Measured | undefined, backend: BackendRow): BackendStatus {
  return found?.writtenAt === backend.checkedFrom ? found.status : 'Unknown'
}

/** A backend node's health at a moment, as real checks found it, else counted back from the checks that have happened; `check: none` never knows. */
export function statusOfBackend(
  state: State,
  config: ConfigRow,
  backend: BackendRow,
  at: number,
): BackendStatus {
  if (backend.pinned !== null) return backend.pinned
  if (config.fields.check === 'none') return state.switches.uncheckedHealth
  if (state.measured !== null) return measuredStatus(state.measured.get(backend.id), backend)
  const host = hostOf(backend.address)
  return verdict(checksOf(state, config, backend), (moment) => addressAnswersAt(state, host, moment), at)
}
