import { isAbsolute, join, resolve } from 'node:path'
import { UsageError } from '../../errors.ts'
import type { Io } from '../../io.ts'
import { generatedFiles, type GeneratedFile } from '../../monitoring/generated-files.ts'
import { UnquotableError } from '../../monitoring/quoting/unquotable-error.ts'
import { settingsOf, type Settings } from '../../monitoring/settings.ts'
import type { Profile } from '../../profile/profile.ts'
import { generatedJson } from '../../render/generated-json.ts'
import { lineDiff } from '../../render/line-diff.ts'
import { generatedLines, type GeneratedReport } from '../../render/generated-lines.ts'
import { readProfile, type FleetFlags } from '../../opening/open-fleet.ts'
import { printReport } from '../../telling/print-report.ts'

/** What `monitoring` takes. */
export interface MonitoringFlags extends FleetFlags {
  readonly out?: string
  readonly program?: string
  readonly check: boolean
  readonly force: boolean
}

const DEFAULT_FOLDER = 'monitoring'
const DEFAULT_PROGRAM = '/usr/local/bin/linode-autoscale'

/** `monitoring`: writes the files of the whole chain from the profile, or compares them. Returns the exit code. */
export function monitoring(flags: MonitoringFlags, io: Io): number {
  const { profile } = readProfile(io, flags)
  const settings = settingsOf(profile, pathsOf(profile.path, flags.program ?? DEFAULT_PROGRAM))
  const folder = flags.out ?? DEFAULT_FOLDER
  const found = filesOf(settings).map((file) => compare(file, join(folder, file.name), io))
  if (!flags.check && !flags.force) refuseToOverwrite(found)
  const files = flags.check ? found.map(({ report }) => report) : found.map((file) => write(file, io))
  const report = { ...settings, fleet: settings.name, files, remarks: remarksOn(profile) }
  printReport(io, flags, report, { json: generatedJson, lines: generatedLines })
  return files.some(({ status }) => status === 'different' || status === 'missing') ? 1 : 0
}

/** Without it every run that they start would refuse: it could not ask whether its alert is true. */
function remarksOn({ prometheus, path }: Profile): readonly string[] {
  if (prometheus !== null) return []
  return [
    `${path} does not say where Prometheus is, and the commands of executor.yml and crontab ask it before they change anything: add prometheus: { url: "http://127.0.0.1:9090" }`,
  ]
}

/** The files name both, and are read by programs that start elsewhere. */
function pathsOf(profile: string, program: string): { readonly profile: string; readonly program: string } {
  if (!isAbsolute(program))
    throw new UsageError(
      `--program ${program}: give the absolute path that the program has on the monitoring host`,
    )
  if (/^\/(?:dev|proc)\//.test(resolve(profile)))
    throw new UsageError(
      `the profile comes from ${profile}, which is gone when the files are used: give a file with --profile`,
    )
  return { profile: resolve(profile), program }
}

function filesOf(settings: Settings): readonly GeneratedFile[] {
  try {
    return generatedFiles(settings)
  } catch (error) {
    if (!(error instanceof UnquotableError)) throw error
    throw new UsageError(`${error.message}; give the profile, or the program, another path`)
  }
}

/** A generated file, and how it stands to what is there. */
interface Compared {
  readonly text: string
  readonly report: GeneratedReport
}

function compare({ text, goesTo }: GeneratedFile, path: string, io: Io): Compared {
  const found = io.files.read(path)
  const told = { path, goesTo, diff: [] }
  if (found === null) return { text, report: { ...told, status: 'missing' } }
  if (found === text) return { text, report: { ...told, status: 'same' } }
  return { text, report: { ...told, status: 'different', diff: lineDiff(found, text) } }
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

function write({ text, report }: Compared, io: Io): GeneratedReport {
  if (report.status === 'same') return report
  io.write(report.path, text)
  return { ...report, status: 'written', diff: [] }
}
