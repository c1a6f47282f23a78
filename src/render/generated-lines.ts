import { widthOf } from '../fit.ts'
import { duration } from './duration.ts'
import type { Paint } from './paint.ts'
import { table } from './table.ts'

/** A generated file beside what is there. */
export interface GeneratedReport {
  readonly path: string
  /** Where it belongs on the monitoring host. */
  readonly goesTo: string
  /** The lines that differ from what is there, each with its sign; none unless it is different. */
  readonly diff: readonly string[]
  readonly status: 'written' | 'same' | 'different' | 'missing'
}

/** One fleet of what `monitoring` made. Times are milliseconds, loads 0 to 1. */
export interface GeneratedFleet {
  readonly fleet: string
  readonly profile: string
  readonly load: {
    readonly high: number
    readonly highFor: number
    readonly low: number
    readonly lowFor: number
  }
  /** Whether the profile says what high and low load are. */
  readonly isLoadGiven: boolean
  /** How the load sizes the fleet; null where it changes by steps. */
  readonly sizing: { readonly target: number; readonly window: number } | null
  readonly stepIn: number
  readonly projected: number
  readonly groupInterval: number
  readonly repeatOut: number
  readonly repeatIn: number
}

/** What `monitoring` made or compared. */
export interface GenerationReport {
  readonly fleets: readonly GeneratedFleet[]
  readonly files: readonly GeneratedReport[]
  /** What is allowed and perhaps not meant. */
  readonly remarks: readonly string[]
  /** What makes the programs of the host read what has changed. */
  readonly reloads: readonly string[]
}

const percent = (ratio: number): string => `${Math.round(ratio * 1000) / 10}%`

function settingRows(report: GeneratedFleet): readonly string[] {
  const { groupInterval, repeatOut, repeatIn } = report
  return table([
    ...thresholdRows(report),
    [
      'sent again',
      `every ${duration(repeatOut)} to scale out, every ${duration(repeatIn)} to scale in; a run may take ${duration(groupInterval)}`,
    ],
  ])
}

function thresholdRows({ load, isLoadGiven, sizing, stepIn, projected }: GeneratedFleet): string[][] {
  if (sizing !== null)
    return [
      ['out', `at once to what is wanted with each member ${percent(sizing.target)} busy`],
      ['in', `to the most that was wanted within ${duration(sizing.window)}`],
    ]
  const source = isLoadGiven ? '' : ' (the profile has no load: these are the defaults)'
  const fewer = stepIn === 1 ? 'one member' : `${stepIn} members`
  return [
    ['high load', `above ${percent(load.high)} for ${duration(load.highFor)}${source}`],
    [
      'low load',
      `below ${percent(load.low)} for ${duration(load.lowFor)}, and below ${percent(projected)} on ${fewer} fewer`,
    ],
  ]
}

function split(path: string): { readonly folder: string; readonly name: string } {
  const at = path.lastIndexOf('/') + 1
  return { folder: path.slice(0, at), name: path.slice(at) }
}

/** The files as a table of whole paths; by folders where the terminal is too narrow for that. */
function fileLines(files: readonly GeneratedReport[], columns: number | null): readonly string[] {
  const rows = files.map(({ status, path, goesTo }) => [status, path, goesTo])
  const lines = table([['FILE', 'PATH', 'GOES TO'], ...rows])
  if (columns === null || lines.every((line) => widthOf(line) <= columns)) return lines
  const folders = [...new Set(files.map(({ path }) => split(path).folder))]
  return folders.flatMap((folder) => folderLines(folder, files, columns))
}

/** The files of one folder: a name alone fits a terminal where the whole path does not. */
function folderLines(folder: string, files: readonly GeneratedReport[], columns: number): readonly string[] {
  const rows = files
    .filter(({ path }) => split(path).folder === folder)
    .map(({ status, path, goesTo }) => [`  ${status}`, split(path).name, whereTo(path, goesTo)])
  const isInstalled = rows.every(([, , to]) => to === '')
  const head = `in ${folder === '' ? 'this folder' : folder}${isInstalled ? '' : ', and where each goes'}`
  return [head, ...table(rows, { columns })]
}

/** The folder alone where a file keeps its name; nothing where it is there already. */
function whereTo(path: string, goesTo: string): string {
  if (path.endsWith(goesTo)) return ''
  const { folder, name } = split(goesTo)
  return name === split(path).name ? folder : goesTo
}

function difference({ path, diff, status }: GeneratedReport, paint: Paint): readonly string[] {
  if (status !== 'different') return []
  const lines = diff.map((line) => {
    if (line.startsWith('-')) return paint.red(line)
    return line.startsWith('+') ? paint.green(line) : line
  })
  return ['', paint.bold(`${path}: - is there, + is what the profile makes`), ...lines]
}

/** What `monitoring` made, what goes where, and what differs. */
export function generatedLines(
  report: GenerationReport,
  paint: Paint,
  columns: number | null = null,
): readonly string[] {
  return [
    ...report.fleets.flatMap((fleet) => [
      paint.bold(`${fleet.fleet}: what watches the fleet, made from ${fleet.profile}`),
      ...settingRows(fleet),
      '',
    ]),
    ...fileLines(report.files, columns),
    ...report.files.flatMap((file) => difference(file, paint)),
    ...report.remarks.map((remark) => `note: ${remark}`),
    ...report.reloads.map((command) => `then: ${command}`),
  ]
}
