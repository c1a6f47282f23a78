import { allHarmless } from '../harmless.ts'
import type { Io } from '../io.ts'
import { fitted } from '../render/fit.ts'
import { paintFor, type Paint } from '../render/paint.ts'

/** The two ways to tell a report. */
export interface Telling<Report> {
  readonly json: (report: Report) => object
  readonly lines: (report: Report, paint: Paint) => readonly string[]
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
  const told = lines(safe, paintFor(out?.color ?? false))
  io.out(`${fitted(told, out?.columns() ?? null).join('\n')}\n`)
}
