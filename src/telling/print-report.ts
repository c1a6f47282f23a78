import { allHarmless } from '../harmless.ts'
import type { Io } from '../io.ts'
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
  const paint = paintFor(io.terminals.out?.color ?? false)
  io.out(flags.json ? `${JSON.stringify(json(safe), null, 2)}\n` : `${lines(safe, paint).join('\n')}\n`)
}
