import { dirname, isAbsolute, join } from 'node:path'
import { UsageError } from '../../errors.ts'
import type { Io } from '../../io.ts'
import { cloudConfig, type CarriedFile } from '../../monitoring/cloud-config.ts'
import { UnquotableError } from '../../monitoring/quoting/unquotable-error.ts'
import { settingsOf, type Settings } from '../../monitoring/settings.ts'
import type { PackageSource } from '../../monitoring/setup-script.ts'
import { refuseUnready } from '../../profile/unready.ts'
import { withUserData } from '../../profile/user-data.ts'
import type { Profile } from '../../profile/profile.ts'

/** What `--cloud-init` takes. */
export interface CloudInitFlags {
  readonly json: boolean
  readonly package?: string
  readonly sha256?: string
}

/** What Linode takes, before base64. */
const MOST_BYTES = 16_384
const FOLDER = '/etc/linode-autoscale'

/** `monitoring --cloud-init`: user data that sets up the monitoring host of these profiles, on standard output. Returns the exit code. */
export function printCloudInit(flags: CloudInitFlags, profiles: readonly Profile[], io: Io): number {
  const source = sourceOf(flags)
  const fleets = profiles.map(settingsThere)
  const files = profiles.flatMap((profile) => filesOf(profile, io))
  const text = userData(source, files, fleets)
  const size = Buffer.byteLength(text)
  if (size > MOST_BYTES)
    throw new UsageError(
      `the user data has ${size} bytes, and Linode takes ${MOST_BYTES}: give fewer profiles`,
    )
  for (const remark of profiles.flatMap(remarksOn)) io.err(`note: ${remark}\n`)
  io.out(
    flags.json
      ? `${JSON.stringify({ version: 1, command: 'monitoring', result: 'done', user_data: text }, null, 2)}\n`
      : text,
  )
  return 0
}

function sourceOf({ package: url, sha256 }: CloudInitFlags): PackageSource {
  if (url === undefined || !/^(?:https:\/\/|file:\/\/\/)\S+\.deb$/.test(url))
    throw new UsageError(
      '--cloud-init wants --package: the https:// URL of the Debian package, as npm run release makes it (file:/// for one that is in the image)',
    )
  if (sha256 === undefined || !/^[\da-f]{64}$/.test(sha256))
    throw new UsageError(
      '--cloud-init wants --sha256: the 64 hexadecimal digits that SHA256SUMS has for the package',
    )
  return { url, sha256 }
}

function placeOf({ policy }: Profile): string {
  return `${FOLDER}/${policy.name}.yaml`
}

function settingsThere(profile: Profile): Settings {
  return settingsOf(profile, { profile: placeOf(profile), program: '/usr/bin/linode-autoscale' })
}

/** The profile and the user data that it names, which must be below its folder there as it is here. */
function filesOf(profile: Profile, io: Io): readonly CarriedFile[] {
  const { path, userDataFile } = profile
  const bytes = io.files.bytes(path)
  if (bytes === null) throw new UsageError(`${path} is gone`)
  const carried = { path: placeOf(profile), bytes: Buffer.from(bytes) }
  refuseUnready(profile, 'instance.metadata')
  const { userData: named } = withUserData(profile, io.files)
  if (userDataFile === null || named === undefined) return [carried]
  if (isAbsolute(userDataFile) || userDataFile.includes('..'))
    throw new UsageError(
      `${path} names its user data by ${userDataFile}, which the host will not have: put it beside the profile (now in ${dirname(path)})`,
    )
  return [carried, { path: join(FOLDER, userDataFile), bytes: Buffer.from(named, 'latin1') }]
}

function userData(source: PackageSource, files: readonly CarriedFile[], fleets: readonly Settings[]): string {
  try {
    return cloudConfig(source, files, fleets)
  } catch (error) {
    if (!(error instanceof UnquotableError)) throw error
    throw new UsageError(error.message)
  }
}

/** What the host will lack. */
function remarksOn({ path, policy, tokenFile, prometheus, fromLinodeCli }: Profile): readonly string[] {
  return [
    ...(tokenFile === null && (policy.load ?? null) === null
      ? [`${path} has no token_file, and cron has no token without it: add token_file: ${FOLDER}/token`]
      : []),
    ...(prometheus === null
      ? [`${path} does not say where Prometheus is: add prometheus: { url: "http://127.0.0.1:9090" }`]
      : []),
    ...(fromLinodeCli.length > 0
      ? [
          `${path} takes ${fromLinodeCli.join(', ')} from the config of linode-cli, which the host does not have: write it into the profile`,
        ]
      : []),
  ]
}
