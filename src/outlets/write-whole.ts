import {
  closeSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
  type Stats,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { FileError } from '../file-error.ts'

/**
 * Writes a file whole or not at all, and makes its folder: a reader, or a run that is killed, never sees half of one. It goes through a file of an
 * unforeseeable name beside it, made new, which is gone when anything fails; what was planted there is not followed. Throws a FileError.
 */
export function writeWhole(path: string, text: string): void {
  throughNew(path, text, (beside) => renameSync(beside, path))
}

/** Whether a file can be written, before what it is to hold is paid for: what is there stays, and nothing is left. Throws a FileError. */
export function tryToWrite(path: string): void {
  throughNew(path, ' '.repeat(TRIED), (beside) => rmSync(beside))
}

/** More than a page of a disk, so that a full one has no place for it. */
const TRIED = 65_536

function throughNew(path: string, text: string, done: (beside: string) => void): void {
  try {
    const before = regularFile(path)
    makeFolder(dirname(path))
    const beside = join(dirname(path), `.${basename(path).slice(0, 50)}.${unforeseeable()}`)
    try {
      writeNew(beside, text, before)
      done(beside)
    } catch (error) {
      rmSync(beside, { force: true })
      throw error
    }
  } catch (error) {
    throw new FileError(path, 'written', error)
  }
}

/** Node's own module of this is a tenth of a start-up, and most runs write no file. */
function unforeseeable(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(9))).toString('hex')
}

/** One after the other: where a folder can have no files, as in /proc, Node's own recursive making never ends. */
function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return
  if (dirname(path) !== path) makeFolder(dirname(path))
  try {
    mkdirSync(path)
  } catch (error) {
    // Another run made it meanwhile.
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) throw error
  }
}

/** What is there already, links followed; null when there is nothing. A device or a pipe is not replaced by a file. */
function regularFile(path: string): Stats | null {
  const there = statSync(path, { throwIfNoEntry: false })
  if (there === undefined) return null
  if (there.isDirectory()) throw new Error('it is a folder')
  if (!there.isFile()) throw new Error('it is no regular file')
  return there
}

function writeNew(path: string, text: string, before: Stats | null): void {
  const file = openSync(path, 'wx', 0o666)
  try {
    if (before !== null) fchmodSync(file, before.mode & 0o777)
    const bytes = Buffer.from(text)
    for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done)
    // A disk that is full may say so only now.
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
