import { join } from 'node:path'
import { UsageError } from '../errors.ts'
import { whyNotTrusted } from './trust.ts'
import { FileError } from '../file-error.ts'
import type { Files } from './files.ts'

/** Environment variables by name. */
export type Env = Readonly<Record<string, string | undefined>>

/** A profile's text and the path it was found at. */
export interface FoundProfile {
  readonly path: string
  readonly text: string
}

/**
 * Finds the profile: the flag, the environment, then the usual places. Throws a UsageError that says where it looked,
 * and for one that nobody has named and that somebody else may have written.
 */
export function findProfile(named: string | undefined, env: Env, files: Files): FoundProfile {
  // As in `-p "$UNSET"`: going on to the usual places could change another fleet.
  if (named === '') throw new UsageError('--profile is empty: name a file')
  const asked = named ?? env['LINODE_AUTOSCALE_PROFILE']
  if (asked !== undefined && asked !== '') {
    const text = readable(asked, files)
    if (text !== null) return { path: asked, text }
    const by = named === undefined ? '$LINODE_AUTOSCALE_PROFILE' : '--profile'
    throw new UsageError(`the profile ${asked}, named by ${by}, does not exist`)
  }
  const places = usualPlaces(env)
  for (const path of places) {
    const text = readable(path, files)
    if (text === null) continue
    const why = whyNotTrusted(path, files)
    if (why === null) return { path, text }
    throw new UsageError(
      `the profile ${path} was found, not named, and is not obeyed: ${why}. A profile names programs that are run: if you trust it, name it with --profile`,
    )
  }
  throw new UsageError(`no profile found: give --profile FILE, or put one at ${places.join(', ')}`)
}

function usualPlaces(env: Env): readonly string[] {
  const config = configHome(env)
  return [
    'linode-autoscale.yaml',
    ...(config === null ? [] : [join(config, 'linode-autoscale', 'profile.yaml')]),
    '/etc/linode-autoscale/profile.yaml',
  ]
}

/** Where a person's configuration lies; null without a home, as under a bare service. */
export function configHome(env: Env): string | null {
  const { XDG_CONFIG_HOME: xdg, HOME: home } = env
  if (xdg !== undefined && xdg !== '') return xdg
  return home === undefined || home === '' ? null : join(home, '.config')
}

/** The text of a file; a UsageError when it exists and cannot be read. */
export function readable(path: string, files: Files): string | null {
  return unlessDenied(path, () => files.read(path))
}

/** What was read of a file; a UsageError when that fails. */
export function unlessDenied<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new FileError(path, 'read', error)
  }
}
