import type { RawTrace } from './trace.ts'

/** Why a trace cannot be read: what is wrong, with its line where there is one. */
export class TraceError extends Error {
  override readonly name = 'TraceError'
}

const SECOND = 1_000
const HOUR = 3_600_000
const MINUTE = 60_000
/** A year at one point a second. */
const MOST_POINTS = 32_000_000

/** Times before it count from the trace's own begin. */
const A_DATE = Date.UTC(2000, 0, 1)

interface Row {
  readonly line: number
  /** Milliseconds; null where the file has no times. */
  readonly at: number | null
  readonly value: number
}

/**
 * A load from a file: one number a line, a minute apart, or two columns of which the first is a time (ISO 8601, or seconds or milliseconds
 * since 1970); a first line of names is passed over. Gaps are filled in between. Throws a TraceError.
 */
export function parseTrace(text: string, { step = MINUTE }: { readonly step?: number } = {}): RawTrace {
  const rows = rowsOf(text)
  if (rows.length < 2) throw new TraceError('a trace has at least two points')
  if (rows.length > MOST_POINTS) throw new TraceError(`a trace has at most ${MOST_POINTS} points`)
  const timed = rows.filter((row) => row.at !== null)
  if (timed.length === 0) return { step, points: rows.map((row) => row.value), gaps: 0 }
  return onGrid(rows)
}

function rowsOf(text: string): readonly Row[] {
  const rows: Row[] = []
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const cells = line.split(/[,;\t]/).map((cell) => cell.trim())
    if (line.trim() === '' || line.startsWith('#')) continue
    if (
      rows.length === 0 &&
      index < 2 &&
      cells.every((cell) => Number.isNaN(Number(cell)) && Number.isNaN(Date.parse(cell)))
    )
      continue
    rows.push(rowOf(cells, index + 1))
  }
  return rows
}

function rowOf(cells: readonly string[], line: number): Row {
  const [first = '', second] = cells
  if (cells.length > 2)
    throw new TraceError(`line ${line}: one number, or a time and a number, not ${cells.length} columns`)
  const value = numberOf(second ?? first)
  if (value === null)
    throw new TraceError(
      `line ${line}: ${JSON.stringify(second ?? first)} is no load: a number from 0 up is wanted`,
    )
  const at = second === undefined ? null : timeOf(first)
  if (second !== undefined && at === null)
    throw new TraceError(`line ${line}: ${JSON.stringify(first)} is no time`)
  return { line, at, value }
}

function numberOf(text: string): number | null {
  const value = text === '' ? Number.NaN : Number(text)
  return Number.isFinite(value) && value >= 0 ? value : null
}

function timeOf(text: string): number | null {
  const number = Number(text)
  if (text !== '' && Number.isFinite(number)) return number > 1e11 ? number : number * SECOND
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : at
}

/** The step is the shortest distance of two points; what lies between two that are farther apart is a gap. */
function onGrid(rows: readonly Row[]): RawTrace {
  const steps = rows.slice(1).map((row, i) => distance(rows[i], row))
  const step = steps.reduce((least, s) => Math.min(least, s), Infinity)
  if (step < SECOND || step > HOUR)
    throw new TraceError(`its points are ${step / SECOND}s apart: from 1s to 1h is wanted`)
  const points: number[] = []
  let gaps = 0
  for (const [i, row] of rows.entries()) {
    const missing = i === 0 ? 0 : Math.round((steps[i - 1] ?? step) / step) - 1
    const before = rows[i - 1]?.value ?? row.value
    for (let k = 1; k <= missing; k++) points.push(before + ((row.value - before) * k) / (missing + 1))
    gaps += missing
    if (points.length > MOST_POINTS) throw new TraceError(`line ${row.line}: the gap before it is too long`)
    points.push(row.value)
  }
  const start = rows[0]?.at ?? 0
  return { step, points, gaps, ...(start < A_DATE ? {} : { start }) }
}

function distance(before: Row | undefined, row: Row): number {
  if (before === undefined || before.at === null || row.at === null)
    throw new TraceError(`line ${row.line}: either every line has a time or none has`)
  if (row.at <= before.at) throw new TraceError(`line ${row.line}: it is not later than the line before`)
  return row.at - before.at
}
