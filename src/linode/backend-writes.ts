import type { BackendRef, Cloud } from '../cloud.ts'
import { backendAddress } from '../fleet/model/address.ts'
import type { Backend } from '../fleet/model/fleet.ts'
import type { Attachment, Policy } from '../fleet/model/policy.ts'
import { absent } from './absent.ts'
import type { Addressing } from './addressing.ts'
import type { Row } from './api-error.ts'
import { call, type Call } from './call.ts'
import type { Reader } from './reader.ts'
import { toBackend } from './read-row.ts'
import { write } from './write.ts'

/** The methods that write backend nodes. */
export function backendWrites({
  wire,
  pace,
  policy,
  addressing,
  own,
}: Reader): Pick<Cloud, 'attach' | 'change' | 'drain' | 'detach'> {
  const send = async (it: Call): Promise<Row> => (await call(wire, pace, it)).body
  const sendIfThere = async (it: Call): Promise<Row | null> => await absent(send(it))
  return {
    attach: async (at, label, host, again) => {
      const post = attachCall(at, label, host, subnetOf(addressing, policy))
      return await write(send, post, again, (row) => toBackend(row, at.nodeBalancer, at.config))
    },
    change: async (backend, to, again) =>
      await write(sendIfThere, changeCall(backend, to), again, (row) => backendIn(row, backend)),
    drain: async (backend, label, _permit, { until, again }) => {
      const put = { ...changeCall(backend, { mode: 'drain', label }), until }
      return await write(sendIfThere, put, again, (row) => backendIn(row, backend))
    },
    detach: async (backend, _permit, again) => {
      const what = `detaching backend node ${backend.id}`
      const gone: Call = { method: 'DELETE', path: nodePath(backend), what, repeatable: true }
      let isAbsent = false
      await write(sendIfThere, gone, again, (answer) => void (isAbsent = answer === null))
      // That there was nothing to remove proves nothing: the token may not see it.
      if (!isAbsent) own.detached(backend.id)
    },
  }
}

/** A backend node in a VPC names its subnet. */
function subnetOf({ kind }: Addressing, { backend }: Policy): number | null {
  return kind === 'vpc' ? backend.subnet : null
}

function attachCall(at: Attachment, label: string, host: string, subnet: number | null): Call {
  const address = backendAddress(host, at.port)
  return {
    method: 'POST',
    path: `/v4/nodebalancers/${at.nodeBalancer}/configs/${at.config}/nodes`,
    what: `attaching ${label} (${address}) to config ${at.config}`,
    body: {
      address,
      label,
      mode: at.mode ?? 'accept',
      ...(at.weight === undefined ? {} : { weight: at.weight }),
      ...(subnet === null ? {} : { subnet_id: subnet }),
    },
    repeatable: false,
  }
}

function changeCall(backend: BackendRef, body: { readonly mode: string; readonly label: string }): Call {
  const what = `setting mode ${body.mode} on backend node ${backend.id} (${body.label})`
  return { method: 'PUT', path: nodePath(backend), what, body, repeatable: true }
}

function backendIn(row: Row | null, { nodeBalancer, config }: BackendRef): Backend | null {
  return row === null ? null : toBackend(row, nodeBalancer, config)
}

/** Where a backend node is. */
export function nodePath({ nodeBalancer, config, id }: BackendRef): string {
  return `/v4/nodebalancers/${nodeBalancer}/configs/${config}/nodes/${id}`
}
