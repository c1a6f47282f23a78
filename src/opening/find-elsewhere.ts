import { CloudError, type Cloud } from '../cloud.ts'
import type { Fleet, HostAnswer } from '../fleet/model/fleet.ts'
import type { Policy } from '../fleet/model/policy.ts'
import { hostWitness } from '../fleet/sight/host-witness.ts'
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
  try {
    const { backends, unread } = await cloud.lookElsewhere(fleet, everywhere)
    const hosts = await askHosts(cloud, { fleet, policy }, hostsElsewhere(fleet, backends, policy))
    return { left: leftElsewhere(fleet, { backends, hosts }, policy), unread }
  } catch (error) {
    if (!(error instanceof CloudError) || error.code === 'stopped') throw error
    return { left: [], unread: [error.message] }
  }
}

/** What is certain of these hosts; those that the look itself has asked about are not asked about again. */
async function askHosts(
  cloud: Pick<Cloud, 'findAt'>,
  { fleet, policy }: { readonly fleet: Fleet; readonly policy: Policy },
  wanted: readonly string[],
): Promise<HostAnswer> {
  const known = provenBy(fleet.hosts)
  const ask = wanted.filter((host) => !known.includes(host))
  const answer = ask.length === 0 ? null : await cloud.findAt(ask, hostWitness(fleet, policy))
  const asked = [...known, ...provenBy(answer)]
  return { asked, found: answer?.found ?? [], trusted: true, sees: answer?.sees ?? 'all' }
}

/** Of which hosts it is certain who has them. */
function provenBy(answer: HostAnswer | null | undefined): readonly string[] {
  return answer?.trusted === true && answer.sees === 'all' ? answer.asked : []
}
