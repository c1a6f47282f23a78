import { UnquotableError } from './unquotable-error.ts'

/** What no shell and none of our formats gives a meaning of its own. */
const PLAIN = /^[\w@+,./:-]+$/

/** One word of a POSIX shell's line, which expands nothing in it. Throws an UnquotableError for control characters. */
export function shellWord(text: string): string {
  if (/\p{C}/u.test(text)) throw new UnquotableError(text, 'a shell line', 'it has control characters')
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}
