import { tlsMistake } from './tls-mistake.ts'

/** Something that is set wrong, so that trying again does not help; and what to do about it. */
export interface Mistake {
  readonly remedy: string
}

/** No answer, or none that can be used. Carries nothing of the request. */
export class WireFailure extends Error {
  override readonly name = 'WireFailure'
  /** The system's name of what happened, where it has one: `ECONNRESET`. */
  readonly code: string | null
  /** Whether the request can have reached the other end. */
  readonly reached: boolean
  readonly mistake: Mistake | null

  constructor(
    message: string,
    how: { readonly reached: boolean; readonly code?: string; readonly mistake?: Mistake | null },
  ) {
    super(message)
    this.code = how.code ?? null
    this.reached = how.reached
    this.mistake = how.mistake ?? null
  }
}

/** Network errors that say that no connection was ever made. */
const NEVER_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EHOSTDOWN',
])

/**
 * Any error of an exchange with `host` as a failure. `connected` says whether a connection that carries requests stood; undefined when
 * nobody looked, and then the error's own name decides.
 */
export function failureOf(error: unknown, host: string, connected?: boolean): WireFailure {
  if (error instanceof WireFailure) return error
  const code = codeOf(error)
  const tls = tlsMistake(code, host, connected === true)
  if (tls !== null) return new WireFailure(tls.why, { reached: connected ?? false, code, mistake: tls })
  const reached = connected ?? !NEVER_CONNECTED.has(code)
  return new WireFailure(code === '' ? 'the connection failed' : code, { reached, code })
}

/** Trying all addresses of a host fails with one error that holds the others. */
function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : null
  if (typeof code === 'string') return code
  return error instanceof AggregateError && error.errors.length > 0 ? codeOf(error.errors[0]) : ''
}
