import { dirname, isAbsolute, join, resolve } from 'node:path'
import { UsageError } from '../errors.ts'
import { memberLabel } from '../fleet/model/label.ts'
import { fillIn, memberNames } from '../fleet/model/member-names.ts'
import type { Policy } from '../fleet/model/policy.ts'
import type { Files } from './files.ts'
import { unlessDenied } from './find-profile.ts'
import type { InstanceSpec } from '../fleet/model/instance-spec.ts'
import type { Profile } from './profile.ts'

/** What the API takes, before base64: its document names this and 65,535 bytes in base64, and contradicts itself. */
const MOST_BYTES = 16_384
/** A member with a long number, to measure what names that are filled in come to. */
const LATE_MEMBER = 99_999

/** The instance as it is sent: with the user data read from its file. */
export function withUserData(
  { instance, userDataFile, userDataAnywhere, path, policy }: Profile,
  files: Files,
): InstanceSpec {
  if (userDataFile === null) return instance
  const file = isAbsolute(userDataFile) ? userDataFile : join(dirname(path), userDataFile)
  refuseElsewhere(file, { path, isAnywhere: userDataAnywhere ?? false }, files)
  const bytes = unlessDenied(file, () => files.bytes(file))
  const named = `instance.metadata.user_data_file: ${file}`
  if (bytes === null) throw new UsageError(`${named} does not exist`)
  if (bytes.length === 0) throw new UsageError(`${named} is empty`)
  // One character for each byte: compressed user data stays what it is.
  const userData = Buffer.from(bytes).toString('latin1')
  if (isEncodedAlready(userData))
    throw new UsageError(`${named} is in base64 already: give the plain file, linode-autoscale encodes it`)
  const size = sizeFor(userData, policy)
  if (size > MOST_BYTES) throw new UsageError(`${named} has ${size} bytes, and ${MOST_BYTES} are allowed`)
  return { ...instance, userData }
}

/** Where a machine shows its own secrets as files. */
const NOT_FILES = /^\/(?:proc|sys|dev)\//

/** It is sent to new members as it is: a profile may not send away whatever can be read here. */
function refuseElsewhere(
  file: string,
  { path, isAnywhere }: { readonly path: string; readonly isAnywhere: boolean },
  files: Files,
): void {
  const named = `instance.metadata.user_data_file: ${file}`
  const facts = unlessDenied(file, () => files.facts(file))
  const real = unlessDenied(file, () => files.realPath(file))
  if (facts === null || real === null) return
  if (facts.kind !== 'file' || NOT_FILES.test(real)) throw new UsageError(`${named} is no regular file`)
  const folder = files.realPath(dirname(resolve(path))) ?? dirname(resolve(path))
  if (isAnywhere || real.startsWith(folder.endsWith('/') ? folder : `${folder}/`)) return
  throw new UsageError(
    `${named} is not below the profile's folder ${folder}: move it there, or set metadata.user_data_anywhere: true`,
  )
}

function sizeFor(userData: string, policy: Policy): number {
  return fillIn(userData, memberNames(memberLabel(policy.name, LATE_MEMBER), policy)).length
}

/** A cloud-config or a script, gzip, and MIME. */
const BEGINNINGS = ['#', '\u001F\u008B', 'Content-Type:', 'MIME-Version:']

/** Encoded twice it would mean nothing to cloud-init, and nobody would be told. */
function isEncodedAlready(text: string): boolean {
  if (!/^[A-Za-z0-9+/\s]+={0,2}$/.test(text.trimEnd())) return false
  const plain = Buffer.from(text, 'base64').toString('latin1')
  return BEGINNINGS.some((beginning) => plain.startsWith(beginning))
}
