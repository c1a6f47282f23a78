import { createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { describe, expect, test } from 'vitest'
import { Listening, placesFor } from '../../../src/sandbox/traffic/listening.ts'

describe('where an endpoint listens', () => {
  test.each([
    [
      'its own address, the same with 127 in front, any port of 127.0.0.1',
      { address: '192.168.130.7', port: 8080 },
      ['192.168.130.7:8080', '127.168.130.7:8080', '127.168.130.7:0', '127.0.0.1:0'],
    ],
    [
      'a port that needs a privilege has one above 10,000',
      { address: '198.18.0.2', port: 80 },
      ['198.18.0.2:80', '127.18.0.2:80', '127.18.0.2:10080', '127.0.0.1:0'],
    ],
    ['an IPv6 address has no twin', { address: '2001:db8::7', port: 80 }, ['2001:db8::7:80', '127.0.0.1:0']],
  ])('%s', (_, endpoint, places) => {
    expect(placesFor(endpoint).map(({ host, port }) => `${host}:${port}`)).toEqual(places)
  })

  test('never at an address that a network card has', () => {
    const cards = Object.values(networkInterfaces()).flatMap((each) => each ?? [])
    for (const { address } of cards.filter(({ internal }) => !internal))
      expect(placesFor({ address, port: 80 }).map(({ host }) => host)).not.toContain(address)
  })

  test('it can be found while it is open, and not afterwards', async () => {
    const listening = new Listening()
    const server = createServer()
    const endpoint = { address: '192.168.130.8', port: 80 }
    const bound = await listening.open(server, endpoint)
    expect(listening.where(endpoint)).toEqual(bound)
    expect(listening.url(endpoint)).toBe(`http://${bound.host}:${bound.port}`)
    listening.close(endpoint)
    server.close()
    expect([listening.where(endpoint), listening.url(endpoint)]).toEqual([undefined, ''])
  })
})
