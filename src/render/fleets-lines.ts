import type { Paint } from './paint.ts'
import { table } from './table.ts'

/** What came of a command for one of several fleets. */
export interface FleetResult {
  /** The profile. */
  readonly path: string
  readonly code: number
  /** The last line that it printed. */
  readonly last: string
  /** The object that it printed with --json. */
  readonly printed: object
}

/** What came of a command for all of them. */
export interface FleetsReport {
  readonly command: string
  readonly results: readonly FleetResult[]
}

/** One table of all fleets: profile, exit code, and the last thing that was said. */
export function fleetsLines({ results }: FleetsReport, paint: Paint): readonly string[] {
  const rows = results.map(({ path, code, last }) => [path, `${code}`, last])
  const [head = '', ...lines] = table([['PROFILE', 'EXIT', 'LAST'], ...rows])
  return ['', paint.bold(head), ...lines.map((line, i) => (results[i]?.code === 0 ? line : paint.red(line)))]
}

/** The same, version 1: each fleet with the object that the command prints for it alone. */
export function fleetsJson({ command, results }: FleetsReport): object {
  const failed = results.some(({ code }) => code !== 0)
  return {
    version: 1,
    command,
    result: failed ? 'failed' : 'done',
    fleets: results.map(({ path, code, printed }) => ({ profile: path, exit: code, ...printed })),
  }
}
