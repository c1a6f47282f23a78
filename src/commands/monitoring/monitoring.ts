import { join, resolve } from 'node:path'
import { UsageError } from '../../errors.ts'
import type { Io } from '../../io.ts'
import { generatedFiles, type GeneratedFile } from '../../monitoring/generated-files.ts'
import { settingsOf } from '../../monitoring/settings.ts'
import { generatedJson } from '../../render/generated-json.ts'
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
  const program = flags.program ?? DEFAULT_PROGRAM
  const settings = settingsOf(profile, { profile: resolve(profile.path), program })
  const folder = flags.out ?? DEFAULT_FOLDER
  const found = generatedFiles(settings).map((file) => compare(file, join(folder, file.name), io))
  if (!flags.check && !flags.force) refuseToOverwrite(found)
  const files = flags.check ? found : found.map((file) => write(file, io))
  const report = { ...settings, fleet: settings.name, files }
  printReport(io, flags, generatedJson(report), (paint) => generatedLines(report, paint))
  return files.some(({ status }) => status === 'different' || status === 'missing') ? 1 : 0
}

function compare({ text, goesTo }: GeneratedFile, path: string, io: Io): GeneratedReport {
  const found = io.files.read(path)
  if (found === null) return { path, goesTo, text, found, status: 'missing' }
  return { path, goesTo, text, found, status: found === text ? 'same' : 'different' }
}

function refuseToOverwrite(files: readonly GeneratedReport[]): void {
  const different = files.filter(({ status }) => status === 'different').map(({ path }) => path)
  if (different.length === 0) return
  const are = different.length === 1 ? 'is' : 'are'
  throw new UsageError(
    `${different.join(', ')} ${are} there and differ from what the profile makes; nothing was written. See how with --check, overwrite with --force, or write elsewhere with --out`,
  )
}

function write(file: GeneratedReport, io: Io): GeneratedReport {
  if (file.status === 'same') return file
  io.write(file.path, file.text)
  return { ...file, status: 'written' }
}
