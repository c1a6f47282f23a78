import { X509Certificate } from 'node:crypto'
import { UsageError } from '../errors.ts'
import type { Io } from '../io.ts'
import { proxyFor } from '../wire/proxy-for.ts'
import type { Way } from '../wire/way.ts'

/** Linodego's name, and then linode-cli's, of a file with the only authorities that are believed for the API. */
const NAMES = ['LINODE_CA', 'LINODE_CLI_CA'] as const

/** How the API is reached: the proxy and the authority that the environment names. Throws a UsageError for what cannot be one. */
export function wayToApi({ env, files }: Pick<Io, 'env' | 'files'>, baseUrl: string): Way {
  const name = NAMES.find((each) => (env[each] ?? '') !== '')
  const ca = name === undefined ? null : authority(`$${name}`, env[name] ?? '', files)
  return { proxy: proxyFor(new URL(baseUrl), env), ca }
}

function authority(source: string, path: string, files: Io['files']): string {
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
