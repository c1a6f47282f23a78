/** When a hook of a member is run. */
export type MemberHookMoment = 'after_attach' | 'before_drain' | 'after_delete'

/** When a hook is run, under the profile's own names. */
export type HookMoment = MemberHookMoment | 'on_hold' | 'on_failure'

/** A person's program that is run at a moment of a plan. */
export interface Hook {
  /** The program and its arguments; there is no shell. */
  readonly command: readonly [string, ...string[]]
  /** Milliseconds after which it is killed with everything it has started. */
  readonly timeout: number
  /** Whether the run goes on when it fails, or begins nothing more for that member and ends with exit 1. */
  readonly onError: 'continue' | 'stop'
}

/** The hooks of a fleet; most have none. */
export type Hooks = Readonly<Partial<Record<HookMoment, Hook>>>
