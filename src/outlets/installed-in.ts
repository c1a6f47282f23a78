import { realpathSync } from 'node:fs'
import { dirname } from 'node:path'

/** The folder above bin/ of a launcher, links followed, since `npm install -g` makes one; null where there is none. */
export function installedIn(launcher: string | undefined): string | null {
  try {
    return launcher === undefined ? null : dirname(dirname(realpathSync(launcher)))
  } catch {
    return null
  }
}
