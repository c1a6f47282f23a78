import { expect, test } from 'vitest'
import { FakePrometheus } from '../../support/fake-prometheus.ts'
import { WEB, World } from '../../support/world.ts'

const LOAD = 'load: { high: 0.7, high_for: 5m, low: 0.3, low_for: 10m }\n'

function withPrometheus(url: string, load = LOAD): World {
  return new World({ profile: `${WEB}${load}prometheus: { url: "${url}" }\n` })
}

test('status shows the load against the thresholds', async () => {
  await using prometheus = await FakePrometheus.start({ 'fleet:busy:avg': 1 })
  const world = withPrometheus(prometheus.url)
  expect((await world.run('status')).out).toContain(
    'load        0.42; scale-in below 0.30, scale-out above 0.70\n',
  )
  const { out } = await world.run('status', '--json')
  expect(JSON.parse(out)).toMatchObject({ load: { value: 0.42, high: 0.7, low: 0.3 } })
  expect(prometheus.asked[0]).toBe('/api/v1/query fleet:busy:avg{fleet="fleet:web:12345"}')
})

test('it says when Prometheus has none, and cannot be read, and fails nothing', async () => {
  const prometheus = await FakePrometheus.start()
  const world = withPrometheus(prometheus.url)
  expect((await world.run('status')).out).toContain(
    'load        not known: Prometheus has no load of this fleet;',
  )
  await prometheus[Symbol.asyncDispose]()
  const { code, out } = await world.run('status')
  expect(code).toBe(0)
  expect(out).toContain('load        not known: Prometheus cannot be read: ')
  expect(JSON.parse((await world.run('status', '--json')).out)).toMatchObject({ load: { value: null } })
})

test('without prometheus in the profile there is no load', async () => {
  const world = new World({ profile: `${WEB}${LOAD}` })
  expect((await world.run('status')).out).not.toContain('load ')
  expect(JSON.parse((await world.run('status', '--json')).out)).not.toHaveProperty('load')
})
