import { CloudError, type Cloud } from '../cloud.ts'
import type { Fleet } from '../fleet/model/fleet.ts'
import type { Policy } from '../fleet/model/policy.ts'
import { hostsElsewhere, leftElsewhere, type LeftElsewhere } from '../fleet/sight/left-elsewhere.ts'

/** What of the fleet is on configs that the profile does not name, and what could not be read, in words. */
export interface FoundElsewhere {
  readonly left: readonly LeftElsewhere[]
  readonly unread: readonly string[]
}

/** Looks beyond the profile's configs. What cannot be read is told, and fails nothing. */
export async function findElsewhere(
  cloud: Pick<Cloud, 'lookElsewhere' | 'findAt'>,
  fleet: Fleet,
  { policy, everywhere }: { readonly policy: Policy; readonly everywhere: boolean },
): Promise<FoundElsewhere> {
  const members = fleet.members.map((m) => m.instance)
  try {
    const { backends, unread } = await cloud.lookElsewhere([...members, ...fleet.renamed], everywhere)
    const ask = hostsElsewhere(fleet, backends, policy)
    const nobody = { asked: [], found: [], trusted: false }
    const hosts = ask.length === 0 ? nobody : await cloud.findAt(ask, members[0] ?? null)
    return { left: leftElsewhere(fleet, { backends, hosts }, policy), unread }
  } catch (error) {
    if (!(error instanceof CloudError) || error.code === 'stopped') throw error
    return { left: [], unread: [error.message] }
  }
}
