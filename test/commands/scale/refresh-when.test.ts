import { describe, expect, test } from 'vitest'
import { FakePrometheus, type Said } from '../../support/fake-prometheus.ts'
import { RENEWED, RefreshSession, said } from '../../support/refresh-session.ts'
import { WEB } from '../../support/world.ts'

const LOW = 'ALERTS{alertname="LowLoad",alertstate="firing",fleet="fleet:web:12345"}'
const one = {
  status: 200,
  body: '{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"1"]}]}}',
}
const none = { status: 200, body: '{"status":"success","data":{"resultType":"vector","result":[]}}' }

/** Fires for so many questions, and then no more. */
function firing(times: number, then: { status: number; body: string } = none): Said {
  let asked = 0
  return () => (asked++ < times ? one : then)
}

async function measured(says: Readonly<Record<string, Said>>, of = 3) {
  const prometheus = await FakePrometheus.start({ 'fleet:measured:count': 1, ...says })
  const world = await RefreshSession.of(of, { profile: `${WEB}prometheus: { url: "${prometheus.url}" }\n` })
  return { prometheus, world }
}

describe('refresh --when: at the lowest load first, and no longer', () => {
  test('while LowLoad fires: asked before every round', async () => {
    const { prometheus, world } = await measured({ ALERTS: 1 }, 2)
    await using _ = prometheus
    const ran = await world.run('refresh', '--when')
    expect([ran.code, said(ran).at(-1)]).toEqual([0, 'web: done: 2 added, 2 removed'])
    expect(new Set(prometheus.asked)).toEqual(new Set([`/api/v1/query ${LOW}`]))
    expect(prometheus.asked.length).toBeGreaterThan(4)
    expect(world.sent()).toEqual([...RENEWED, ...RENEWED])
  })

  test('before it fires: nothing is sent', async () => {
    const { prometheus, world } = await measured({ ALERTS: 0 })
    await using _ = prometheus
    const ran = await world.run('refresh', '--when')
    expect([ran.code, said(ran), world.sent()]).toEqual([
      0,
      [`web: held (condition-false): Prometheus has no result for ${LOW}`],
      [],
    ])
  })

  test('once it fires no more: a pair keeps both its halves, and nobody new is made', async () => {
    const { prometheus, world } = await measured({ ALERTS: firing(1) })
    await using _ = prometheus
    const ran = await world.run('refresh', '--when')
    expect([ran.code, said(ran)]).toEqual([
      0,
      [
        '✓ add web-4',
        `web: held (condition-false): Prometheus has no result for ${LOW}`,
        'note: the refresh stopped for condition-false; 0 replaced before; web-4 serves beside web-1, whose place it is to take',
        'note: to go back, put the former instance block back into the profile; linode-autoscale refresh goes on, with that or with what is there now',
      ],
    ])
    expect(world.sent()).toEqual(['create', 'attach'])
    expect(world.states()).toEqual(['web-1 UP', 'web-2 UP', 'web-3 UP', 'web-4 UP'])
  })

  test('once Prometheus does not answer: it is no answer, and the run fails with what stands', async () => {
    const { prometheus, world } = await measured({ ALERTS: firing(1, { status: 503, body: 'starting' }) })
    await using _ = prometheus
    const ran = await world.run('refresh', '--when')
    expect([ran.code, said(ran).slice(0, 2)]).toEqual([1, ['✓ add web-4', '✗ attach web']])
    expect(ran.out).toContain('looking again before the next round: ')
    expect(ran.out).toContain('what was begun stands, and another refresh goes on')
    expect(world.sent()).toEqual(['create', 'attach'])
  })
})

const limited = (hourly: string): string => WEB.replace('max: 8 }', `max: 8, max_hourly: ${hourly} }`)

describe('refresh beside a limit in dollars', () => {
  test.each<[string, string, readonly string[], readonly number[]]>([
    ['room for one more: as ever', '0.03', ['web: done: 3 added, 3 removed'], [3, 4]],
    ['none: one goes first', '0.0225', ['web: done: 3 added, 3 removed'], [2, 3]],
  ])('%s', async (_, hourly, last, [fewest, most]) => {
    const world = await RefreshSession.of(3, { profile: limited(hourly) })
    const ran = await world.run('refresh')
    expect([ran.code, said(ran).slice(-1)]).toEqual([0, last])
    expect([world.fewest, world.most, world.serving]).toEqual([fewest, most, 3])
    expect(world.illegalities()).toEqual([])
  })

  test('a dearer type that is not to be paid is made by nobody, and nobody goes for it', async () => {
    const world = await RefreshSession.of(3, { profile: limited('0.0225') })
    world.profile((text) => text.replace('g6-nanode-1', 'g6-standard-2'))
    const ran = await world.run('refresh')
    expect([ran.code, said(ran), world.sent()]).toEqual([
      0,
      [
        'web: held (at-cost): 3 members cost $0.0225 an hour, one more comes to $0.0585, and size.max_hourly is $0.0225',
      ],
      [],
    ])
  })
})
