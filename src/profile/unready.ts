import { ProfileError } from '../errors.ts'
import { nodeBalancerId } from '../fleet/model/ids.ts'
import { fleetTag } from '../fleet/model/label.ts'
import type { Named } from '../fleet/model/member-names.ts'
import type { Files } from './files.ts'
import type { Env } from './find-profile.ts'
import { environmentProblems } from './from-environment.ts'
import type { Path } from './places.ts'
import type { Profile } from './profile.ts'
import { valueAt } from './schema-problems.ts'
import type { SoundParts } from './sound-parts.ts'
import { userDataLacks, type NamedUserData } from './user-data.ts'

/** The key that names the user data. */
export const USER_DATA = ['instance', 'metadata', 'user_data_file'] as const
const FROM_ENVIRONMENT = ['instance', 'stackscript_data'] as const

/** The user data that is named in what was written, sound or not; null where none is. */
export function userDataIn(value: object, path: string): NamedUserData | null {
  const file = valueAt(value, USER_DATA)
  if (typeof file !== 'string' || file === '') return null
  return { file, isAnywhere: valueAt(value, ['instance', 'metadata', 'user_data_anywhere']) === true, path }
}

/**
 * What a create needs beside the profile and does not find on this host, at the key that asks for it. It is told with the profile's other
 * mistakes, and alone it stops only who opens the account: what is written from the profile for another host needs none of it here.
 */
export function unreadyProblems(
  value: object,
  { path, files, env }: { readonly path: string; readonly files?: Files; readonly env?: Env },
  names: Named | null,
): readonly (readonly [Path, string])[] {
  const named = userDataIn(value, path)
  const lacks = named === null || files === undefined ? [] : userDataLacks(named, files, names)
  const unset = env === undefined ? [] : environmentProblems(valueAt(value, FROM_ENVIRONMENT), env)
  return [
    ...lacks.map((why) => [USER_DATA, why] as const),
    ...unset.map(([key, why]) => [[...FROM_ENVIRONMENT, key], why] as const),
  ]
}

/** What user data may name, of a profile that need not be sound; null where that is not known yet. */
export function namesOf({ name, nodebalancer }: SoundParts, { region }: { region: string }): Named | null {
  const [first] = Array.isArray(nodebalancer) ? nodebalancer : [nodebalancer]
  if (name === undefined || first === undefined) return null
  const nodeBalancer = nodeBalancerId(first.id)
  return { name, region, fleetTag: fleetTag(name, nodeBalancer), attachments: [{ nodeBalancer }] }
}

/** Throws a ProfileError with what a create would need and does not find here; with a key, only with what is below that. */
export function refuseUnready({ path, unready = [] }: Profile, below = 'instance'): void {
  const problems = unready.filter(({ at }) => at.startsWith(`${below}.`))
  if (problems.length > 0) throw new ProfileError(path, problems)
}
