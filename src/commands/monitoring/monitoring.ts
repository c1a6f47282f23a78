import { dirname, isAbsolute, join, resolve } from 'node:path'
import { UsageError } from '../../errors.ts'
import type { Io } from '../../io.ts'
import { generatedFiles, type GeneratedFile, type Way } from '../../monitoring/generated-files.ts'
import { UnquotableError } from '../../monitoring/quoting/unquotable-error.ts'
import { settingsOf, type Settings } from '../../monitoring/settings.ts'
import type { Profile } from '../../profile/profile.ts'
import { generatedJson } from '../../render/generated-json.ts'
import { lineDiff } from '../../render/line-diff.ts'
import { generatedLines, type GeneratedReport } from '../../render/generated-lines.ts'
import { readProfile, type FleetFlags } from '../../opening/open-fleet.ts'
import { profilePaths } from '../../opening/profile-paths.ts'
import { printReport } from '../../telling/print-report.ts'
import { printCloudInit } from './print-cloud-init.ts'
import { installedProgram } from './installed-program.ts'
import { readableRemarks } from './readable-remarks.ts'

/** What `monitoring` takes. */
export interface MonitoringFlags extends FleetFlags {
  readonly out?: string
  readonly program?: string
  readonly user?: string
  readonly prefix?: string
  readonly root?: string
  /** `linode` or `file`. */
  readonly discovery?: string
  readonly check: boolean
  readonly force: boolean
  readonly cloudInit: boolean
  /** The URL of the Debian package, and its checksum. */
  readonly package?: string
  readonly sha256?: string
}

const DEFAULT_FOLDER = 'monitoring'

/** `monitoring`: writes the files of the whole chain from the profiles of a host, or compares them. Returns the exit code. */
export function monitoring(flags: MonitoringFlags, io: Io): number {
  refuseTogether(flags)
  const profiles = readProfiles(flags, io)
  refuseAlike(profiles.map(({ policy }) => policy.name))
  if (flags.cloudInit) return printCloudInit(flags, profiles, io)
  const host = hostFlags(flags, io)
  const [first, ...others] = profiles.map((profile) =>
    settingsOf(profile, { ...host, profile: absoluteProfile(profile.path) }),
  )
  if (first === undefined) throw new UsageError('no profile is given')
  const generated = filesOf(first, ...others)
  const found = compareAll(generated, flags, io)
  if (!flags.check && !flags.force) refuseToOverwrite(found)
  const files = flags.check ? found.map(({ report }) => report) : found.map((file) => write(file, io))
  const report = {
    fleets: [first, ...others].map((each) => ({ ...each, fleet: each.name })),
    files,
    remarks: [
      ...profiles.flatMap(remarksOn),
      ...readableRemarks([first, ...others], profiles.flatMap(namedIn), io.files),
    ],
    reloads: flags.root === undefined ? [] : reloadsOf(found),
  }
  printReport(io, flags, report, { json: generatedJson, lines: generatedLines })
  return files.some(({ status }) => status === 'different' || status === 'missing') ? 1 : 0
}

function refuseTogether(flags: MonitoringFlags): void {
  const { root, check, out, force, cloudInit } = flags
  if (cloudInit && (check || force || out !== undefined || root !== undefined))
    throw new UsageError(
      '--cloud-init prints and writes nothing: leave out --out, --check, --root and --force',
    )
  if (!cloudInit && (flags.package ?? flags.sha256) !== undefined)
    throw new UsageError('--package and --sha256 are for --cloud-init')
  if (root !== undefined && !check)
    throw new UsageError('--root is the host that --check compares with: give --check too')
  if (root !== undefined && out !== undefined)
    throw new UsageError('--root and --out exclude each other: give one')
  if (check && force) throw new UsageError('--check and --force exclude each other: give one')
}

function readProfiles(flags: MonitoringFlags, io: Io): readonly Profile[] {
  const paths = profilePaths(flags, io)
  const { json, verbose } = flags
  if (paths.length === 0) return [readProfile(io, { json, verbose }).profile]
  return paths.map((profile) => readProfile(io, { json, verbose, profile }).profile)
}

/** Two fleets of one name would have one unit, one crontab and one file of rules. */
function refuseAlike(names: readonly string[]): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined)
    throw new UsageError(`two profiles are of a fleet named ${twice}: their units and rules would be one`)
}

/** What holds for every fleet of the host. */
function hostFlags({ program, user, prefix, discovery }: MonitoringFlags, io: Io) {
  const at = program ?? installedProgram(io)
  if (!isAbsolute(at))
    throw new UsageError(
      `--program ${at}: give the absolute path that the program has on the monitoring host`,
    )
  if (user !== undefined && !/^[a-z_][a-z0-9_-]*$/i.test(user))
    throw new UsageError(`--user ${user}: give the name of a user`)
  if (prefix !== undefined && !/^\/[\w./-]*[^/]$/.test(prefix))
    throw new UsageError(`--prefix ${prefix}: give an absolute path, such as /usr/local`)
  if (discovery !== undefined && discovery !== 'linode' && discovery !== 'file')
    throw new UsageError(`--discovery ${discovery}: give linode or file`)
  return {
    program: at,
    ...(discovery === 'file' ? { discovery: 'file' as const } : {}),
    ...(user === undefined ? {} : { user }),
    ...(prefix === undefined ? {} : { prefix }),
  }
}

/** The files that a run reads beside its profile. */
function namedIn({ path, tokenFile, userDataFile }: Profile): readonly string[] {
  const files = [tokenFile, userDataFile].filter((file) => file !== null)
  return files.map((file) => resolve(dirname(path), file))
}

/** Without it every run that they start would refuse: it could not ask whether its alert is true. */
function remarksOn({ prometheus, path }: Profile): readonly string[] {
  if (prometheus !== null) return []
  return [
    `${path} does not say where Prometheus is, and the commands of executor.yml and crontab ask it before they change anything: add prometheus: { url: "http://127.0.0.1:9090" }`,
  ]
}

/** The files name it, and are read by programs that start elsewhere. */
function absoluteProfile(profile: string): string {
  if (/^\/(?:dev|proc)\//.test(resolve(profile)))
    throw new UsageError(
      `the profile comes from ${profile}, which is gone when the files are used: give a file with --profile`,
    )
  return resolve(profile)
}

function filesOf(...fleets: readonly [Settings, ...Settings[]]): readonly GeneratedFile[] {
  try {
    return generatedFiles(...fleets)
  } catch (error) {
    if (!(error instanceof UnquotableError)) throw error
    throw new UsageError(`${error.message}; give the profile, or the program, another path`)
  }
}

/** A generated file, and how it stands to what is there. */
interface Compared {
  readonly file: GeneratedFile
  readonly report: GeneratedReport
}

function compareAll(
  files: readonly GeneratedFile[],
  { out, root }: MonitoringFlags,
  io: Io,
): readonly Compared[] {
  if (root === undefined)
    return files.map((file) => compare(file, join(out ?? DEFAULT_FOLDER, file.name), io))
  const installed = files.flatMap((file) =>
    file.installed === null ? [] : [compare(file, join(root, file.installed), io)],
  )
  return installed.filter((each) => !isInstead(each, installed))
}

/** Which ways stand in for one that is not there; itself: it is missed by nobody. */
const STAND_INS: Readonly<Record<Way['by'], readonly Way['by'][]>> = {
  follow: ['timer', 'cron'],
  timer: ['cron'],
  cron: ['cron'],
  alerts: ['alerts'],
}

/** What is not there is not missed beside another way of the same fleet. */
function isInstead({ file: { way }, report }: Compared, all: readonly Compared[]): boolean {
  if (way === undefined || report.status !== 'missing') return false
  if (STAND_INS[way.by].includes(way.by)) return true
  return all.some(
    ({ file, report: { status } }) =>
      status !== 'missing' && file.way?.fleet === way.fleet && STAND_INS[way.by].includes(file.way.by),
  )
}

function compare(file: GeneratedFile, path: string, io: Io): Compared {
  const { text, orElse, goesTo } = file
  const found = io.files.read(path)
  const told = { path, goesTo, diff: [] }
  if (found === null) return { file, report: { ...told, status: 'missing' } }
  if (found === text || found === orElse) return { file, report: { ...told, status: 'same' } }
  return { file, report: { ...told, status: 'different', diff: lineDiff(found, text) } }
}

/** What makes the programs read what has changed, each once. */
function reloadsOf(found: readonly Compared[]): readonly string[] {
  const changed = found.filter(({ report }) => report.status !== 'same')
  return [...new Set(changed.flatMap(({ file }) => file.reload ?? []))]
}

function refuseToOverwrite(files: readonly Compared[]): void {
  const different = files
    .filter(({ report }) => report.status === 'different')
    .map(({ report }) => report.path)
  if (different.length === 0) return
  const are = different.length === 1 ? 'is' : 'are'
  throw new UsageError(
    `${different.join(', ')} ${are} there and differ from what the profile makes; nothing was written. See how with --check, overwrite with --force, or write elsewhere with --out`,
  )
}

function write({ file: { text }, report }: Compared, io: Io): GeneratedReport {
  if (report.status === 'same') return report
  io.write(report.path, text)
  return { ...report, status: 'written', diff: [] }
}
