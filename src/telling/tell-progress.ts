import { isoInstant } from '../fleet/model/instant.ts'
import type { Progress } from '../fleet/report/outcome.ts'
import { allHarmless, harmless } from '../harmless.ts'
import type { Io, Terminal } from '../io.ts'
import { fitted } from '../fit.ts'
import { LiveProgress } from '../render/live-progress.ts'
import { paintFor } from '../render/paint.ts'
import { progressLine } from '../render/progress-line.ts'

const FRAME = 100

/** Somebody who tells a person how far a plan is. */
export interface Teller {
  readonly tell: (news: Progress) => void
  /** One line that stays, above the picture. */
  readonly log: (line: string) => void
  /** Ends the picture; nothing is told after it. */
  readonly close: () => void
}

/** Live lines on a terminal; off it, and with `--verbose`, one plain line for each piece of news. */
export function tellProgress(io: Io, verbose: boolean): Teller {
  const terminal = io.terminals.err
  return terminal === null || terminal.isDumb === true || verbose ? plainTeller(io) : liveTeller(io, terminal)
}

/** A wait repeats itself at every poll: it is told only when it says something new. */
function plainTeller(io: Io): Teller {
  const last = new Map<string, string>()
  return {
    tell: (news) => {
      const line = progressLine(news)
      if (last.get(news.member) === line) return
      last.set(news.member, line)
      logLine(io, line)
    },
    log: (line) => logLine(io, line),
    close: () => undefined,
  }
}

/** One plain line on standard error, with the time; what is from outside in it is made harmless. */
export function logLine(io: Io, line: string): void {
  const whole = `${isoInstant(io.clock.wall())} ${harmless(line)}`
  io.err(`${fitted([whole], io.terminals.err?.columns() ?? null).join('\n')}\n`)
}

function liveTeller(io: Io, terminal: Terminal): Teller {
  const live = new LiveProgress()
  const paint = paintFor(terminal.color)
  let drawn = 0
  // The row below the picture is where the cursor stands. What has scrolled away, on a terminal that was made smaller, is out of reach.
  const room = (): number => Math.max(1, terminal.rows() - 1)
  const up = (): string => (drawn > 0 ? `\u001B[${Math.min(drawn, room())}A` : '')
  const draw = (): void => {
    const size = { columns: terminal.columns(), rows: room() }
    const lines = live.lines(io.clock.monotonic(), size, paint)
    io.err(`${up()}${lines.map((l) => `\u001B[2K${l}\n`).join('')}${drawn > lines.length ? '\u001B[J' : ''}`)
    drawn = lines.length
  }
  const stopTicking = io.every(FRAME, draw)
  return {
    tell: (news) => {
      live.take(allHarmless(news), io.clock.monotonic())
      draw()
    },
    log: (line) => {
      io.err(drawn > 0 ? `${up()}\u001B[J` : '')
      drawn = 0
      logLine(io, line)
      draw()
    },
    close: () => {
      stopTicking()
      draw()
    },
  }
}
