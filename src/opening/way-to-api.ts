import type { Io } from '../io.ts'
import type { Proxy } from '../wire/proxy-for.ts'
import type { Way } from '../wire/way.ts'

/** Linodego's name, and then linode-cli's, of a file with the only authorities that are believed for the API. */
const NAMES = ['LINODE_CA', 'LINODE_CLI_CA'] as const

/** How the API is reached: the proxy and the authority that the environment names. Rejects with a UsageError for what cannot be one. */
export async function wayToApi({ env, files }: Pick<Io, 'env' | 'files'>, baseUrl: string): Promise<Way> {
  const name = NAMES.find((each) => (env[each] ?? '') !== '')
  return { proxy: await proxyTo(baseUrl, env), ca: name === undefined ? null : await caOf(name) }

  async function caOf(each: string): Promise<string> {
    const { authority } = await import('./authority.ts')
    return authority(`$${each}`, env[each] ?? '', files)
  }
}

/** Most have none: what reads the names of proxies is not loaded then. */
async function proxyTo(baseUrl: string, env: Io['env']): Promise<Proxy | null> {
  if (!Object.keys(env).some((name) => /_proxy$/i.test(name))) return null
  const { proxyFor } = await import('../wire/proxy-for.ts')
  return proxyFor(new URL(baseUrl), env)
}
