import { createServer, type Server } from 'node:http'
import { once } from 'node:events'

interface WholeAnswer {
  readonly status: number
  readonly body: string
}

/** What a Prometheus says to a query: a number of results, or a whole answer, or one that is made when it is asked. */
export type Said = number | WholeAnswer | (() => WholeAnswer)

/** An instant vector of `n` samples, each 0.42. */
function vector(n: number): string {
  const result = Array.from({ length: n }, (_, i) => ({ metric: { n: `${i}` }, value: [1, '0.42'] }))
  return JSON.stringify({ status: 'success', data: { resultType: 'vector', result } })
}

function answerOf(said: Said): WholeAnswer {
  if (typeof said === 'function') return said()
  return typeof said === 'number' ? { status: 200, body: vector(said) } : said
}

/** Answers queries by the first entry whose key is contained in them, and with no result otherwise. */
export class FakePrometheus implements AsyncDisposable {
  says: Readonly<Record<string, Said>> = {}
  readonly asked: string[] = []
  readonly authorizations: (string | undefined)[] = []
  readonly #server: Server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://prometheus')
    const query = searchParams.get('query') ?? ''
    this.asked.push(`${pathname} ${query}`)
    this.authorizations.push(request.headers.authorization)
    const [, said = 0] = Object.entries(this.says).find(([part]) => query.includes(part)) ?? []
    const { status, body } = answerOf(said)
    response.writeHead(status, { 'content-type': 'application/json' }).end(body)
  })

  static async start(says: Readonly<Record<string, Said>> = {}): Promise<FakePrometheus> {
    const fake = new FakePrometheus()
    fake.says = says
    fake.#server.listen(0, '127.0.0.1')
    await once(fake.#server, 'listening')
    return fake
  }

  get url(): string {
    const at = this.#server.address()
    return `http://127.0.0.1:${typeof at === 'object' && at !== null ? at.port : 0}`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await Promise.resolve()
  }
}
