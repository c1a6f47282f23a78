import { describe, expect, test } from 'vitest'
import { FakePrometheus, type Said } from '../../support/fake-prometheus.ts'
import { WEB, World, type WorldOptions } from '../../support/world.ts'

/** A world whose profile says where Prometheus is. */
function measured(url: string, options: WorldOptions = {}): World {
  return new World({ profile: `${WEB}prometheus: { url: "${url}" }\n`, ...options })
}

const MEASURED = { 'fleet:measured:count': 1 }
const SCALAR = { status: 200, body: '{"status":"success","data":{"resultType":"scalar","result":[1,"1"]}}' }
const PARTIAL = {
  status: 200,
  body: '{"status":"success","warnings":["a store did not answer"],"data":{"resultType":"vector","result":[]}}',
}

describe('--when asks Prometheus first', () => {
  test.each([
    ['scale-out', 'HighLoad'],
    ['scale-in', 'LowLoad'],
  ])('%s asks without a value whether %s of this fleet is firing', async (command, alert) => {
    await using prometheus = await FakePrometheus.start({ ALERTS: 1 })
    const world = measured(prometheus.url)
    const { code, out } = await world.run(command, '--when', '--json')
    expect(code).toBe(0)
    expect(prometheus.asked).toEqual([
      `/api/v1/query ALERTS{alertname="${alert}",alertstate="firing",fleet="fleet:web:12345"}`,
    ])
    expect(JSON.parse(out)).toMatchObject({ result: 'done', condition: { met: true } })
  })

  test('an empty result of a fleet that is measured holds, and nothing is written, repairs neither', async () => {
    await using prometheus = await FakePrometheus.start(MEASURED)
    const world = measured(prometheus.url)
    world.removeBackends('web-2')
    const { code, out } = await world.run('scale-out', '--when')
    expect(code).toBe(0)
    expect(out).toContain(
      'web: held (condition-false): Prometheus has no result for ALERTS{alertname="HighLoad",alertstate="firing",fleet="fleet:web:12345"}',
    )
    expect(world.writes).toEqual([])
  })

  test('a query of one’s own, where up shows that the fleet is measured', async () => {
    await using prometheus = await FakePrometheus.start({ 'or up{': 1 })
    const world = measured(prometheus.url)
    const { code, out } = await world.run('scale-in', '--when', 'night > 0', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      hold: { reason: 'condition-false' },
      condition: { query: 'night > 0', met: false },
    })
    prometheus.says = { 'night > 0': 1 }
    expect(JSON.parse((await world.run('scale-in', '--when', 'night > 0', '--json')).out)).toMatchObject({
      result: 'done',
    })
  })
})

describe('--when without an answer to rely on', () => {
  test.each<readonly [string, Readonly<Record<string, Said>>, string]>([
    ['a fleet that is not measured', {}, 'it does not measure this fleet, or its rules are not loaded'],
    ['an error of Prometheus', { ALERTS: { status: 503, body: '' } }, 'Prometheus cannot be read: HTTP 503'],
    [
      'a query that is wrong',
      { ALERTS: { status: 400, body: '{"status":"error","error":"parse error: unexpected }"}' } },
      'HTTP 400: parse error: unexpected }',
    ],
    ['an answer that is not whole', { ALERTS: PARTIAL }, 'may not be whole: "a store did not answer"'],
    [
      'another server at its address',
      { ALERTS: { status: 200, body: '<html>' } },
      'is not that of Prometheus',
    ],
    ['a scalar, which is never empty', { ALERTS: SCALAR }, 'is a scalar, which is never empty'],
  ])('%s: exit 3 and no change', async (_rule, says, why) => {
    await using prometheus = await FakePrometheus.start(says)
    const world = measured(prometheus.url)
    const { code, err } = await world.run('scale-out', '--when')
    expect(code).toBe(3)
    expect(err).toContain(why)
    expect(err).toContain('nothing was changed')
    expect(world.sandbox.log).toEqual([])
  })

  test('a Prometheus that is down: exit 3 and no change', async () => {
    const prometheus = await FakePrometheus.start()
    const { url } = prometheus
    await prometheus[Symbol.asyncDispose]()
    const world = measured(url)
    const { code, out } = await world.run('scale-out', '--when', '--json')
    expect(code).toBe(3)
    expect(JSON.parse(out)).toMatchObject({ result: 'failed', error: { code: 'condition-unknown' } })
    expect(world.sandbox.log).toEqual([])
  })
})

describe('--when as it is written', () => {
  test('a password in the URL is sent, and never told', async () => {
    await using prometheus = await FakePrometheus.start({ ALERTS: { status: 401, body: '' } })
    const world = measured(prometheus.url.replace('http://', 'http://me:s3cret%21@'))
    const { code, out, err } = await world.run('scale-out', '--when', '-v')
    expect(code).toBe(3)
    expect(out + err).not.toContain('s3cret')
    expect(prometheus.authorizations).toEqual([`Basic ${btoa('me:s3cret!')}`])
  })

  test.each([
    ['a profile without prometheus', WEB, ['--when'], 'say where it is, as prometheus: { url: ... }'],
    [
      'an empty expression',
      `${WEB}prometheus: { url: "http://127.0.0.1:1" }\n`,
      ['--when', ' '],
      '--when is empty',
    ],
  ])('%s is a usage error', async (_rule, profile, flags, why) => {
    const world = new World({ profile })
    const { code, err } = await world.run('scale-out', ...flags)
    expect(code).toBe(2)
    expect(err).toContain(why)
    expect(world.sandbox.log).toEqual([])
  })
})

test('the alerts and cron’s fallback, both at work for an hour, scale once a cooldown', async () => {
  await using prometheus = await FakePrometheus.start({ ALERTS: 1 })
  const world = measured(prometheus.url, { members: 2 })
  const alerts = { AMX_STATUS: 'firing', AMX_ALERT_LEN: '1', AMX_ALERT_1_STATUS: 'firing' }
  const sizes = new Map<number, number>()
  for (let minute = 0; minute < 60; minute += 2) {
    const cron = world.begin('scale-out', '--when', '--no-wait')
    world.env = { ...world.env, ...alerts }
    const alert = minute % 4 === 0 ? world.begin('scale-out', '--no-wait') : cron
    const codes = await world.time.run(Promise.all([cron, alert]))
    world.env = { LINODE_URL: 'http://127.0.0.1:1', LINODE_TOKEN: 'sandbox-token' }
    expect(codes.map((c) => c.code)).toEqual([0, 0])
    sizes.set(minute, world.states().length)
    world.time.advance(120_000)
  }
  const grown = [...sizes.values()].map((size, i, all) => size - (all[i - 1] ?? 2))
  expect(Math.max(...grown)).toBe(1)
  const times = grown.flatMap((n, i) => (n === 1 ? [i * 2] : []))
  expect(times.slice(1).every((at, i) => at - (times[i] ?? 0) >= 5)).toBe(true)
  expect(world.states()).toHaveLength(8)
  expect(world.illegalities()).toEqual([])
})
