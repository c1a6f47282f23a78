import type { Grants } from '../account/account.ts'
import { CloudError } from '../cloud.ts'
import type { Maintenance } from '../fleet/model/maintenance.ts'
import { isRow, type Row } from './api-error.ts'
import { call, type Call, type Pace } from './call.ts'
import type { Wire } from './send.ts'
import { utc } from './utc.ts'

interface Asking {
  readonly wire: Wire
  readonly pace: Pace
}

/** What the user of the token may do; null for one who is not restricted, whom the API answers with 204 and nothing. */
export async function readGrants({ wire, pace }: Asking): Promise<Grants | null> {
  const { body } = await call(wire, pace, {
    method: 'GET',
    path: '/v4/profile/grants',
    what: 'reading the grants',
    repeatable: true,
  })
  if (Object.keys(body).length === 0) return null
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

/** Which types a region has no room for. */
export async function readSoldOut(
  asking: Asking,
  region: string,
  types: readonly string[],
): Promise<readonly string[]> {
  const path = `/v4/regions/${encodeURIComponent(region)}/availability`
  const rows = await list(asking, { path, what: 'asking for room', isBareList: true })
  return types.filter((plan) => rows.some((row) => row['plan'] === plan && row['available'] === false))
}

const OVER: ReadonlySet<unknown> = new Set(['completed', 'canceled'])

/** What is planned for Linodes and not yet over. */
export async function readMaintenance(asking: Asking): Promise<readonly Maintenance[]> {
  const path = '/v4/account/maintenance?page=1&page_size=500'
  const rows = await list(asking, { path, what: 'reading the maintenance' })
  return rows.flatMap(({ entity, status, type, when }) => {
    if (!isRow(entity) || entity['type'] !== 'linode' || OVER.has(status)) return []
    const at = typeof when === 'string' ? utc(when) : Number.NaN
    const what = typeof type === 'string' ? type.replaceAll('_', ' ') : 'maintenance'
    return [{ instance: Number(entity['id']), what, at: Number.isNaN(at) ? null : at }]
  })
}

/** The rows of one answer: a list whose rows have no id of their own, of which one page is read. */
async function list(
  { wire, pace }: Asking,
  asked: Pick<Call, 'path' | 'what' | 'isBareList'>,
): Promise<readonly Row[]> {
  const { body } = await call(wire, pace, { ...asked, method: 'GET', repeatable: true })
  const rows: unknown = body['data']
  if (!Array.isArray(rows)) throw new CloudError('incomplete', `${asked.what}: the answer is not a list`)
  return rows.filter(isRow)
}
