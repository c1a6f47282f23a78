import type { Fleet } from '../fleet/model/fleet.ts'
import type { Maintenance } from '../fleet/model/maintenance.ts'
import type { OpenFleet } from './open-fleet.ts'

/** The scope that tells what Linode has planned. */
const NEEDED = /^(?:\*|account:(?:\*|read_only|read_write))$/

/** What Linode has planned for a fleet's members; null where the token may not read it, which fails nothing. */
export async function maintenanceOf(
  { account }: Pick<OpenFleet, 'account'>,
  { members, scopes }: Pick<Fleet, 'members' | 'scopes'>,
): Promise<readonly Maintenance[] | null> {
  if (members.length === 0) return []
  if (scopes !== null && !scopes.some((scope) => NEEDED.test(scope))) return null
  const told = await (await account()).maintenance()
  if (told.kind === 'unknown') return null
  const ids = new Set<number>(members.map((m) => m.instance.id))
  return told.value.filter(({ instance }) => ids.has(instance))
}

/** A fleet whose runs replace members before what Linode has planned, unless the profile ignores it. */
export async function withMaintenance(
  open: OpenFleet,
  fleet: Pick<Fleet, 'members' | 'scopes'>,
): Promise<OpenFleet> {
  if (open.policy.ignoresMaintenance === true) return open
  const maintenance = await maintenanceOf(open, fleet)
  return maintenance === null ? open : { ...open, policy: { ...open.policy, maintenance } }
}
