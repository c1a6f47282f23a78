import { allHarmless } from '../harmless.ts'
import type { Io } from '../io.ts'
import { fitted } from '../fit.ts'
import { paintFor, type Paint } from '../render/paint.ts'

/** The two ways to tell a report. */
export interface Telling<Report> {
  readonly json: (report: Report) => object
  /** `columns` is the terminal's width; null off a terminal. */
  readonly lines: (report: Report, paint: Paint, columns: number | null) => readonly string[]
}

/**
 * Puts a result on standard output: one JSON object with `--json`, else lines. Texts from outside are made harmless before they are laid out,
 * so that what is told may hold nothing but what is in the report.
 */
export function printReport<Report>(
  io: Io,
  flags: { readonly json: boolean },
  report: Report,
  { json, lines }: Telling<Report>,
): void {
  const safe = allHarmless(report)
  if (flags.json) return io.out(`${JSON.stringify(json(safe), null, 2)}\n`)
  const { out } = io.terminals
  const columns = out?.columns() ?? null
  const told = lines(safe, paintFor(out?.color ?? false), columns)
  io.out(`${fitted(told, columns).join('\n')}\n`)
}
