import { UnquotableError } from './unquotable-error.ts'

const FORMAT = 'a systemd unit'
const PLAIN = /^[\w@+,./:=-]+$/

/**
 * A command line of a unit (systemd.service(5), "Command lines"): every word in double quotes where it needs them, without specifiers and variables.
 * Throws an UnquotableError for control characters, and for a program whose path systemd would read otherwise.
 */
export function unitCommand([program = '', ...args]: readonly string[]): string {
  if (!program.startsWith('/'))
    throw new UnquotableError(program, FORMAT, 'a program is named by its absolute path')
  // Variables are replaced in the arguments alone: a doubled $ would stay doubled here.
  if (program.includes('$')) throw new UnquotableError(program, FORMAT, 'the path of a program has a $ in it')
  return [program, ...args].map(unitWord).join(' ')
}

function unitWord(text: string): string {
  if (/\p{C}/u.test(text)) throw new UnquotableError(text, FORMAT, 'it has control characters')
  if (PLAIN.test(text)) return text
  const escaped = text.replaceAll(/["\\]/g, String.raw`\$&`)
  return `"${escaped.replaceAll('%', '%%').replaceAll('$', '$$$$')}"`
}

/** A text as the value of `Description=` and the like, where only specifiers have a meaning. Throws an UnquotableError for control characters. */
export function unitText(text: string): string {
  if (/\p{C}/u.test(text)) throw new UnquotableError(text, FORMAT, 'it has control characters')
  if (text.endsWith('\\')) throw new UnquotableError(text, FORMAT, 'a backslash at its end joins two lines')
  return text.replaceAll('%', '%%')
}
