import { join } from 'node:path'
import { UsageError } from '../errors.ts'
import { nameUnseen } from './invisible.ts'
import { whyNotSecret } from './trust.ts'
import type { Files } from './files.ts'
import { readable, unlessDenied, type Env } from './find-profile.ts'
import type { LinodeCliConfig } from './linode-cli-config.ts'

/** A token and where it comes from, in words that do not contain it. */
export interface FoundToken {
  readonly token: string
  readonly source: string
}

/** What a token may come from. */
export interface TokenSources {
  readonly env: Env
  readonly files: Files
  readonly tokenFile: string | null
  readonly cli: LinodeCliConfig | null
}

/** The first token found, in the documented order. Throws a UsageError that names every way to give one. */
export function findToken(sources: TokenSources): FoundToken {
  const found = fromEnv(sources) ?? fromCredential(sources) ?? fromFile(sources) ?? fromCli(sources)
  if (found === null) throw new UsageError(NO_TOKEN)
  const token = found.token.trim()
  const why = whyNoToken(token)
  if (why === null) return { token, source: found.source }
  throw new UsageError(`the token of ${found.source} ${why}`)
}

const QUOTES = /^["'`\u2018-\u201F\u00AB]|["'`\u2018-\u201F\u00BB]$/

/** Without a character of what may be the token. */
function whyNoToken(text: string): string | null {
  if (QUOTES.test(text)) return 'has quotes around it: take them off'
  if (/^bearer\s/i.test(text)) return 'begins with Bearer: leave the token alone there'
  if (/^(?:export\s+)?[A-Za-z_]+\s*[=:]/.test(text)) return 'begins with a name: leave the token alone there'
  const unseen = nameUnseen(text)
  if (unseen !== null) return `holds ${unseen}, which nobody sees: copy it again`
  return /^[\x21-\x7e]+$/.test(text) ? null : 'is empty or has blanks or control characters in it'
}

const NO_TOKEN =
  'no token found: set LINODE_TOKEN or LINODE_CLI_TOKEN, give systemd the credential linode-token, set token_file in the profile, or configure linode-cli'

function fromEnv({ env }: TokenSources): FoundToken | null {
  const name = ['LINODE_TOKEN', 'LINODE_CLI_TOKEN'].find((n) => (env[n] ?? '') !== '')
  return name === undefined ? null : { token: env[name] ?? '', source: `$${name}` }
}

/** systemd keeps its credentials readable for the service alone. */
function fromCredential({ env, files }: TokenSources): FoundToken | null {
  const folder = env['CREDENTIALS_DIRECTORY']
  if (folder === undefined || folder === '') return null
  const token = readable(join(folder, 'linode-token'), files)
  return token === null ? null : { token, source: 'the systemd credential linode-token' }
}

function fromFile({ files, tokenFile }: TokenSources): FoundToken | null {
  if (tokenFile === null) return null
  const why = unlessDenied(tokenFile, () => whyNotSecret(tokenFile, files))
  if (why !== null) throw new UsageError(`token_file ${tokenFile} ${why}`)
  const token = readable(tokenFile, files)
  if (token === null) throw new UsageError(`token_file ${tokenFile} does not exist`)
  return { token, source: `token_file ${tokenFile}` }
}

function fromCli({ cli }: TokenSources): FoundToken | null {
  return cli === null || cli.token === null
    ? null
    : { token: cli.token, source: `linode-cli's config ${cli.path}` }
}
