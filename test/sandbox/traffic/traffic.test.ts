import { request } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { manualClock } from '../../../src/sandbox/state/clock.ts'
import { createSandbox, type Sandbox } from '../../../src/sandbox/sandbox.ts'
import { seedFleet } from '../../../src/sandbox/seed.ts'
import { startTraffic, type Traffic } from '../../../src/sandbox/traffic/traffic.ts'
import { FLEET } from '../../support/sandbox/api.ts'

const open: Traffic[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map(async (traffic) => await traffic.close()))
})

interface Scene {
  readonly sandbox: Sandbox
  readonly traffic: Traffic
  readonly url: string
}

async function scene(): Promise<Scene> {
  const sandbox = createSandbox({ clock: manualClock(), rateLimits: false })
  seedFleet(sandbox, FLEET)
  const traffic = await startTraffic(sandbox.network)
  open.push(traffic)
  return { sandbox, traffic, url: traffic.view().nodebalancers[0]?.url ?? '' }
}

/** The label that answers, or why nobody does. */
async function ask(url: string): Promise<string> {
  return await new Promise((resolve) => {
    const outgoing = request(url, { agent: false }, (response) => {
      let body = ''
      response.on('error', (error) => resolve(error.message))
      response.setEncoding('utf8').on('data', (part: string) => (body += part))
      response.on('end', () =>
        resolve(response.statusCode === 200 ? body.trim() : String(response.statusCode)),
      )
    })
    outgoing.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    outgoing.end()
  })
}

/** Who answers many questions in a row. */
async function answerers(url: string): Promise<readonly string[]> {
  const all = new Set<string>()
  for (let n = 0; n < 12; n += 1) all.add(await ask(url))
  return [...all].toSorted()
}

async function until(holds: () => boolean): Promise<void> {
  const giveUp = performance.now() + 10_000
  while (!holds() && performance.now() < giveUp) await new Promise((resolve) => setTimeout(resolve, 5))
  expect(holds()).toBe(true)
}

/** Lets the sandbox's clock pass a check interval, again and again, until the checks have found it. */
async function checked({ sandbox }: Scene, label: string, status: string): Promise<void> {
  const found = (): boolean =>
    sandbox.byHand.backends().find((each) => each.label === label)?.status === status
  await until(() => {
    sandbox.clock.advance?.(1000)
    return found()
  })
}

const backend = ({ sandbox }: Scene, label: string): number =>
  sandbox.byHand.backends().find((each) => each.label === label)?.id ?? 0

describe('the NodeBalancer passes connections on', () => {
  test('to every member in turn', async () => {
    const { url } = await scene()
    expect(await answerers(url)).toEqual(['legacy-1', 'web-1', 'web-2', 'web-3'])
  })

  test('never again to one that is drained, while its open connection finishes', async () => {
    const at = await scene()
    for (const label of ['legacy-1', 'web-2', 'web-3'])
      at.sandbox.byHand.changeBackend(backend(at, label), { mode: 'reject' })
    const held = ask(`${at.url}/?hold=300`)
    await until(() => (at.traffic.view().instances.find(({ label }) => label === 'web-1')?.served ?? 0) === 1)
    at.sandbox.byHand.changeBackend(backend(at, 'web-1'), { mode: 'drain' })
    expect(await ask(at.url)).toBe('503')
    expect(await held).toBe('web-1')
  })

  test('not to a dead application once a connection has failed, and nobody notices', async () => {
    const at = await scene()
    at.sandbox.byHand.misbehave('web-2', { answers: false })
    await until(
      () => at.traffic.view().instances.find(({ label }) => label === 'web-2')?.applications.length === 0,
    )
    expect(await answerers(at.url)).toEqual(['legacy-1', 'web-1', 'web-3'])
    expect(at.sandbox.byHand.backends().find(({ label }) => label === 'web-2')?.status).toBe('DOWN')
  })

  test('to nobody when nobody answers: 503', async () => {
    const at = await scene()
    at.sandbox.byHand.misbehave('*', { answers: false })
    await until(() => at.traffic.view().instances.every(({ applications }) => applications.length === 0))
    expect(await ask(at.url)).toBe('503')
    expect(at.traffic.view().nodebalancers[0]?.refused).toBe(1)
  })

  test('to a new member once a check has passed, not before', async () => {
    const at = await scene()
    const id = at.sandbox.byHand.addInstance({ label: 'web-4' })
    const address = `${at.sandbox.byHand.privateAddressOf(id)}:80`
    at.sandbox.byHand.addBackend({ config: 67890, address, label: 'web-4' })
    expect(await answerers(at.url)).not.toContain('web-4')
    await checked(at, 'web-4', 'UP')
    expect(await answerers(at.url)).toContain('web-4')
  })
})

describe('health is what real checks find', () => {
  test('a member whose application dies is DOWN after as many failed checks as the config says, and UP when it is back', async () => {
    const at = await scene()
    at.sandbox.byHand.misbehave('web-1', { answers: false })
    await checked(at, 'web-1', 'DOWN')
    at.sandbox.byHand.misbehave('web-1', { answers: true })
    await checked(at, 'web-1', 'UP')
  })

  test('a backend node that was written is Unknown until its next check', async () => {
    const at = await scene()
    at.sandbox.clock.advance?.(1)
    at.sandbox.byHand.changeBackend(backend(at, 'web-1'), { weight: 50 })
    expect(at.sandbox.byHand.backends().find(({ label }) => label === 'web-1')?.status).toBe('Unknown')
    await checked(at, 'web-1', 'UP')
  })

  test('an address that belongs to no instance is DOWN and never connected to', async () => {
    const at = await scene()
    at.sandbox.byHand.addBackend({ config: 67890, address: '192.168.200.200:80', label: 'stranger' })
    await checked(at, 'stranger', 'DOWN')
  })
})

describe('instances come and go', () => {
  test('one that is switched off stops, exporter and all, and listens again once it runs', async () => {
    const at = await scene()
    const labels = (): readonly string[] => at.traffic.view().instances.map(({ label }) => label)
    at.sandbox.byHand.powerOff('web-1')
    await until(() => !labels().includes('web-1'))
    at.sandbox.byHand.setStatus('web-1', 'running')
    await until(() => labels().includes('web-1'))
  })

  test('a deleted one cuts its open connections', async () => {
    const at = await scene()
    for (const label of ['legacy-1', 'web-2', 'web-3'])
      at.sandbox.byHand.changeBackend(backend(at, label), { mode: 'reject' })
    const held = ask(`${at.url}/?hold=60000`)
    await until(() => (at.traffic.view().instances.find(({ label }) => label === 'web-1')?.served ?? 0) === 1)
    at.sandbox.byHand.removeInstance('web-1')
    expect(await held).not.toBe('web-1')
  })

  test('a dead application leaves its exporter, which tells what requests and burning cost', async () => {
    const at = await scene()
    at.sandbox.byHand.misbehave('web-1', { answers: false, burns: 1 })
    const exporter = (): string | undefined =>
      at.traffic.view().instances.find(({ label }) => label === 'web-1')?.exporters[0]
    await until(() => exporter() !== undefined)
    await new Promise((resolve) => setTimeout(resolve, 60))
    const text = await ask(exporter() ?? '')
    expect(Number(/cpu="0",mode="user"} (\S+)/.exec(text)?.[1])).toBeGreaterThan(0.01)
  })
})

test('closing ends everything that listens', async () => {
  const at = await scene()
  await at.traffic.close()
  expect(await ask(at.url)).toBe('ECONNREFUSED')
})
