import { closeSync, fstatSync, openSync, readSync, realpathSync, statSync, type Stats } from 'node:fs'
import { FileError } from '../file-error.ts'
import { getegid, geteuid, getgroups } from 'node:process'

/** Who may do what with a file, links followed. */
export interface FileFacts {
  readonly kind: 'file' | 'folder' | 'other'
  /** The ids of its user and its group. */
  readonly owner: number
  readonly group: number
  /** The permission bits, the sticky bit among them. */
  readonly mode: number
}

/** Who this process is, to the file system. */
export interface Self {
  readonly user: number
  readonly group: number
  /** Every group it is in. */
  readonly groups: readonly number[]
}

/** The files of this machine, as far as a profile needs them. */
export interface Files {
  /** The text of a file; null when there is none. Any other failure is a FileError, here and below. */
  read(path: string): string | null
  /** The bytes of a file; null when there is none. */
  bytes(path: string): Uint8Array | null
  /** What is known of a file or a folder; null when there is none. */
  facts(path: string): FileFacts | null
  /** Its absolute path without any link in it; null when there is none. */
  realPath(path: string): string | null
  /** Null where files belong to nobody, as on Windows. */
  self(): Self | null
}

/** The real ones. */
export const diskFiles: Files = {
  read: (path) => unlessAbsent(path, () => bounded(path).toString('utf8')),
  bytes: (path) => unlessAbsent(path, bounded),
  facts: (path) => unlessAbsent(path, () => factsOf(statSync(path))),
  realPath: (path) => unlessAbsent(path, () => realpathSync(path)),
  self: () =>
    geteuid === undefined || getegid === undefined
      ? null
      : { user: geteuid(), group: getegid(), groups: getgroups?.() ?? [] },
}

function factsOf(stats: Stats): FileFacts {
  const kind = stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other'
  return { kind, owner: stats.uid, group: stats.gid, mode: stats.mode & 0o7777 }
}

/** More than any file that is read here has; a device may never end. */
const MOST = 16_777_216

/** The bytes of a file or a pipe, as far as it is one that ends. */
function bounded(path: string): Buffer {
  const file = openSync(path, 'r')
  try {
    if (fstatSync(file).isDirectory()) throw new Error('it is a folder')
    const parts: Buffer[] = []
    for (let size = 0; ;) {
      const part = Buffer.allocUnsafe(65_536)
      const n = readSync(file, part)
      if (n === 0) return Buffer.concat(parts)
      parts.push(part.subarray(0, n))
      size += n
      if (size > MOST) throw new Error(`it has more than ${MOST} bytes`)
    }
  } finally {
    closeSync(file)
  }
}

function unlessAbsent<T>(path: string, read: (path: string) => T): T | null {
  try {
    return read(path)
  } catch (error) {
    const code: unknown = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw new FileError(path, 'read', error)
  }
}
