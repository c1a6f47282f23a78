import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { loadHistory } from '../../src/trigger/load-history.ts'

const FROM = Date.UTC(2026, 10, 23, 11, 0, 0)
const TO = FROM + 3_600_000
let server: Server | null = null
let asked: URL | null = null

afterEach(() => {
  server?.close()
  server = null
})

/** A Prometheus that gives one answer to everything. */
async function answering(status: number, body: string): Promise<string> {
  server = createServer((request, reply) => {
    asked = new URL(request.url ?? '', 'http://prometheus')
    reply.writeHead(status, { 'content-type': 'application/json' }).end(body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const at = server.address()
  return `http://127.0.0.1:${typeof at === 'object' && at !== null ? at.port : 0}`
}

const at = (minutes: number): number => FROM / 1000 + minutes * 60
const history = async (url: string, steps = 4) =>
  await loadHistory(
    { url, fleetTag: 'fleet:web:12345', env: {}, stop: new AbortController().signal },
    { from: FROM, to: TO, steps },
  )
const matrix = (values: readonly unknown[]): string =>
  JSON.stringify({ status: 'success', data: { resultType: 'matrix', result: [{ metric: {}, values }] } })

describe('the load of the last hour', () => {
  test('is asked as a range of the recorded series, one sample a step', async () => {
    const url = await answering(
      200,
      matrix([
        [at(15), '0.5'],
        [at(45), '0.75'],
        [at(60), 'NaN'],
      ]),
    )
    expect(await history(`${url}/`)).toEqual([0.5, null, 0.75, null])
    expect(asked?.pathname).toBe('/api/v1/query_range')
    expect(asked?.searchParams.get('query')).toBe('fleet:busy:avg{fleet="fleet:web:12345"}')
    expect(asked?.searchParams.get('step')).toBe('900')
  })

  test('no series is no sample', async () => {
    const url = await answering(200, '{"status":"success","data":{"resultType":"matrix","result":[]}}')
    expect(await history(url)).toEqual([null, null, null, null])
  })

  test.each([
    [500, '{}', 'Prometheus cannot be read: HTTP 500'],
    [200, 'nonsense', 'Prometheus cannot be read'],
  ])('an answer %d %s says why it cannot be read', async (status, body, why) => {
    await expect(history(await answering(status, body))).rejects.toThrow(why)
  })

  test('so does nobody listening', async () => {
    const url = await answering(200, '{}')
    server?.close()
    await expect(history(url)).rejects.toThrow(/Prometheus cannot be read: .*ECONNREFUSED/)
  })
})
