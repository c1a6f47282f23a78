import { behaviourOf, bringToLife, isLabelTaken, own } from '../instances/instance-life.ts'
import { bootAgain, newLife, runningFrom, statusAt, turn } from '../instances/power.ts'
import type { InstanceStatus } from '../state/power-phase.ts'
import type { Behaviour, InstanceRow } from '../state/rows.ts'
import type { State } from '../state/state.ts'

/** An instance by its label or its id. */
export type InstanceRef = string | number

/** An instance made by hand. */
export interface HandMadeInstance {
  readonly label: string
  readonly tags?: readonly string[]
  readonly region?: string
  readonly type?: string
  readonly image?: string | null
  /** Running when left out; `provisioning` lets it go through its whole life from `at` on. */
  readonly status?: InstanceStatus
  /** When it was made, in milliseconds since 1970; now when left out. */
  readonly at?: number
  /** Whether it has a private address; it has when left out. */
  readonly privateIp?: boolean
  /** This very private address instead of the next free one. */
  readonly privateAddress?: string
  /** The VPC subnet it is in. */
  readonly subnet?: number
  /** The firewall in front of it. */
  readonly firewall?: number | null
}

/** The instance a label or id names; throws when there is none. */
export function instanceByRef(state: State, ref: InstanceRef): InstanceRow {
  const id = typeof ref === 'number' ? ref : state.labels.get(ref)
  const row = id === undefined ? undefined : state.instances.get(id)
  if (row === undefined) throw new Error(`the sandbox has no instance ${JSON.stringify(ref)}`)
  return row
}

function stay(row: InstanceRow, status: InstanceStatus): InstanceRow {
  const at = row.created
  const phase = status === 'running' ? runningFrom(at, 0) : { at, status }
  return { ...row, phases: turn(row.phases, at, [phase]) }
}

function give(state: State, row: InstanceRow, address: string): InstanceRow {
  state.privateIpv4.reserve(address)
  own(state, address, row.id)
  return { ...row, privateIpv4: [address] }
}

/** Makes an instance and returns its id. */
export function addInstance(state: State, spec: HandMadeInstance): number {
  const { label, tags = [], region = 'us-east', type = 'g6-nanode-1', image = 'linode/debian12' } = spec
  const { status = 'running', at = state.clock.now(), privateAddress, subnet = null, firewall = null } = spec
  if (isLabelTaken(state, label, state.clock.now()))
    throw new Error(`the sandbox has an instance ${label} already`)
  const privateIp = privateAddress === undefined && (spec.privateIp ?? true)
  const row = bringToLife(
    state,
    { label, tags, region, type, image, privateIp, booted: true, subnet, firewall },
    at,
  )
  const lived = status === 'provisioning' ? row : stay(row, status)
  state.instances.put(privateAddress === undefined ? lived : give(state, lived, privateAddress), at)
  return row.id
}

function livesOn(state: State, row: InstanceRow, behaviour: Behaviour): InstanceRow {
  const now = state.clock.now()
  const status = statusAt(row.phases, now)
  if (status === 'provisioning')
    return { ...row, behaviour, phases: newLife(row.created, true, behaviour.boot, state.timings) }
  if (status !== 'booting') return { ...row, behaviour }
  const began = row.phases.findLast((phase) => phase.at <= now)?.at ?? now
  return {
    ...row,
    behaviour,
    phases: turn(row.phases, began, bootAgain(began, behaviour.boot, state.timings)),
  }
}

/** Gives a behaviour to a label: to the instance that has it and to every later one. */
export function misbehave(state: State, label: string, behaviour: Partial<Behaviour>): void {
  state.behaviours.push({ label, behaviour })
  for (const row of state.instances.all()) {
    const next = behaviourOf(state, row.label)
    if (JSON.stringify(next) !== JSON.stringify(row.behaviour))
      state.instances.put(livesOn(state, row, next), state.clock.now())
  }
}
