import { UsageError } from './errors.ts'

/** What the system says of a file, in words. */
const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left on the disk',
  EDQUOT: 'the quota of the disk is used up',
  EFBIG: 'the file would be larger than the limit of this process',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is a file, not a folder',
  EEXIST: 'a part of its path is a file, not a folder',
  ENOENT: 'there is no such folder',
  ELOOP: 'its links lead round in a circle',
  ENAMETOOLONG: 'its name is too long',
  EIO: 'the disk has failed',
}

/** A file that could not be read or written, which is for the person who named it. */
export class FileError extends UsageError {
  constructor(path: string, verb: 'read' | 'written', cause: unknown) {
    super(`${path} cannot be ${verb}: ${whyOf(cause)}`)
  }
}

/** Why the system refused, in words where it has some. */
export function whyOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  return ('code' in cause && WORDS[String(cause.code)]) || cause.message
}
