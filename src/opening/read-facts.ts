import { UsageError } from '../errors.ts'
import type { Files } from '../profile/files.ts'
import { readable } from '../profile/find-profile.ts'
import type { Facts } from '../rehearse/facts.ts'
import { parseFacts } from '../rehearse/facts-file.ts'

/** The facts that `rehearse --keep-facts` has written. Throws a UsageError when there is no such file, or it is another. */
export function readFacts(path: string, files: Files): Partial<Facts> {
  const text = readable(path, files)
  if (text === null) throw new UsageError(`--facts ${path} does not exist`)
  try {
    return parseFacts(text).facts
  } catch (error) {
    throw new UsageError(`--facts ${path}: ${error instanceof Error ? error.message : String(error)}`)
  }
}
