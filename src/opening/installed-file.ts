import type { Io } from '../io.ts'

/** A file that is shipped with this program, by its path in it; null where it is not there. */
export function installedFile({ home, files }: Pick<Io, 'home' | 'files'>, path: string): string | null {
  const at = home === null ? null : `${home}/${path}`
  return at !== null && files.facts(at) !== null ? at : null
}
