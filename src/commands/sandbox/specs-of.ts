import { UsageError } from '../../errors.ts'
import { specTag } from '../../fleet/model/spec.ts'
import type { Io } from '../../io.ts'
import { specSource } from '../../opening/known-spec.ts'
import { fromEnvironment } from '../../profile/from-environment.ts'
import type { Profile } from '../../profile/profile.ts'
import { withUserData } from '../../profile/user-data.ts'
import { NEWEST_SPEC } from '../../profile/spec-material.ts'
import type { FleetSeed } from '../../sandbox/seed.ts'
import { tellPlain } from '../../telling/tell-plain.ts'

/** Of no profile. */
const FORMER = specTag({ version: NEWEST_SPEC, hash: '0'.repeat(20) })

/**
 * The tags that tell what seeded members were made from: the profile as it is now, or, so many of them, something else. None where the profile
 * cannot be sent as it is: a value of the environment or a file is missing.
 */
export async function specsOf(io: Io, profile: Profile, drifted: number): Promise<Pick<FleetSeed, 'spec'>> {
  try {
    const { fields } = fromEnvironment(profile.instance, io.env)
    const tag = await specSource(profile, { ...withUserData(profile, io.files), fields }).tag()
    return { spec: { tag, former: FORMER, drifted } }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    tellPlain(io, `sandbox: nobody knows what the members were made from: ${error.message}`)
    return {}
  }
}
