import { describeError } from '../../errors.ts'
import type { ScaleReport } from '../../fleet/report/scale-report.ts'
import type { Trigger } from '../../fleet/plan/trigger.ts'
import { allHarmless } from '../../harmless.ts'
import type { Io } from '../../io.ts'
import { runLogLine } from '../../render/run-log-line.ts'
import { logLine } from '../../telling/tell-progress.ts'

/** The one line about a run that whoever started it can be sure to find. */
export interface RunLog {
  readonly fleet: (name: string) => void
  readonly trigger: (trigger: Trigger) => void
  readonly report: (report: ScaleReport) => void
  /** The run has ended with an exit code, which is passed on. */
  readonly end: (exit: number) => number
  /** The run has ended with an error. */
  readonly fail: (error: unknown) => void
}

/** Where the line goes, and about which command. */
export interface RunLogAbout {
  /** A file, or `-` for standard error; undefined for nowhere. */
  readonly file: string | undefined
  readonly command: string
  readonly isDryRun: boolean
}

/** Begins the line about a run: it is written once, when the run ends, in one write, so that runs at once do not mix theirs. */
export function openRunLog(io: Io, { file, command, isDryRun }: RunLogAbout): RunLog {
  const began = io.clock.monotonic()
  let known: Pick<Parameters<typeof runLogLine>[0], 'fleet' | 'trigger' | 'report'> = {}
  const write = (exit: number, error?: { readonly code: string; readonly message: string }): void => {
    if (file === undefined) return
    const ended = { at: io.clock.wall(), ms: io.clock.monotonic() - began, exit }
    const told = error === undefined ? {} : { error }
    const line = runLogLine(allHarmless({ command, isDryRun, ...known, ...ended, ...told }))
    put(io, file, `${line}\n`)
  }
  return {
    fleet: (fleet) => (known = { ...known, fleet }),
    trigger: (trigger) => (known = { ...known, trigger }),
    report: (report) => (known = { ...known, report }),
    end: (exit) => {
      write(exit)
      return exit
    },
    fail: (error) => {
      const told = describeError(error)
      write(told.exitCode, told)
    },
  }
}

/** A log that cannot be written fails no run: what was done is done. */
function put(io: Io, file: string, line: string): void {
  if (file === '-') return io.err(line)
  try {
    io.append(file, line)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    logLine(io, `the line about this run could not be written: ${why}; it is: ${line.trimEnd()}`)
  }
}
