import { stripVTControlCharacters } from 'node:util'

/** The one place that knows how wide a text is and where it may be broken: between words, never inside one, so that an id stays whole. */

const ESC = '\u001B'
const COLOUR = new RegExp(`(${ESC}\\[[\\d;]*m)`)
/** A line that goes on begins at least so far to the right, and with as much room as this. */
const LEAST_ROOM = 24
const HANG = 2

/** Columns that a text takes on a terminal. */
export function widthOf(text: string): number {
  return stripVTControlCharacters(text).length
}

/** A text on one line of at most `columns`, cut after a word and ended by `…` where it is longer. */
export function cutAtWord(text: string, columns: number): string {
  if (text.length <= columns) return text
  const cut = text.slice(0, Math.max(0, columns - 1))
  const end = text[cut.length] === ' ' ? cut.length : cut.lastIndexOf(' ')
  return `${cut.slice(0, Math.max(0, end)).trimEnd()}…`
}

/** Lines on a terminal of so many columns; as they are where that is null. A line that goes on hangs below the text of its last column. */
export function fitted(lines: readonly string[], columns: number | null): readonly string[] {
  return columns === null ? lines : lines.flatMap((line) => fittedLine(line, columns))
}

function fittedLine(line: string, columns: number): readonly string[] {
  if (widthOf(line) <= columns) return [line]
  const hang = ' '.repeat(hangOf(stripVTControlCharacters(line), columns))
  const folding = new Folding(columns, hang)
  for (const part of line.split(COLOUR)) {
    if (COLOUR.test(part)) folding.colour(part)
    else for (const word of wordsOf(part, columns)) folding.word(word)
  }
  return folding.end()
}

/** Blanks and what stands between them; an instant stays with the word before it, and what is wider than the terminal may be broken where a path or a query goes on. */
function wordsOf(text: string, columns: number): readonly string[] {
  return text.split(GAP).flatMap((word) => (word.length <= columns - HANG ? [word] : word.split(JOINT)))
}

/** Where a line goes on: below what follows its last gap of two blanks, if there is room for it, else a little to the right of its beginning. */
function hangOf(text: string, columns: number): number {
  const indent = /^ */.exec(text)?.[0].length ?? 0
  const gaps = [...text.matchAll(/\S( {2,})(?=\S)/g)].map((gap) => gap.index + gap[0].length)
  const room = columns - LEAST_ROOM
  return gaps.findLast((at) => at <= room) ?? Math.min(indent + HANG, Math.max(0, room))
}

/** Puts words on lines; a colour that is on at the end of a line is on again on the next. */
class Folding {
  readonly #lines: string[] = []
  readonly #columns: number
  readonly #hang: string
  #line = ''
  #width = 0
  /** Blanks that stand only if a word follows on the same line. */
  #blanks = ''
  #colours: string[] = []
  #isFresh = true

  constructor(columns: number, hang: string) {
    this.#columns = columns
    this.#hang = hang
  }

  colour(code: string): void {
    this.#flush()
    this.#line += code
    if (CLOSES.test(code)) this.#colours.pop()
    else this.#colours.push(code)
  }

  word(text: string): void {
    if (text === '') return
    if (text.trim() === '') {
      this.#blanks += text
      return
    }
    if (!this.#isFresh && this.#width + this.#blanks.length + text.length > this.#columns) {
      this.#break(text.length)
      // No text from outside may look like a line of the log.
      if (LOOKS_LIKE_LOG.test(text)) this.#blanks = '… '
    }
    this.#flush()
    this.#line += text
    this.#width += text.length
    this.#isFresh = false
  }

  end(): readonly string[] {
    return [...this.#lines, this.#line]
  }

  #flush(): void {
    this.#line += this.#blanks
    this.#width += this.#blanks.length
    this.#blanks = ''
  }

  #break(next: number): void {
    this.#lines.push(`${this.#line}${this.#colours.length > 0 ? '\u001B[0m' : ''}`)
    // A long word goes as far to the left as it must.
    const room = next <= this.#columns ? this.#columns - next : HANG
    const hang = this.#hang.slice(0, room)
    this.#line = `${this.#colours.join('')}${hang}`
    this.#width = hang.length
    this.#blanks = ''
    this.#isFresh = true
  }
}

/** Blanks, but not the one between a word and an instant: alone at the beginning of a line it would look like a line of the log. */
const GAP = /( {2,}|(?<! ) (?! |\d{4}-\d\d-\d\dT))/
const JOINT = /(?<=[?&/])|(?<= )|(?= )/
const LOOKS_LIKE_LOG = /^\d{4}-\d\d-\d\dT/
/** Ends of colours: 22, 39 and the like. */
const CLOSES = /\[(?:0|22|23|24|27|29|39|49)?m/u
