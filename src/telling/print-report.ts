import type { Io } from '../io.ts'
import { paintFor, type Paint } from '../render/paint.ts'

/** Puts a result on standard output: one JSON object with `--json`, else lines. */
export function printReport(
  io: Io,
  flags: { readonly json: boolean },
  json: object,
  lines: (paint: Paint) => readonly string[],
): void {
  const paint = paintFor(io.terminals.out?.color ?? false)
  io.out(flags.json ? `${JSON.stringify(json, null, 2)}\n` : `${lines(paint).join('\n')}\n`)
}
