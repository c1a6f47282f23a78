import type { Account, Known } from '../account.ts'
import { absent } from './absent.ts'
import { isRow, type Row } from './api-error.ts'
import { call, usualPace } from './call.ts'
import { listAll } from './list.ts'
import { wireOf, type LinodeCloudOptions } from './linode-cloud.ts'

/** The API shows so much of a token (GET /profile/tokens). */
const SHOWN_OF_TOKEN = 16
const NEVER = Date.UTC(2900, 0, 1)

/** What a preflight asks of a Linode account. */
export function linodeAccount(options: LinodeCloudOptions): Account {
  const wire = wireOf(options)
  const pace = { ...usualPace, ...options.pace }
  const read = async (path: string): Promise<Row | null> => {
    const it = {
      method: 'GET',
      path,
      what: `reading ${path.replace(/^\/v4\//, '')}`,
      repeatable: true,
    } as const
    return (await absent(call(wire, pace, it)))?.body ?? null
  }
  const has = async (path: string): Promise<Known<boolean>> =>
    await known(async () => (await read(path)) !== null)
  return {
    hasType: async (id) => await has(`/v4/linode/types/${encodeURIComponent(id)}`),
    hasImage: async (id) => await has(`/v4/images/${encodeURIComponent(id)}`),
    hasFirewall: async (id) => await has(`/v4/networking/firewalls/${id}`),
    hasStackScript: async (id) => await has(`/v4/linode/stackscripts/${id}`),
    networkHelper: async () =>
      await known(async () => (await read('/v4/account/settings'))?.['network_helper'] !== false),
    tokenExpiry: async () =>
      await known(async () => expiryIn(await read('/v4/profile/tokens?page_size=500'), options.token)),
    fleetTagsOf: async (label) =>
      await known(async () => {
        const what = `looking for ${label}`
        const { rows } = await listAll(wire, pace, { what, path: '/v4/linode/instances', filter: { label } })
        const tags: readonly unknown[] = rows.flatMap((row) =>
          Array.isArray(row['tags']) ? row['tags'] : [],
        )
        return tags.filter((tag) => typeof tag === 'string').filter((tag) => tag.startsWith('fleet:'))
      }),
    nodeBalancersOf: async (instance) =>
      await known(async () => {
        const what = `reading the NodeBalancers of instance ${instance}`
        const { rows } = await listAll(wire, pace, {
          what,
          path: `/v4/linode/instances/${instance}/nodebalancers`,
        })
        return rows.flatMap(({ id }) => (typeof id === 'number' ? [id] : []))
      }),
    rename: async (instance, { label, tags }) => {
      const path = `/v4beta/linode/instances/${instance}`
      const what = `renaming instance ${instance} to ${label}`
      await call(wire, pace, { method: 'PUT', path, what, body: { label, tags }, repeatable: true })
    },
  }
}

async function known<Value>(asking: () => Promise<Value>): Promise<Known<Value>> {
  try {
    return { kind: 'known', value: await asking() }
  } catch (error) {
    return { kind: 'unknown', why: error instanceof Error ? error.message : String(error) }
  }
}

function expiryIn(page: Row | null, token: string): number | null {
  const rows: readonly unknown[] = Array.isArray(page?.['data']) ? page['data'] : []
  const ours = rows.filter(isRow).find((row) => row['token'] === token.slice(0, SHOWN_OF_TOKEN))
  const expiry = ours?.['expiry']
  if (ours === undefined) throw new Error('the account does not list this token')
  const at = typeof expiry === 'string' ? Date.parse(`${expiry}Z`) : Number.NaN
  return Number.isNaN(at) || at > NEVER ? null : at
}
