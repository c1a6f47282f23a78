import { readFileSync, statSync } from 'node:fs'

/** The files of this machine, as far as a profile needs them. */
export interface Files {
  /** The text of a file; null when there is none. Any other failure is thrown. */
  read(path: string): string | null
  /** The permission bits of a file; null when there is none. */
  mode(path: string): number | null
  /** The bytes of a file; null when there is none. */
  bytes(path: string): Uint8Array | null
}

/** The real ones. */
export const diskFiles: Files = {
  read: (path) => unlessAbsent(() => readFileSync(path, 'utf8')),
  mode: (path) => unlessAbsent(() => statSync(path).mode & 0o777),
  bytes: (path) => unlessAbsent(() => readFileSync(path)),
}

function unlessAbsent<T>(read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    const code: unknown = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw error
  }
}
