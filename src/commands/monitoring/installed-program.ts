import { join } from 'node:path'
import type { Io } from '../../io.ts'

const NAME = 'linode-autoscale'
const USUAL = `/usr/local/bin/${NAME}`

/** Where the program is on this host: the usual place, or where PATH has it; the usual place where it is nowhere. */
export function installedProgram({ files, env }: Pick<Io, 'files' | 'env'>): string {
  if (files.facts(USUAL) !== null) return USUAL
  const folders = (env['PATH'] ?? '').split(':').filter((folder) => /^\/(?:usr|opt|bin)/.test(folder))
  return folders.map((folder) => join(folder, NAME)).find((path) => files.facts(path) !== null) ?? USUAL
}
