import { allHarmless, isPlainlyHarmless } from '../harmless.ts'
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
 * so that what is told may hold nothing but what is in the report. That looks through all of it, and mostly what is told shows at a glance that there is no need.
 */
export function printReport<Report>(
  io: Pick<Io, 'out' | 'terminals'>,
  flags: { readonly json: boolean },
  report: Report,
  { json, lines }: Telling<Report>,
): void {
  const { out } = io.terminals
  const columns = flags.json ? null : (out?.columns() ?? null)
  const paint = paintFor(out?.color ?? false)
  const tell = (of: Report): readonly string[] =>
    flags.json ? JSON.stringify(json(of), null, 2).split('\n') : lines(of, paint, columns)
  const told = tell(report)
  // JSON writes a control as it writes nothing else: by a backslash.
  const isSafe = told.every((line) => isPlainlyHarmless(line) && !(flags.json && line.includes('\\')))
  io.out(`${fitted(isSafe ? told : tell(allHarmless(report)), columns).join('\n')}\n`)
}
