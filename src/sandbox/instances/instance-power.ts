import type { Call } from '../wire/call.ts'
import { addPowerEvent } from './instance-life.ts'
import { instanceOf, keepInstance } from './instances.ts'
import { bootAgain, rebootPhases, shutdownPhases, statusAt, turn } from './power.ts'
import type { InstanceStatus, PowerPhase } from '../state/power-phase.ts'
import { refused } from '../wire/refusal.ts'
import type { InstanceRow } from '../state/rows.ts'

/** In these an operation can begin; in all others the API says it is busy. */
const AT_REST: ReadonlySet<InstanceStatus> = new Set(['running', 'offline', 'stopped'])

function restingStatus(call: Call, row: InstanceRow): InstanceStatus {
  const status = row.deletedAt === null ? statusAt(row.phases, call.now) : 'deleting'
  if (!AT_REST.has(status)) throw refused('Linode busy.')
  return status
}

function begin(call: Call, row: InstanceRow, action: string, phases: readonly PowerPhase[]): unknown {
  const changed = { ...row, phases: turn(row.phases, call.now, phases), updated: call.now }
  keepInstance(call.state, changed, call.now)
  addPowerEvent(call.state, call.now, changed, action)
  return {}
}

/** POST /linode/instances/{linodeId}/boot; nothing happens to one that runs. */
export function bootInstance(call: Call): unknown {
  const row = instanceOf(call)
  if (restingStatus(call, row) === 'running') return {}
  return begin(call, row, 'linode_boot', bootAgain(call.now, row.behaviour.boot, call.state.timings))
}

/** POST /linode/instances/{linodeId}/shutdown; nothing happens to one that is off. */
export function shutdownInstance(call: Call): unknown {
  const row = instanceOf(call)
  if (restingStatus(call, row) !== 'running') return {}
  return begin(call, row, 'linode_shutdown', shutdownPhases(call.now, call.state.timings))
}

/** POST /linode/instances/{linodeId}/reboot; one that is off is booted. */
export function rebootInstance(call: Call): unknown {
  const row = instanceOf(call)
  const { timings } = call.state
  const running = restingStatus(call, row) === 'running'
  const phases = running ? rebootPhases(call.now, timings) : bootAgain(call.now, row.behaviour.boot, timings)
  return begin(call, row, 'linode_reboot', phases)
}
