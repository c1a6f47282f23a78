import type { Grants, Maintenance } from '../account/account.ts'
import { CloudError } from '../cloud.ts'
import { apiError, isRow, parseJson, type Row } from './api-error.ts'
import { call, type Pace } from './call.ts'
import { send, type Wire } from './send.ts'

interface Asking {
  readonly wire: Wire
  readonly pace: Pace
}

/** What the user of the token may do; null for one who is not restricted, whom the API answers with 204 and nothing. */
export async function readGrants({ wire, pace }: Asking): Promise<Grants | null> {
  const it = { method: 'GET', path: '/v4/profile/grants', timeout: pace.requestTimeout } as const
  const reply = await send(wire, it)
  if (reply.kind === 'answer' && reply.status === 204) return null
  const body = reply.kind === 'answer' && reply.status < 300 ? parseJson(reply.text) : null
  if (!isRow(body)) throw apiError('reading the grants', reply, [wire.token])
  const { global, linode, nodebalancer } = body
  return {
    addLinodes: isRow(global) && global['add_linodes'] === true,
    linodes: changeable(linode),
    nodeBalancers: changeable(nodebalancer),
  }
}

function changeable(rows: unknown): ReadonlySet<number> {
  const all: readonly unknown[] = Array.isArray(rows) ? rows : []
  const ids = all.filter(isRow).filter((row) => row['permissions'] === 'read_write')
  return new Set(ids.flatMap(({ id }) => (typeof id === 'number' ? [id] : [])))
}

/** Which types a region has no room for, from the list of all regions and types, which has no ids. */
export async function readSoldOut(
  asking: Asking,
  region: string,
  types: readonly string[],
): Promise<readonly string[]> {
  const filter = { region, '+or': types.map((plan) => ({ plan })) }
  const rows = await page(asking, { path: '/v4/regions/availability', what: 'asking for room', filter })
  return types.filter((plan) =>
    rows.some((row) => row['region'] === region && row['plan'] === plan && row['available'] === false),
  )
}

/** What is planned for Linodes and not yet over. */
export async function readMaintenance(asking: Asking): Promise<readonly Maintenance[]> {
  const rows = await page(asking, { path: '/v4/account/maintenance', what: 'reading the maintenance' })
  return rows.flatMap(({ entity, status, type, when }) => {
    if (!isRow(entity) || entity['type'] !== 'linode' || status === 'completed') return []
    const at = typeof when === 'string' ? Date.parse(`${when}Z`) : Number.NaN
    const what = typeof type === 'string' ? type.replaceAll('_', ' ') : 'maintenance'
    return [{ instance: Number(entity['id']), what, at: Number.isNaN(at) ? null : at }]
  })
}

/** The first 500 of a list whose rows have no id of their own. */
async function page(
  { wire, pace }: Asking,
  { path, what, filter }: { readonly path: string; readonly what: string; readonly filter?: object },
): Promise<readonly Row[]> {
  const { body } = await call(wire, pace, {
    method: 'GET',
    path: `${path}?page=1&page_size=500`,
    what,
    ...(filter === undefined ? {} : { filter }),
    repeatable: true,
  })
  const rows: unknown = body['data']
  if (!Array.isArray(rows)) throw new CloudError('incomplete', `${what}: the answer is not a list`)
  return rows.filter(isRow)
}
