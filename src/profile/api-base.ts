import { UsageError } from '../errors.ts'
import type { Env } from './find-profile.ts'
import type { LinodeCliConfig } from './linode-cli-config.ts'

/** The API's origin, and where that comes from. */
export interface ApiBase {
  readonly url: string
  readonly source: string
}

/** `$LINODE_URL`, linode-cli's host, or Linode itself. The token travels in the clear only on loopback. */
export function apiBase(env: Env, cli: LinodeCliConfig | null): ApiBase {
  const named = env['LINODE_URL']
  if (named !== undefined && named !== '')
    return { url: originOf(named, '$LINODE_URL'), source: '$LINODE_URL' }
  const host = cli?.apiHost ?? null
  if (cli === null || host === null) return { url: 'https://api.linode.com', source: 'the default' }
  return {
    url: originOf(`${cli.apiScheme ?? 'https'}://${host}`, cli.path),
    source: `linode-cli's config ${cli.path}`,
  }
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

function originOf(text: string, source: string): string {
  // `localhost:4000` is a URL too, of the scheme localhost.
  if (!/^https?:/i.test(text) || !URL.canParse(text))
    throw new UsageError(`${source}: ${text} is not a URL; write one such as http://127.0.0.1:4000`)
  const { protocol, origin, hostname, pathname } = new URL(text)
  if (protocol !== 'https:' && !LOOPBACK.test(hostname)) {
    throw new UsageError(`${source}: ${origin} is not https, and the token would travel in the clear`)
  }
  return `${origin}${pathname.replace(/\/+$/, '').replace(/\/v4(beta)?$/, '')}`
}
