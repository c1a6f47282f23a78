import { describe, expect, test } from 'vitest'
import type { Upstream } from '../../../src/sandbox/traffic/network.ts'
import { eligible, UpstreamOrder } from '../../../src/sandbox/traffic/choose-upstream.ts'

const upstream = (id: number, over: Partial<Upstream> = {}): Upstream => ({
  id,
  address: `192.168.128.${id}`,
  port: 80,
  weight: 100,
  mode: 'accept',
  status: 'UP',
  writtenAt: 0,
  ...over,
})

describe('who may get new connections', () => {
  test.each([
    ['accept and UP', [upstream(1)], 'http', [1]],
    ['not what is DOWN', [upstream(1, { status: 'DOWN' }), upstream(2)], 'http', [2]],
    ['not what no check has passed yet', [upstream(1, { status: 'Unknown' })], 'http', []],
    ['everything in accept when nothing is checked', [upstream(1, { status: 'Unknown' })], 'none', [1]],
    [
      'not what is drained or rejected',
      [upstream(1, { mode: 'drain' }), upstream(2, { mode: 'reject' })],
      'http',
      [],
    ],
    ['no backup while another serves', [upstream(1, { mode: 'backup' }), upstream(2)], 'http', [2]],
    [
      'a backup when nothing else does',
      [upstream(1, { mode: 'backup' }), upstream(2, { status: 'DOWN' })],
      'http',
      [1],
    ],
  ] as const)('%s', (_, upstreams, check, ids) => {
    expect(eligible(upstreams, check).map(({ id }) => id)).toEqual(ids)
  })
})

const busy = (id: number): number => ({ 1: 9, 2: 12, 3: 10 })[id] ?? 0

describe('the order in which they are tried', () => {
  const idle = { client: '127.0.0.1', open: () => 0 }
  const firsts = (order: UpstreamOrder, upstreams: readonly Upstream[], algorithm: string, count: number) =>
    Array.from({ length: count }, () => order.of(upstreams, { ...idle, algorithm })[0]?.id)

  test('round robin gives each its turn', () => {
    expect(firsts(new UpstreamOrder(), [upstream(1), upstream(2), upstream(3)], 'roundrobin', 6)).toEqual([
      1, 2, 3, 1, 2, 3,
    ])
  })

  test('round robin goes by weight', () => {
    const turns = firsts(new UpstreamOrder(), [upstream(1, { weight: 200 }), upstream(2)], 'roundrobin', 30)
    expect(turns.filter((id) => id === 1)).toHaveLength(20)
  })

  test('a new one is not flooded', () => {
    const order = new UpstreamOrder()
    firsts(order, [upstream(1), upstream(2)], 'roundrobin', 100)
    const turns = firsts(order, [upstream(1), upstream(2), upstream(3)], 'roundrobin', 30)
    expect(turns.filter((id) => id === 3)).toHaveLength(10)
  })

  test('leastconn takes the one with the fewest open connections for its weight', () => {
    const all = [upstream(1), upstream(2, { weight: 200 }), upstream(3)]
    expect(new UpstreamOrder().of(all, { algorithm: 'leastconn', client: '', open: busy })[0]?.id).toBe(2)
  })

  test('source gives a client the same one every time', () => {
    expect(
      new Set(firsts(new UpstreamOrder(), [upstream(1), upstream(2), upstream(3)], 'source', 20)).size,
    ).toBe(1)
  })

  test('all others come after the first, each once', () => {
    const ids = new UpstreamOrder()
      .of([upstream(1), upstream(2), upstream(3)], { ...idle, algorithm: 'roundrobin' })
      .map(({ id }) => id)
    expect(new Set(ids)).toEqual(new Set([1, 2, 3]))
  })
})
