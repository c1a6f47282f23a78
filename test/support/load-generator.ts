import { request } from 'node:http'

/** What became of the requests of a load. */
export interface LoadCounts {
  readonly sent: number
  readonly failed: number
  /** Why the failed ones failed, each reason once. */
  readonly reasons: readonly string[]
  /** Answers by the label of the instance that gave them. */
  readonly servedBy: Readonly<Record<string, number>>
  /** Milliseconds. */
  readonly p99: number
}

interface Answer {
  readonly status: number
  readonly body: string
}

async function get(url: string): Promise<Answer> {
  return await new Promise((resolve, reject) => {
    // Every request has a connection of its own: one that is kept alive would never reach a new instance.
    const outgoing = request(url, { agent: false, headers: { connection: 'close' } }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (part: string) => (body += part))
      response.on('error', reject)
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: body.trim() }))
    })
    outgoing.on('error', reject)
    outgoing.end()
  })
}

/** New connections at a steady or changing pace, whatever becomes of the earlier ones. */
export class LoadGenerator {
  sent = 0
  failed = 0
  readonly #reasons = new Set<string>()
  readonly #servedBy: Record<string, number> = {}
  readonly #latencies: number[] = []
  readonly #pending = new Set<Promise<void>>()
  readonly #timer: NodeJS.Timeout
  #last = performance.now()
  #due = 0

  /** `rate` is connections a second and is asked again and again; every tenth request is held open for `hold` ms. */
  constructor(
    readonly url: string,
    readonly rate: () => number,
    readonly hold = 0,
  ) {
    this.#timer = setInterval(() => this.#tick(), 4)
  }

  /** How many answers an instance has given by now. */
  answersOf(label: string): number {
    return this.#servedBy[label] ?? 0
  }

  /** Sends no more and waits for what is open. */
  async stop(): Promise<LoadCounts> {
    clearInterval(this.#timer)
    await Promise.all(this.#pending)
    const { sent, failed } = this
    const sorted = this.#latencies.toSorted((a, b) => a - b)
    const p99 = Math.round(sorted[Math.floor(sorted.length * 0.99)] ?? 0)
    return { sent, failed, reasons: [...this.#reasons], servedBy: { ...this.#servedBy }, p99 }
  }

  #tick(): void {
    const now = performance.now()
    this.#due += ((now - this.#last) / 1000) * this.rate()
    this.#last = now
    for (; this.#due >= 1; this.#due -= 1) {
      const one = this.#send().finally(() => this.#pending.delete(one))
      this.#pending.add(one)
    }
  }

  async #send(): Promise<void> {
    this.sent += 1
    const begun = performance.now()
    const isHeld = this.hold > 0 && this.sent % 10 === 0
    try {
      const { status, body } = await get(isHeld ? `${this.url}/?hold=${this.hold}` : this.url)
      if (status !== 200) throw new Error(`status ${status}`)
      this.#servedBy[body] = (this.#servedBy[body] ?? 0) + 1
      if (!isHeld) this.#latencies.push(performance.now() - begun)
    } catch (error) {
      this.failed += 1
      this.#reasons.add(error instanceof Error ? error.message : String(error))
    }
  }
}

/** A steady load for so many milliseconds. */
export async function loadFor(url: string, rate: number, ms: number, hold = 0): Promise<LoadCounts> {
  const load = new LoadGenerator(url, () => rate, hold)
  await new Promise((resolve) => setTimeout(resolve, ms))
  return await load.stop()
}
