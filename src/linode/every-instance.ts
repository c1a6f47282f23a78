import type { Instance } from '../fleet/model/fleet.ts'
import { listAll } from './list.ts'
import type { Reader } from './reader.ts'

/** Every instance of the account that the token sees. */
export async function everyInstance({ wire, pace, addressing }: Reader): Promise<readonly Instance[]> {
  const { rows } = await listAll(wire, pace, {
    what: 'listing the Linodes',
    path: '/v4beta/linode/instances',
  })
  return rows.map((row) => addressing.toInstance(row))
}
