import { stringify } from 'yaml'
import { UnquotableError } from './unquotable-error.ts'

/** A text as a scalar of YAML, in double quotes on one line. Throws an UnquotableError for control characters, which YAML's readers treat differently. */
export function yamlText(text: string): string {
  if (/\p{C}/u.test(text)) throw new UnquotableError(text, 'a YAML file', 'it has control characters')
  return stringify(text, { defaultStringType: 'QUOTE_DOUBLE', lineWidth: 0 }).trimEnd()
}
