import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { Clock } from '../clock.ts'
import { CloudError, type BackendRef, type Cloud, type Price } from '../cloud.ts'
import { backendAddress } from '../fleet/address.ts'
import type { Backend, Instance } from '../fleet/fleet.ts'
import type { InstanceId } from '../fleet/ids.ts'
import type { InstanceSpec } from '../fleet/instance-spec.ts'
import { activityWindow } from '../fleet/last-changes.ts'
import type { Attachment, Policy } from '../fleet/policy.ts'
import { isRow, type Row } from './api-error.ts'
import { call, usualPace, type Call, type Pace } from './call.ts'
import { listAll } from './list.ts'
import { absent } from './absent.ts'
import { readTags, setTags } from './nodebalancer-tags.ts'
import { observe, readBackends, type Reader } from './observe.ts'
import { toBackend, toInstance } from './read-row.ts'
import { rootPassword } from './root-password.ts'
import type { Adapter, Wire } from './send.ts'

/** Which account, as whom, and for which fleet. */
export interface LinodeCloudOptions {
  /** The API's origin, without a version. */
  readonly baseUrl: string
  readonly token: string
  readonly version: string
  readonly clock: Clock
  readonly policy: Policy
  readonly instance: InstanceSpec
  readonly pace?: Partial<Pace>
  /** Told of every exchange, without headers and bodies. */
  readonly onRequest?: (line: string) => void
  readonly adapter?: Adapter
}

/** The Linode account of one fleet. */
export function linodeCloud(options: LinodeCloudOptions): Cloud {
  const { policy } = options
  const reader: Reader = {
    wire: wireOf(options),
    pace: { ...usualPace, ...options.pace },
    policy,
    eventWindow: activityWindow(policy),
  }
  const { wire, pace } = reader
  const send = async (it: Call): Promise<Row> => (await call(wire, pace, it)).body
  return {
    observe: async () => await observe(reader),
    findInstance: async (label) => await findInstance(reader, label),
    instance: async (id) => await readInstance(send, id),
    backends: async (nodeBalancer, config) => await readBackends(reader, { nodeBalancer, config }),
    create: async (label, until) => toInstance(await send(createCall(options, pace, label, until))),
    attach: async (at, label, host) =>
      toBackend(await send(attachCall(at, label, host)), at.nodeBalancer, at.config),
    change: async (backend, to, until) => await change(send, backend, to, until),
    detach: async (backend) => {
      const what = `detaching backend node ${backend.id}`
      await absent(send({ method: 'DELETE', path: nodePath(backend), what, repeatable: true }))
    },
    remove: async (id) => {
      const what = `deleting instance ${id}`
      await absent(send({ method: 'DELETE', path: `/v4/linode/instances/${id}`, what, repeatable: true }))
    },
    tags: async (nodeBalancer) => await readTags(reader, nodeBalancer),
    setTags: async (nodeBalancer, tags) => await setTags(reader, nodeBalancer, tags),
    price: async (type) => {
      const path = `/v4/linode/types/${encodeURIComponent(type)}`
      return toPrice(
        await send({ method: 'GET', path, what: `reading the price of ${type}`, repeatable: true }),
        policy,
      )
    },
  }
}

/** Connections are kept alive for the next request and do not keep the process alive. */
function wireOf({ baseUrl, token, version, clock, adapter, onRequest }: LinodeCloudOptions): Wire {
  const agents = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) }
  return {
    baseUrl,
    token,
    version,
    clock,
    agents,
    adapter: adapter ?? null,
    onRequest: onRequest ?? (() => undefined),
  }
}

async function readInstance(send: (it: Call) => Promise<Row>, id: InstanceId): Promise<Instance | null> {
  const path = `/v4beta/linode/instances/${id}`
  const row = await absent(send({ method: 'GET', path, what: `reading instance ${id}`, repeatable: true }))
  return row === null ? null : toInstance(row)
}

async function findInstance({ wire, pace }: Reader, label: string): Promise<Instance | null> {
  const what = `looking for ${label}`
  const { rows } = await listAll(wire, pace, { what, path: '/v4beta/linode/instances', filter: { label } })
  return rows.map(toInstance).find((i) => i.label === label) ?? null
}

/** The label and all tags are in the create itself, so that ownership is born with the instance. */
function createCall({ instance }: LinodeCloudOptions, pace: Pace, label: string, until: number): Call {
  const { region, type, image, tags, fields } = instance
  const password = rootPassword()
  const body = { ...fields, region, type, image, tags, label, root_pass: password, ...PRIVATE_NETWORK }
  const secrets = [password, ...secretsIn(fields)]
  const path = '/v4beta/linode/instances'
  const what = `creating ${label}`
  return { method: 'POST', path, what, body, until, secrets, repeatable: false, timeout: pace.createTimeout }
}

/** Linode interfaces have no private IPv4, and a common NodeBalancer reaches its backends by that. */
const PRIVATE_NETWORK = { private_ip: true, interface_generation: 'legacy_config' }

/** Values that a person may have put secrets into, should the API repeat them in an error. */
function secretsIn(fields: Readonly<Record<string, unknown>>): readonly string[] {
  const inside = [fields['stackscript_data'], fields['metadata']].filter(isRow)
  const values = inside.flatMap((row) => Object.values(row))
  return values.filter((v) => typeof v === 'string').filter((v) => v.length > 3)
}

function attachCall(at: Attachment, label: string, host: string): Call {
  const address = backendAddress(host, at.port)
  return {
    method: 'POST',
    path: `/v4/nodebalancers/${at.nodeBalancer}/configs/${at.config}/nodes`,
    what: `attaching ${label} (${address}) to config ${at.config}`,
    body: { address, label, mode: 'accept' },
    repeatable: false,
  }
}

async function change(
  send: (it: Call) => Promise<Row>,
  backend: BackendRef,
  body: { readonly mode: string; readonly label: string },
  until: number | undefined,
): Promise<Backend | null> {
  const what = `setting mode ${body.mode} on backend node ${backend.id} (${body.label})`
  const put: Call = { method: 'PUT', path: nodePath(backend), what, body, repeatable: true }
  const row = await absent(send(until === undefined ? put : { ...put, until }))
  return row === null ? null : toBackend(row, backend.nodeBalancer, backend.config)
}

function nodePath({ nodeBalancer, config, id }: BackendRef): string {
  return `/v4/nodebalancers/${nodeBalancer}/configs/${config}/nodes/${id}`
}

/** Some regions have prices of their own. */
function toPrice(row: Row, policy: Policy): Price {
  const regions: readonly unknown[] = Array.isArray(row['region_prices']) ? row['region_prices'] : []
  const own = regions.filter(isRow).find((r) => r['id'] === policy.region)
  const price = own ?? row['price']
  if (isRow(price) && typeof price['hourly'] === 'number' && typeof price['monthly'] === 'number') {
    return { hourly: price['hourly'], monthly: price['monthly'] }
  }
  throw new CloudError('incomplete', 'the type has no price')
}
