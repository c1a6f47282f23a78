import { Lexer } from 'yaml'
import type { Problem } from '../errors.ts'
import type { Places } from './places.ts'

/** What nobody sees in an editor, or takes for a blank: controls, format characters, other blanks, line ends of Unicode, letters without a shape. */
const UNSEEN = /[^\S\t\n\r ]|(?![\t\n\r])\p{Cc}|\p{Cf}|\p{Cs}|\p{DI}|\u{2800}/u
/** Between parts of a picture that has several, and behind one that is shown in colours, it is seen. */
const JOINED = /\p{Extended_Pictographic}\uFE0F?(?:\u200D(?=\p{Extended_Pictographic}))?/gu

const NAMES: Readonly<Record<string, string>> = {
  '0000': 'NUL',
  '007F': 'DEL',
  '00A0': 'no-break space',
  '00AD': 'soft hyphen',
  '200B': 'zero width space',
  '200C': 'zero width non-joiner',
  '200D': 'zero width joiner',
  '200E': 'left-to-right mark',
  '200F': 'right-to-left mark',
  '2028': 'line separator',
  '202A': 'left-to-right embedding',
  '202B': 'right-to-left embedding',
  '202D': 'left-to-right override',
  '202E': 'right-to-left override',
  '202F': 'narrow no-break space',
  '2060': 'word joiner',
  '3000': 'ideographic space',
  FEFF: 'byte order mark',
}

/** The first character of a text that nobody sees, by its number and its name: `U+200B (zero width space)`; null when all are seen. */
export function nameUnseen(text: string): string | null {
  const [found] = UNSEEN.exec(text.replace(JOINED, 'x')) ?? []
  if (found === undefined) return null
  const code = (found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  const name = Object.hasOwn(NAMES, code) ? NAMES[code] : undefined
  return `U+${code}${name === undefined ? '' : ` (${name})`}`
}

/** The places of a YAML text, comments left out, where something stands that nobody sees: one for each of its parts. */
export function unseenProblems(text: string, places: Places): readonly Problem[] {
  const problems: Problem[] = []
  let offset = 0
  for (const part of new Lexer().lex(text)) {
    const start = text.indexOf(part, offset)
    if (start === -1 || isMark(part)) continue
    offset = start + part.length
    const name = part.startsWith('#') ? null : nameUnseen(part)
    if (name === null) continue
    const at = places.at(start + Math.max(0, part.search(UNSEEN)))
    problems.push({ at: '', ...at, message: `holds ${name}, which nobody sees: type the line again` })
  }
  return problems
}

/** What the lexer puts between parts, and the mark that a file may begin with. */
function isMark(part: string): boolean {
  return part === '\u0002' || part === '\u0018' || part === '\u001F' || part === '\uFEFF'
}
