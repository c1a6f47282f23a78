import { Lexer } from 'yaml'

/** More than any profile has, and less than what makes reading one slow: some of what YAML allows costs its square, or a level of the stack each. */
const MOST = { characters: 1_000_000, parts: 20_000, aliases: 100, levels: 64 }

/** Signs that the lexer adds for a document and for scalars. */
const NO_TEXT = new Set(['\u0002', '\u0018', '\u001F'])

/** The first place at which a text is more than a profile may be, and why; null when it may be read. Costs one pass over the text. */
export function yamlBounds(text: string): { readonly offset: number; readonly message: string } | null {
  if (text.length > MOST.characters)
    return { offset: 0, message: `has more than ${MOST.characters} characters, which no profile needs` }
  const count = new Count()
  let offset = 0
  for (const part of new Lexer().lex(text)) {
    if (NO_TEXT.has(part)) continue
    const message = count.take(part)
    if (message !== null) return { offset, message }
    offset += part.length
  }
  return null
}

/** What has been met so far of that which has a bound. */
class Count {
  #parts = 0
  #aliases = 0
  /** Of brackets and braces. */
  #flow = 0
  /** Dashes, question marks and colons of this line: each may open a level. */
  #indicators = 0
  #indents: number[] = []
  #isLineStart = true

  take(part: string): string | null {
    this.#parts++
    if (part.startsWith('*')) this.#aliases++
    this.#levels(part)
    if (this.#parts > MOST.parts) return `has more than ${MOST.parts} words and signs, which no profile needs`
    if (this.#aliases > MOST.aliases)
      return `Excessive alias count: it has more than ${MOST.aliases} aliases, which no profile needs`
    return this.#flow + this.#indicators + this.#indents.length > MOST.levels
      ? `is more than ${MOST.levels} levels deep, which no profile needs`
      : null
  }

  #levels(part: string): void {
    if (part === '[' || part === '{') this.#flow++
    else if (part === ']' || part === '}') this.#flow--
    else if (part === '-' || part === '?' || part === ':') this.#indicators++
    if (this.#isLineStart) this.#indent(/^ +$/.test(part) ? part.length : 0)
    this.#isLineStart = part.endsWith('\n')
    if (this.#isLineStart) this.#indicators = 0
  }

  #indent(columns: number): void {
    while ((this.#indents.at(-1) ?? -1) >= columns) this.#indents.pop()
    if (columns > 0) this.#indents.push(columns)
  }
}
