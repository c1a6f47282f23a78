import type { Io } from '../io.ts'
import type { ApiBase } from '../profile/api-base.ts'
import type { FoundToken } from '../profile/find-token.ts'
import type { LinodeCliConfig } from '../profile/linode-cli-config.ts'
import type { Profile } from '../profile/profile.ts'
import { logLine } from '../telling/tell-progress.ts'

/** What a command works with, and where each value comes from. */
export interface Sources {
  readonly profile: Profile
  readonly cli: LinodeCliConfig | null
  readonly token: FoundToken
  readonly base: ApiBase
}

/** Tells where each setting comes from; of the token only that. */
export function tellSources(io: Io, { profile, cli, token, base }: Sources): void {
  const { region, type, otherTypes, image, fields } = profile.instance
  const users: unknown = fields['authorized_users']
  const values = {
    region,
    type: [type, ...otherTypes].join(', '),
    image,
    authorized_users: Array.isArray(users) ? users.join(', ') : null,
  }
  logLine(io, `profile ${profile.path}`)
  for (const key of KEYS) {
    const from = profile.fromLinodeCli.includes(key)
      ? `linode-cli's config ${cli?.path ?? ''}`
      : 'the profile'
    if (values[key] !== null) logLine(io, `instance.${key} ${values[key]} from ${from}`)
  }
  logLine(io, `token from ${token.source}`)
  logLine(io, `API ${base.url} from ${base.source}`)
  if (base.version !== null) logLine(io, `API version ${base.version.name} from ${base.version.source}`)
}

const KEYS = ['region', 'type', 'image', 'authorized_users'] as const
