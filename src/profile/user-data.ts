import { dirname, isAbsolute, join } from 'node:path'
import { UsageError } from '../errors.ts'
import type { Files } from './files.ts'
import { unlessDenied } from './find-profile.ts'
import type { InstanceSpec } from '../fleet/instance-spec.ts'
import type { Profile } from './profile.ts'

/** What the API takes, before base64. */
const MOST_BYTES = 16_384

/** The instance as it is sent: with the user data read from its file, as the API wants it. */
export function withUserData({ instance, userDataFile, path }: Profile, files: Files): InstanceSpec {
  if (userDataFile === null) return instance
  const file = isAbsolute(userDataFile) ? userDataFile : join(dirname(path), userDataFile)
  const bytes = unlessDenied(file, () => files.bytes(file))
  const named = `instance.metadata.user_data_file: ${file}`
  if (bytes === null) throw new UsageError(`${named} does not exist`)
  if (bytes.length === 0) throw new UsageError(`${named} is empty`)
  if (bytes.length > MOST_BYTES)
    throw new UsageError(`${named} has ${bytes.length} bytes, and ${MOST_BYTES} are allowed`)
  const metadata = { user_data: Buffer.from(bytes).toString('base64') }
  return { ...instance, fields: { ...instance.fields, metadata } }
}
