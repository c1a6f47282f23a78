import type { Hook, Hooks } from '../fleet/model/hook.ts'
import { programBeside } from './beside-profile.ts'
import { milliseconds } from './duration.ts'
import type { RawProfile } from './schema.ts'

type RawHooks = NonNullable<RawProfile['hooks']>

/** Brings the hooks of a profile into the units of a policy, with their defaults; `path` is the profile's. */
export function toHooks(raw: RawHooks, path: string): Hooks {
  const { after_attach, before_drain, after_delete, on_hold, on_failure } = raw
  return {
    ...(after_attach === undefined ? {} : { after_attach: toHook(after_attach, path) }),
    ...(before_drain === undefined ? {} : { before_drain: toHook(before_drain, path) }),
    ...(after_delete === undefined ? {} : { after_delete: toHook(after_delete, path) }),
    ...(on_hold === undefined ? {} : { on_hold: toHook(on_hold, path) }),
    ...(on_failure === undefined ? {} : { on_failure: toHook(on_failure, path) }),
  }
}

function toHook({ command, timeout, on_error }: NonNullable<RawHooks['on_hold']>, path: string): Hook {
  const [program = '', ...args] = command
  return {
    command: [programBeside(program, path), ...args],
    timeout: milliseconds(timeout ?? '30s'),
    onError: on_error ?? 'continue',
  }
}
