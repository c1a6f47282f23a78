import { CloudError } from '../cloud.ts'
import { apiError, isLost, isRow, isTurnedAway, parseJson, type Row } from './api-error.ts'
import { mistakeIn } from './mistake-in.ts'
import { send, stopped, type Outgoing, type Reply, type Wire } from './send.ts'

/** How long and how often a request is tried; milliseconds. */
export interface Pace {
  /** Until an answer to a read or a small change is no longer waited for. */
  readonly requestTimeout: number
  /** The same for the create of an instance, which may take its time. */
  readonly createTimeout: number
  /** From the first try on. */
  readonly retryFor: number
  readonly firstDelay: number
  readonly maxDelay: number
}

/** What suits the real API. */
export const usualPace: Pace = {
  requestTimeout: 10_000,
  createTimeout: 30_000,
  retryFor: 60_000,
  firstDelay: 500,
  maxDelay: 10_000,
}

/** One call: what is asked, in words and on the wire. */
export interface Call extends Omit<Outgoing, 'timeout'> {
  /** What is being done, with names, for errors: `creating web-4`. */
  readonly what: string
  /** Whether it may be sent again when nobody knows if it took effect. */
  readonly repeatable: boolean
  readonly timeout?: number
  /** The answer is a list without the usual envelope; it becomes `data`. */
  readonly isBareList?: boolean
  /** Nothing is sent after this moment on the monotonic clock. */
  readonly until?: number
  /** Asked before each further try, after the wait for it: whether what is sent still stands. What it rejects with ends the call. */
  readonly again?: () => Promise<boolean>
  /** Texts that no error may contain. */
  readonly secrets?: readonly string[]
}

/** A success: its body and headers. */
export interface Answer {
  readonly body: Row
  readonly headers: Readonly<Record<string, string>>
}

/** Sends a call until it is answered for good. Rejects with a CloudError and with nothing else. */
export async function call(wire: Wire, pace: Pace, it: Call): Promise<Answer> {
  const { shared } = wire
  if (shared === undefined) return await ask(wire, pace, it)
  return await shared.reads.answer(it, shared.asked, async () => await ask(wire, pace, it))
}

async function ask(wire: Wire, pace: Pace, it: Call): Promise<Answer> {
  const giveUp = Math.min(wire.clock.monotonic() + pace.retryFor, it.until ?? Infinity)
  if (wire.clock.monotonic() > giveUp)
    throw new CloudError('unavailable', `${it.what}: not sent, it is too late`)
  for (let delay = pace.firstDelay; ; delay = Math.min(delay * 2, pace.maxDelay)) {
    const reply = await send(wire, { ...it, timeout: it.timeout ?? pace.requestTimeout })
    const answer = success(reply, it)
    if (answer !== null) {
      wire.contact.made = true
      return answer
    }
    const mistake = mistakeIn(reply, wire)
    const again = mistake === null && mayPass(reply, it)
    const wait = retryAfter(reply, wire.clock.wall()) ?? delay * (0.5 + wire.clock.random())
    const failed = apiError(it.what, reply, [wire.token, ...(it.secrets ?? [])], mistake)
    if (!again || wire.clock.monotonic() + wait > giveUp) throw failed
    await wire.clock.sleep(wait, wire.patience.reads)
    if (wire.patience.reads.aborted) throw apiError(it.what, stopped(wire.patience.reads), [])
    const stands = it.again === undefined || (await it.again())
    if (!stands || wire.clock.monotonic() > giveUp) throw failed
  }
}

/** Whether the same request may have another answer a moment later, and may be sent again. */
function mayPass(reply: Reply, { repeatable }: Call): boolean {
  if (reply.kind === 'none' && reply.isStopped === true) return false
  return isTurnedAway(reply) || (repeatable && isLost(reply) && !isMaintenance(reply))
}

function success(reply: Reply, { isBareList = false }: Call): Answer | null {
  if (reply.kind === 'none' || reply.status >= 300) return null
  if (isBareList) return listed(reply)
  if (isLost(reply)) return null
  if (reply.status === 204) return { body: {}, headers: reply.headers }
  const body = parseJson(reply.text)
  return isRow(body) ? { body, headers: reply.headers } : null
}

function listed({ text, headers }: Reply & { readonly kind: 'answer' }): Answer | null {
  const data = parseJson(text)
  return Array.isArray(data) ? { body: { data }, headers } : null
}

/** The API says so when it is down on purpose: trying again does not help. */
function isMaintenance(reply: Reply): boolean {
  return reply.kind === 'answer' && reply.headers['x-maintenance-mode'] !== undefined
}

const SHORTEST = 500
const LONGEST = 30_000

/** The wait that a Retry-After asks for, in seconds or as a date, within reason; null without one. */
function retryAfter(reply: Reply, now: number): number | null {
  const value = reply.kind === 'answer' ? reply.headers['retry-after'] : undefined
  if (value === undefined) return null
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now
  return Number.isFinite(ms) ? Math.min(Math.max(ms, SHORTEST), LONGEST) : null
}
