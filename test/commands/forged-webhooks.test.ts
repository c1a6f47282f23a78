import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { amxEnvironment, type ExecutorCommand } from '../loop/am-executor.ts'
import { webhookMessage } from '../loop/webhook-message.ts'
import { FakePrometheus } from '../support/fake-prometheus.ts'
import { WEB, World } from '../support/world.ts'

// prometheus-am-executor runs its commands for whoever can post to its port. What is forged must not scale.

const PROFILE = '/etc/linode-autoscale/web.yaml'

const DIRECTIONS = [
  ['HighLoad', 'scale-out'],
  ['LowLoad', 'scale-in'],
] as const

const FORGERIES = [
  ['one alert', webhookMessage({})],
  ['a dozen alerts', webhookMessage({ alerts: Array.from({ length: 12 }, () => 'firing' as const) })],
  ['firing and resolved ones', webhookMessage({ alerts: ['resolved', 'firing'] })],
] as const

/** Carries a message to the command of the generated executor.yml that matches it, as the executor would. */
async function post(world: World, message: ReturnType<typeof webhookMessage>) {
  world.files.set(PROFILE, world.files.get('linode-autoscale.yaml') ?? '')
  await world.run('monitoring', '-p', PROFILE)
  const file: { commands: readonly ExecutorCommand[] } = parse(
    world.files.get('monitoring/executor.yml') ?? '',
  )
  const labels: Readonly<Record<string, string>> = message.commonLabels
  const matching = file.commands.filter(({ match_labels = {} }) =>
    Object.entries(match_labels).every(([name, value]) => labels[name] === value),
  )
  expect(matching).toHaveLength(1)
  Object.assign(world.env, amxEnvironment(message))
  return await world.run(...(matching[0]?.args ?? []))
}

const asking = (url: string): World => new World({ profile: `${WEB}prometheus: { url: "${url}" }\n` })

describe.each(DIRECTIONS)('a forged %s', (name) => {
  test.each(FORGERIES)(
    '%s: Prometheus says that nothing fires, and nothing is written',
    async (_, message) => {
      await using calm = await FakePrometheus.start({ 'fleet:measured:count': 1 })
      const world = asking(calm.url)
      const labels = { ...message.commonLabels, alertname: name }
      const { code, err } = await post(world, { ...message, groupLabels: labels, commonLabels: labels })
      expect([code, world.writes]).toEqual([0, []])
      expect(err).toContain('result=held')
      expect(calm.asked.some((query) => query.includes(name))).toBe(true)
    },
  )

  test('nobody answers at the address of Prometheus: exit 3, and nothing is written', async () => {
    const world = asking('http://127.0.0.1:1')
    const labels = { alertname: name, fleet: 'fleet:web:12345' }
    const { code } = await post(world, { ...webhookMessage({}), groupLabels: labels, commonLabels: labels })
    expect([code, world.writes]).toEqual([3, []])
  })

  test('a profile that does not say where Prometheus is: exit 2, and nothing is written', async () => {
    const world = new World()
    const labels = { alertname: name, fleet: 'fleet:web:12345' }
    const { code, err } = await post(world, {
      ...webhookMessage({}),
      groupLabels: labels,
      commonLabels: labels,
    })
    expect([code, world.writes]).toEqual([2, []])
    expect(err).toContain('prometheus: { url')
  })
})

test.each(DIRECTIONS)('a true %s still scales', async (name, action) => {
  await using prometheus = await FakePrometheus.start({ [`alertname="${name}"`]: 1 })
  const world = asking(prometheus.url)
  const labels = { alertname: name, fleet: 'fleet:web:12345' }
  const { code, err } = await post(world, {
    ...webhookMessage({}),
    groupLabels: labels,
    commonLabels: labels,
  })
  expect(code).toBe(0)
  expect(err).toContain(`command=${action}`)
  expect(world.writes.length).toBeGreaterThan(0)
})
