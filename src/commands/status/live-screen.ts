import type { Io } from '../../io.ts'

const ENTER = '\u001B[?1049h\u001B[?25l\u001B[?7l'
const LEAVE = '\u001B[?7h\u001B[?25h\u001B[?1049l'

/** A picture that is drawn over itself: each frame in one write and without clearing first, so that nothing flickers. */
export interface LiveScreen {
  readonly draw: (lines: readonly string[]) => void
  /** Gives the terminal back, with the last picture left on it. */
  readonly close: () => void
}

/** Opens a screen beside what the terminal shows: no cursor, no wrapping. */
export function openScreen(io: Pick<Io, 'out'>): LiveScreen {
  let last: readonly string[] = []
  io.out(ENTER)
  return {
    draw: (lines) => {
      last = lines
      io.out(`\u001B[H${lines.map((line) => `${line}\u001B[K`).join('\r\n')}\u001B[J`)
    },
    close: () => io.out(`${LEAVE}${last.map((line) => `${line}\n`).join('')}`),
  }
}

/** A terminal that takes text alone: a picture is written below the last one, when it says something else than how far away an instant is. */
export function openPlainScreen(io: Pick<Io, 'out'>): LiveScreen {
  let told = ''
  return {
    draw: (lines) => {
      const said = lines.join('\n').replaceAll(PASSING, '')
      if (said === told) return
      io.out(`${told === '' ? '' : '\n'}${lines.map((line) => `${line}\n`).join('')}`)
      told = said
    },
    close: () => undefined,
  }
}

/** What changes by itself: distances, and moments. */
const PASSING = /\d{1,6}[smhd]\b|\d\d:\d\d:\d\dZ?/g
