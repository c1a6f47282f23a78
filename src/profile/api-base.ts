import { UsageError } from '../errors.ts'
import type { Env } from './find-profile.ts'
import type { LinodeCliConfig } from './linode-cli-config.ts'

/** A value and where it comes from. */
interface Found {
  readonly value: string
  readonly source: string
}

/** The API's origin and, where somebody asks for one, its version; each with where it comes from. */
export interface ApiBase {
  readonly url: string
  readonly source: string
  /** `v4beta` sends every call there; with `v4`, or null, each call goes to the version that has what it needs. */
  readonly version: { readonly name: 'v4' | 'v4beta'; readonly source: string } | null
}

/** `$LINODE_URL`, linode-cli's host, or Linode itself. The token travels in the clear only on loopback. */
export function apiBase(env: Env, cli: LinodeCliConfig | null): ApiBase {
  const version = versionOf(env, cli)
  const named = env['LINODE_URL']
  if (named !== undefined && named !== '')
    return { url: originOf(named, '$LINODE_URL'), source: '$LINODE_URL', version }
  const host = setting(env, cli, 'HOST')
  if (host === null) return { url: 'https://api.linode.com', source: 'the default', version }
  const scheme = setting(env, cli, 'SCHEME')?.value ?? 'https'
  return { url: originOf(`${scheme}://${host.value}`, host.source), source: host.source, version }
}

/** linode-cli's own order: its environment variables, then its config. */
function setting(env: Env, cli: LinodeCliConfig | null, key: 'HOST' | 'SCHEME' | 'VERSION'): Found | null {
  const name = `LINODE_CLI_API_${key}`
  const set = env[name]
  if (set !== undefined && set !== '') return { value: set, source: `$${name}` }
  const configured = { HOST: cli?.apiHost, SCHEME: cli?.apiScheme, VERSION: cli?.apiVersion }[key] ?? null
  return configured === null ? null : { value: configured, source: `linode-cli's config ${cli?.path ?? ''}` }
}

function versionOf(env: Env, cli: LinodeCliConfig | null): ApiBase['version'] {
  const asked = setting(env, cli, 'VERSION')
  if (asked === null) return null
  const { value, source } = asked
  if (value === 'v4' || value === 'v4beta') return { name: value, source }
  throw new UsageError(`${source}: the API version ${value} is not known; there are v4 and v4beta`)
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
  return `${origin}${pathname.replace(/(?<!\/)\/+$/, '').replace(/\/v4(beta)?$/, '')}`
}
