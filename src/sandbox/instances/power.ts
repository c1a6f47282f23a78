import type { BootOutcome, InstanceStatus, PowerPhase } from '../state/power-phase.ts'
import type { Timings } from '../state/switches.ts'

/** Every status of an instance. */
export const instanceStatuses: readonly InstanceStatus[] = [
  'running',
  'offline',
  'booting',
  'busy',
  'rebooting',
  'shutting_down',
  'provisioning',
  'deleting',
  'migrating',
  'rebuilding',
  'cloning',
  'restoring',
  'stopped',
  'billing_suspension',
]

function phaseAt(phases: readonly PowerPhase[], at: number): PowerPhase | undefined {
  return phases.findLast((phase) => phase.at <= at) ?? phases[0]
}

/** The status at a moment, read off the phases. */
export function statusAt(phases: readonly PowerPhase[], at: number): InstanceStatus {
  return phaseAt(phases, at)?.status ?? 'offline'
}

/** Whether an application that is well would answer at a moment. */
export function isUpAt(phases: readonly PowerPhase[], at: number): boolean {
  const phase = phaseAt(phases, at)
  return phase?.answersFrom !== undefined && phase.answersFrom <= at
}

/** Drops what was still to come after `at` and continues with other phases. */
export function turn(
  phases: readonly PowerPhase[],
  at: number,
  next: readonly PowerPhase[],
): readonly PowerPhase[] {
  return [...phases.filter((phase) => phase.at < at), ...next]
}

/** Running from `at` on, with an application that needs `appStart` to come up. */
export function runningFrom(at: number, appStart: number): PowerPhase {
  return { at, status: 'running', answersFrom: at + appStart }
}

function bootPhases(at: number, took: number, outcome: BootOutcome, timings: Timings): readonly PowerPhase[] {
  const booting: PowerPhase = { at, status: 'booting' }
  if (outcome === 'boots') return [booting, runningFrom(at + took, timings.appStart)]
  return outcome === 'fails' ? [booting, { at: at + took, status: 'offline' }] : [booting]
}

/** The life of a new instance: provisioning, then booting and running, or off when it is not to be booted. */
export function newLife(
  at: number,
  boots: boolean,
  outcome: BootOutcome,
  timings: Timings,
): readonly PowerPhase[] {
  const provisioning: PowerPhase = { at, status: 'provisioning' }
  if (outcome === 'never-provisioned') return [provisioning]
  const ready = at + timings.provision
  if (!boots) return [provisioning, { at: ready, status: 'offline' }]
  return [provisioning, ...bootPhases(ready, timings.boot, outcome, timings)]
}

/** A boot of an instance that was off. */
export function bootAgain(at: number, outcome: BootOutcome, timings: Timings): readonly PowerPhase[] {
  return bootPhases(at, timings.bootAgain, outcome, timings)
}

/** A reboot of an instance that runs. */
export function rebootPhases(at: number, timings: Timings): readonly PowerPhase[] {
  return [{ at, status: 'rebooting' }, runningFrom(at + timings.reboot, timings.appStart)]
}

/** A shutdown of an instance that runs. */
export function shutdownPhases(at: number, timings: Timings): readonly PowerPhase[] {
  return [
    { at, status: 'shutting_down' },
    { at: at + timings.shutdown, status: 'offline' },
  ]
}
