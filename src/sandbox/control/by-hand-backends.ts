import { backendsOf, shelveBackend, tellOfBackend } from '../nodebalancers/backend-fields.ts'
import { statusOfBackend } from '../nodebalancers/backend-health.ts'

import type { BackendMode, BackendRow, BackendStatus } from '../state/rows.ts'
import type { State } from '../state/state.ts'

/** A backend node as `byHand.backends()` tells of it. */
export interface SeenBackend {
  readonly id: number
  readonly config: number
  readonly label: string
  readonly address: string
  readonly mode: BackendMode
  readonly weight: number
  readonly status: BackendStatus
}

/** A backend node made by hand. */
export interface HandMadeBackend {
  readonly config: number
  /** `host:port` */
  readonly address: string
  readonly label: string
  readonly mode?: BackendMode
  readonly weight?: number
  /** The VPC subnet its address lies in. */
  readonly subnet?: number
  /** When it was made, in milliseconds since 1970; now when left out. */
  readonly at?: number
}

/** What is changed by hand of a backend node. */
export interface BackendChange {
  readonly mode?: BackendMode
  readonly label?: string
  readonly address?: string
  readonly weight?: number
  /** Pins its health; null lets the checks decide again. */
  readonly status?: BackendStatus | null
}

function backendById(state: State, id: number): BackendRow {
  for (const shelf of state.backends.values()) {
    const row = shelf.get(id)
    if (row !== undefined) return row
  }
  throw new Error(`the sandbox has no backend node ${id}`)
}

/** Makes a backend node and returns its id. */
export function addBackend(state: State, spec: HandMadeBackend): number {
  const config = state.configs.get(spec.config)
  if (config === undefined) throw new Error(`the sandbox has no config ${spec.config}`)
  const { address, label, mode = 'accept', weight = state.switches.defaultWeight } = spec
  const places = state.nodebalancers.get(config.nodebalancer)?.vpcs ?? []
  const vpcConfig = places.find((each) => each.subnet === spec.subnet)?.id ?? null
  const fields = { address, label, mode, weight, vpcConfig }
  return shelveBackend(state, config, fields, spec.at ?? state.clock.now()).id
}

/** Changes a backend node; a change of its fields makes its health Unknown, as a PUT does. */
export function changeBackend(state: State, id: number, change: BackendChange): void {
  const now = state.clock.now()
  const row = backendById(state, id)
  const { status, ...fields } = change
  const checkedFrom = Object.keys(fields).length > 0 ? now : row.checkedFrom
  const pinned = status === undefined ? row.pinned : status
  backendsOf(state, row.config).put({ ...row, ...fields, checkedFrom, pinned }, now)
  tellOfBackend(state, row.nodebalancer, 'nodebalancer_node_update', now)
}

/** Takes a backend node away. */
export function removeBackend(state: State, id: number): void {
  const now = state.clock.now()
  const row = backendById(state, id)
  backendsOf(state, row.config).remove(id, now)
  tellOfBackend(state, row.nodebalancer, 'nodebalancer_node_delete', now)
}

/** The backend nodes of one config, or of all. */
export function listBackends(state: State, config?: number): readonly SeenBackend[] {
  const now = state.clock.now()
  const configs = state.configs.all().filter((row) => config === undefined || row.id === config)
  return configs.flatMap((row) =>
    backendsOf(state, row.id)
      .all()
      .map((each) => {
        const { id, label, address, mode, weight } = each
        return {
          id,
          config: row.id,
          label,
          address,
          mode,
          weight,
          status: statusOfBackend(state, row, each, now),
        }
      }),
  )
}
