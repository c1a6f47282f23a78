import type { Probe, Question, Reply } from '../account/probe.ts'
import type { Clock } from '../clock.ts'
import { NotKnown } from './not-known.ts'
import type { Purse } from './purse.ts'
import { isRow, numberIn, rowOf, rowsOf, told, type Row } from './rows.ts'
import type { Stage } from './stage.ts'

/** One exchange, as the report shows it. */
export interface Exchange {
  readonly call: string
  readonly status: number | null
  readonly reply: unknown
}

/** Where an account's way to answer is tried out. */
export interface LabOptions {
  readonly probe: Probe
  readonly clock: Clock
  readonly stop: AbortSignal
  readonly purse: Purse
  readonly stage: Stage
}

/** A signal came: nothing new is begun. */
export class Stopped extends Error {
  override readonly name = 'Stopped'
}

/** How often a read is sent again when it was not answered. */
const TRIES = 4

/** The bench of one rehearsal: asks, counts the money, remembers what it has made and what the account said. */
export class Lab {
  readonly stage: Stage
  readonly clock: Clock
  readonly #options: LabOptions
  #exchanges: Exchange[] = []
  /** Ids of the instances that were made and are not known to be gone. */
  readonly instances = new Set<number>()
  /** Whether something may have been made whose answer was lost. */
  isUnsure = false

  constructor(options: LabOptions) {
    this.#options = options
    this.stage = options.stage
    this.clock = options.clock
  }

  get stopped(): boolean {
    return this.#options.stop.aborted
  }

  get spent(): number {
    return this.#options.purse.spent
  }

  /** The exchanges since the last call. */
  takeExchanges(): readonly Exchange[] {
    return this.#exchanges.splice(0)
  }

  /** Waits; a signal ends the rehearsal. */
  async sleep(ms: number): Promise<void> {
    await this.clock.sleep(ms, this.#options.stop)
    if (this.stopped) throw new Stopped('stopped by a signal')
  }

  /** Sends one request once. */
  async send(question: Question): Promise<Reply> {
    if (this.stopped) throw new Stopped('stopped by a signal')
    return await this.#exchange(question)
  }

  /** Reads, and reads again when there is no answer or none to use. */
  async read(path: string, filter?: object): Promise<Reply> {
    const question = { method: 'GET' as const, path, ...(filter === undefined ? {} : { filter }) }
    for (let tries = 1; ; tries++) {
      const reply = await this.send(question)
      const passing = reply.kind === 'none' || reply.status === 429 || reply.status >= 500
      if (!passing || tries === TRIES) return reply
      await this.sleep(waitOf(reply, tries))
    }
  }

  /** The rows of a list, whole; NotKnown when it cannot be read. */
  async list(path: string, filter?: object): Promise<readonly Row[]> {
    const reply = await this.read(`${path}?page=1&page_size=500`, filter)
    const rows = rowsOf(reply)
    if (rows === null) throw new NotKnown(`GET ${path}: ${told(reply)}`)
    return rows
  }

  /** Makes something that costs `price` for each begun hour; the money is counted first, and given back after a definite no. */
  async make(price: number, question: Question): Promise<Reply> {
    this.#options.purse.take(price)
    const reply = await this.send(question).catch((error: unknown) => {
      this.#options.purse.giveBack(price)
      throw error
    })
    if (reply.kind === 'answer' && reply.status >= 400 && reply.status < 500)
      this.#options.purse.giveBack(price)
    return reply
  }

  /** Asks again and again, a second apart, until `seen`; the milliseconds until the look that saw it (0: the first), or null after `within`. */
  async until(within: number, seen: () => Promise<boolean>): Promise<number | null> {
    const begun = this.clock.monotonic()
    for (let looks = 0; ; looks++) {
      const passed = looks === 0 ? 0 : Math.round(this.clock.monotonic() - begun)
      if (await seen()) return passed
      if (passed >= within) return null
      await this.sleep(1_000)
    }
  }

  async #exchange(question: Question): Promise<Reply> {
    const reply = await this.#options.probe.ask(question)
    const { method, path } = question
    const seen =
      reply.kind === 'answer'
        ? { status: reply.status, reply: reply.body }
        : { status: null, reply: reply.why }
    this.#exchanges.push({ call: `${method} ${path}`, ...seen })
    if (method === 'POST' && (reply.kind === 'none' || reply.status >= 500)) this.isUnsure = true
    const row = rowOf(reply)
    if (method === 'POST' && path.endsWith('/linode/instances') && isRow(row))
      this.instances.add(numberIn(row, 'id'))
    return reply
  }
}

/** As Retry-After asks, within reason. */
function waitOf(reply: Reply, tries: number): number {
  const asked = reply.kind === 'answer' ? Number(reply.headers['retry-after']) : Number.NaN
  return Number.isFinite(asked) ? Math.min(asked, 60) * 1_000 : 2_000 * tries
}
