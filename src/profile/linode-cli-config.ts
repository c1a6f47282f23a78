import { join } from 'node:path'
import { UsageError } from '../errors.ts'
import { whyNotTrusted } from './trust.ts'
import type { Files } from './files.ts'
import { configHome, readable, type Env } from './find-profile.ts'
import type { InstanceDefaults } from './instance-defaults.ts'

/** What linode-cli's own config says for its default user. */
export interface LinodeCliConfig {
  readonly path: string
  readonly token: string | null
  readonly apiHost: string | null
  readonly apiScheme: string | null
  readonly apiVersion: string | null
  readonly defaults: InstanceDefaults
}

/** Reads linode-cli's config from where linode-cli looks for it; null when there is none. */
export function readLinodeCliConfig(env: Env, files: Files): LinodeCliConfig | null {
  for (const path of places(env)) {
    const text = readable(path, files)
    if (text === null) continue
    refuseOfOthers(path, env, files)
    return toConfig(path, parseIni(text))
  }
  return null
}

/** It has a token, and says whose keys may log in: like a profile, it is obeyed only where we or root wrote it, or somebody named it. */
function refuseOfOthers(path: string, env: Env, files: Files): void {
  if ((env['LINODE_CLI_CONFIG'] ?? '') !== '') return
  const why = whyNotTrusted(path, files)
  if (why !== null)
    throw new UsageError(
      `linode-cli's config ${path} is not obeyed: ${why}. If you trust it, name it with $LINODE_CLI_CONFIG`,
    )
}

/** $LINODE_CLI_CONFIG alone, else ~/.linode-cli of old, else the XDG place. */
function places(env: Env): readonly string[] {
  const { LINODE_CLI_CONFIG: named, HOME: home } = env
  if (named !== undefined && named !== '') return [named.replace(/^~(?=\/|$)/, home ?? '~')]
  const config = configHome(env)
  return [
    ...(home === undefined || home === '' ? [] : [join(home, '.linode-cli')]),
    ...(config === null ? [] : [join(config, 'linode-cli')]),
  ]
}

type Ini = ReadonlyMap<string, ReadonlyMap<string, string>>

/** The INI of Python's configparser, as far as linode-cli writes it. */
function parseIni(text: string): Ini {
  const sections = new Map<string, Map<string, string>>()
  let section = new Map<string, string>()
  for (const line of text.split(/\r?\n/)) {
    const [, head] = /^\[(.+)\]\s*$/.exec(line) ?? []
    if (head !== undefined) {
      section = sections.get(head) ?? new Map()
      sections.set(head, section)
    }
    const at = line.search(/[=:]/)
    if (at > 0 && /^[^#;\s[]/.test(line))
      section.set(line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim())
  }
  return sections
}

function toConfig(path: string, ini: Ini): LinodeCliConfig {
  const inherited = ini.get('DEFAULT') ?? new Map<string, string>()
  const own = ini.get(inherited.get('default-user') ?? '') ?? new Map<string, string>()
  const get = (key: string): string | null => (own.get(key) ?? inherited.get(key)) || null
  const users = (get('authorized_users') ?? '').split(',').flatMap((user) => user.trim() || [])
  return {
    path,
    token: get('token'),
    apiHost: get('api_host'),
    apiScheme: get('api_scheme'),
    apiVersion: get('api_version'),
    defaults: {
      ...optional('region', get('region')),
      ...optional('type', get('type')),
      ...optional('image', get('image')),
      ...(users.length === 0 ? {} : { authorized_users: users }),
    },
  }
}

function optional(key: 'region' | 'type' | 'image', value: string | null): InstanceDefaults {
  return value === null ? {} : { [key]: value }
}
