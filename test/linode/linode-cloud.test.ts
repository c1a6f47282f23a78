import { inspect } from 'node:util'
import { aPermit, SEND } from '../support/a-permit.ts'
import { describe, expect, test } from 'vitest'
import { instanceId } from '../../src/fleet/model/ids.ts'
import { linodeCloud } from '../../src/linode/linode-cloud.ts'
import { sandboxWire } from '../support/sandbox-wire.ts'
import { World, type WorldOptions } from '../support/world.ts'
import { aPolicy } from '../support/a-fleet.ts'

/** The real adapter on a world's sandbox. */
function aCloud(options: WorldOptions = {}) {
  const world = new World(options)
  const requests: string[] = []
  const sent = { password: '' }
  const adapter = sandboxWire(world.sandbox, world.time, ({ method, url, body }) => {
    requests.push(`${method} ${url.split('?')[0]}`)
    sent.password = /"root_pass":"([^"]+)"/.exec(body)?.[1] ?? sent.password
  })
  const cloud = linodeCloud({
    baseUrl: 'http://127.0.0.1:1',
    token: 'sandbox-token',
    version: '0',
    clock: world.time,
    policy: aPolicy(),
    instance: {
      region: 'us-east',
      type: 'g6-nanode-1',
      otherTypes: [],
      image: 'linode/debian12',
      tags: ['fleet:web:12345'],
      fields: {},
    },
    adapter,
  })
  return { world, cloud, requests, sent }
}

describe('observe', () => {
  test('reads the events after the instances, never beside them', async () => {
    const { world, cloud, requests } = aCloud()
    await world.time.run(cloud.observe())
    expect(requests).toHaveLength(5)
    expect(requests.at(-1)).toBe('GET /v4beta/account/events')
  })

  test('sees beyond the first page of backend nodes', async () => {
    const { world, cloud } = aCloud({ members: 2, foreign: 700 })
    const { backends } = await world.time.run(cloud.observe())
    expect(backends).toHaveLength(702)
  })

  test('asks for the fleet only, however large the account is', async () => {
    const { world, cloud, requests } = aCloud({ members: 2 })
    for (let n = 0; n < 600; n++)
      world.sandbox.byHand.addInstance({ label: `other-${n}`, at: world.time.wall() - 86_400_000 })
    const { instances } = await world.time.run(cloud.observe())
    expect(instances.map((i) => i.label)).toEqual(['web-1', 'web-2'])
    expect(requests).toHaveLength(5)
  })

  test('takes the API’s clock from its answers, whatever this machine’s says', async () => {
    const { world, cloud } = aCloud()
    world.time.advance(60_000)
    const { observedAt } = await world.time.run(cloud.observe())
    expect(new Date(observedAt).toISOString()).toBe('2026-11-23T12:01:00.000Z')
  })

  test('takes the private address by its network, never by its place', async () => {
    const { world, cloud } = aCloud({ members: 0 })
    const privateAddress = '192.168.200.7'
    world.sandbox.byHand.addInstance({ label: 'web-1', tags: ['fleet:web:12345'], privateAddress })
    world.sandbox.byHand.addInstance({ label: 'web-2', tags: ['fleet:web:12345'], privateIp: false })
    const { instances } = await world.time.run(cloud.observe())
    expect(instances.map((i) => i.address)).toEqual([privateAddress, null])
  })
})

describe('what is gone is gone', () => {
  test('reading, deleting and detaching it is no error', async () => {
    const { world, cloud } = aCloud()
    const id = instanceId(1)
    expect(await world.time.run(cloud.instance(id))).toBeNull()
    expect(await world.time.run(cloud.remove(id, aPermit(), SEND))).toBe('absent')
    const { backends } = await world.time.run(cloud.observe())
    const [backend] = backends
    if (backend === undefined) throw new Error('no backend')
    await world.time.run(cloud.detach(backend, aPermit(), SEND))
    await world.time.run(cloud.detach(backend, aPermit(), SEND))
    expect(await world.time.run(cloud.change(backend, { mode: 'drain', label: 'x' }, SEND))).toBeNull()
  })
})

test('a deletion that went through is told from one of what is not found', async () => {
  const { world, cloud } = aCloud()
  const [there] = (await world.time.run(cloud.observe())).instances
  if (there === undefined) throw new Error('no instance')
  expect(await world.time.run(cloud.remove(there.id, aPermit(), SEND))).toBe('deleted')
})

test('the price is that of the region, where it has one of its own', async () => {
  const { world, cloud } = aCloud()
  expect(await world.time.run(cloud.price('g6-nanode-1'))).toEqual({ hourly: 0.0075, monthly: 5 })
})

test('a type tells its processors; one that the account does not know tells nothing', async () => {
  const { world, cloud } = aCloud()
  expect(await world.time.run(cloud.cores('g7-highmem-1'))).toBe(2)
  await expect(world.time.run(cloud.cores('g9-none-1'))).rejects.toMatchObject({ code: 'not-found' })
})

test('no error carries the token or the root password, however deep one looks', async () => {
  for (const kind of ['429', '500', '502', 'drop-before', 'drop-after', 'never'] as const) {
    const { world, cloud, sent } = aCloud()
    world.sandbox.faults.add({ method: 'POST', path: '*', kind, times: 100 })
    const error = await world.time.run(cloud.create('web-4', 60_000).catch((e: unknown) => e))
    const told = inspect(error, { depth: 10, showHidden: true }) + JSON.stringify(error)
    expect(told).toContain('creating web-4')
    expect(told).not.toContain('sandbox-token')
    expect(sent.password).toHaveLength(48)
    expect(told).not.toContain(sent.password)
  }
})
