import type { Io } from '../io.ts'
import { fleetsJson, fleetsLines, type FleetsReport } from '../render/fleets-lines.ts'
import { printReport } from './print-report.ts'

/** Puts what came of a command for several fleets on standard output, in one table or one object. */
export function printFleets(io: Io, flags: { readonly json: boolean }, report: FleetsReport): void {
  printReport(io, flags, report, { json: fleetsJson, lines: fleetsLines })
}
