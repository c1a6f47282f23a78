import { X509Certificate } from 'node:crypto'
import { UsageError } from '../errors.ts'
import type { Io } from '../io.ts'

/** The text of a file with certificates in PEM form. Throws a UsageError for what is none; loaded only where one is named. */
export function authority(source: string, path: string, files: Io['files']): string {
  const text = readable(source, path, files)
  if (text === null) throw new UsageError(`${source}: there is no file ${path}`)
  try {
    void new X509Certificate(text)
    return text
  } catch {
    throw new UsageError(
      `${source}: ${path} holds no certificate in PEM form, which begins with -----BEGIN CERTIFICATE-----`,
    )
  }
}

function readable(source: string, path: string, files: Io['files']): string | null {
  try {
    return files.read(path)
  } catch (error) {
    throw new UsageError(
      `${source}: ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}
