import { dirname, resolve } from 'node:path'
import { UsageError } from '../errors.ts'
import { memberLabel } from '../fleet/model/label.ts'
import { fillIn, memberNames, type Named } from '../fleet/model/member-names.ts'
import { besideProfile } from './beside-profile.ts'
import { whyNotForCloudInit } from './cloud-init.ts'
import type { Files } from './files.ts'
import { unlessDenied } from './find-profile.ts'
import type { InstanceSpec } from '../fleet/model/instance-spec.ts'
import type { Profile } from './profile.ts'

/** What the API takes, before base64: its document names this and 65,535 bytes in base64, and contradicts itself. */
const MOST_BYTES = 16_384
/** A member with a long number, to measure what names that are filled in come to. */
const LATE_MEMBER = 99_999

/** The instance as it is sent: with the user data read from its file. Throws a UsageError with all that is wrong with it. */
export function withUserData(
  { instance, userDataFile, userDataAnywhere, path, policy }: Profile,
  files: Files,
): InstanceSpec {
  if (userDataFile === null) return instance
  const named = { file: userDataFile, isAnywhere: userDataAnywhere ?? false, path }
  const userData = readUserData(named, files)
  const place = besideProfile(userDataFile, path)
  if (userData === null) throw new UsageError(`instance.metadata.user_data_file: ${place} does not exist`)
  const problems = [...userDataProblems(named, files), ...tooLarge(place, userData, policy)]
  if (problems.length === 0) return { ...instance, userData }
  throw new UsageError(problems.map((problem) => `instance.metadata.user_data_file: ${problem}`))
}

/** A file of user data, as a profile names it. */
export interface NamedUserData {
  readonly file: string
  /** Whether it may lie elsewhere than below the profile's folder. */
  readonly isAnywhere: boolean
  /** The profile's. */
  readonly path: string
}

/** What is wrong with the user data that a profile names, each with the file's name; nothing of one that is not there. */
export function userDataProblems(named: NamedUserData, files: Files): readonly string[] {
  const file = besideProfile(named.file, named.path)
  const why = whyNotRead(file, named, files)
  if (why !== null) return [`${file} ${why}`]
  const text = readUserData(named, files)
  if (text === null) return []
  return (text === '' ? ['is empty'] : whyNotForCloudInit(text)).map((each) => `${file} ${each}`)
}

/** Why user data that is sound as far as it is there cannot be sent now: there is none, it cannot be read, or it is too large with the names filled in. */
export function userDataLacks(named: NamedUserData, files: Files, names: Named | null): readonly string[] {
  const place = besideProfile(named.file, named.path)
  try {
    const text = readUserData(named, files)
    if (text === null) return [`${place} does not exist`]
    return names === null ? [] : tooLarge(place, text, names)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return error.lines
  }
}

/** One character for each byte: compressed user data stays what it is. Null when there is no such file, or it is none that may be read. */
function readUserData(named: NamedUserData, files: Files): string | null {
  const file = besideProfile(named.file, named.path)
  if (whyNotRead(file, named, files) !== null) return ''
  const bytes = unlessDenied(file, () => files.bytes(file))
  return bytes === null ? null : Buffer.from(bytes).toString('latin1')
}

/** Where a machine shows its own secrets as files. */
const NOT_FILES = /^\/(?:proc|sys|dev)\//

/** It is sent to new members as it is: a profile may not send away whatever can be read here. */
function whyNotRead(file: string, { path, isAnywhere }: NamedUserData, files: Files): string | null {
  const facts = unlessDenied(file, () => files.facts(file))
  const real = unlessDenied(file, () => files.realPath(file))
  if (facts === null || real === null) return null
  if (facts.kind !== 'file' || NOT_FILES.test(real)) return 'is no regular file'
  const folder = files.realPath(dirname(resolve(path))) ?? dirname(resolve(path))
  if (isAnywhere || real.startsWith(folder.endsWith('/') ? folder : `${folder}/`)) return null
  return `is not below the profile's folder ${folder}: move it there, or set metadata.user_data_anywhere: true`
}

function tooLarge(place: string, userData: string, names: Named): readonly string[] {
  const size = fillIn(userData, memberNames(memberLabel(names.name, LATE_MEMBER), names)).length
  return size > MOST_BYTES ? [`${place} has ${size} bytes, and ${MOST_BYTES} are allowed`] : []
}
