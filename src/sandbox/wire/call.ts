import type { State } from '../state/state.ts'

/** One request on its way into an endpoint. */
export interface Call {
  readonly state: State
  /** The sandbox's time of this request, in milliseconds since 1970. */
  readonly now: number
  readonly version: 'v4' | 'v4beta'
  /** What the path holds, in the order of the pattern. */
  readonly params: readonly string[]
  readonly query: URLSearchParams
  /** The X-Filter header as it was sent, or null. */
  readonly filter: string | null
  readonly body: string
}

/** An endpoint: the body of its 200 reply, or a thrown Refusal. */
export type Endpoint = (call: Call) => unknown

/** Reads one path parameter as a number; NaN finds nothing, so it ends as 404. */
export function idParam(call: Call, index: number): number {
  const text = call.params[index] ?? ''
  return /^\d+$/.test(text) ? Number(text) : Number.NaN
}
