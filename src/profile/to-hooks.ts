import type { Hook, Hooks } from '../fleet/model/hook.ts'
import { milliseconds } from './duration.ts'
import type { RawProfile } from './schema.ts'

type RawHooks = NonNullable<RawProfile['hooks']>

/** Brings the hooks of a profile into the units of a policy, with their defaults. */
export function toHooks(raw: RawHooks): Hooks {
  const { after_attach, before_drain, after_delete, on_hold, on_failure } = raw
  return {
    ...(after_attach === undefined ? {} : { after_attach: toHook(after_attach) }),
    ...(before_drain === undefined ? {} : { before_drain: toHook(before_drain) }),
    ...(after_delete === undefined ? {} : { after_delete: toHook(after_delete) }),
    ...(on_hold === undefined ? {} : { on_hold: toHook(on_hold) }),
    ...(on_failure === undefined ? {} : { on_failure: toHook(on_failure) }),
  }
}

function toHook({ command, timeout, on_error }: NonNullable<RawHooks['on_hold']>): Hook {
  const [program = '', ...args] = command
  return {
    command: [program, ...args],
    timeout: milliseconds(timeout ?? '30s'),
    onError: on_error ?? 'continue',
  }
}
