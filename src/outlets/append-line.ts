import { closeSync, constants, fstatSync, openSync, writeSync } from 'node:fs'
import { FileError } from '../file-error.ts'

const { O_APPEND, O_CREAT, O_NONBLOCK, O_WRONLY } = constants

/** Adds a line to the end of a file in one write, and makes the file. Throws a FileError when that, or a part of it, could not be written. */
export function appendLine(path: string, line: string): void {
  try {
    // A pipe that nobody reads must not hold a run up.
    const file = openSync(path, O_APPEND | O_CREAT | O_WRONLY | O_NONBLOCK, 0o640)
    try {
      if (fstatSync(file).isDirectory()) throw new Error('it is a folder')
      const bytes = Buffer.from(line)
      if (writeSync(file, bytes) < bytes.length) throw new Error('only a part of the line was written')
    } finally {
      closeSync(file)
    }
  } catch (error) {
    throw new FileError(path, 'written', error)
  }
}
