import { describe, expect, test } from 'vitest'
import { emptyApi, fleetApi, idOf, NODES, type TestApi, WEB_4 } from '../../support/sandbox/api.ts'

const CONFIG = '/v4/nodebalancers/12345/configs/67890'

function healthOf(api: TestApi, label: string): unknown {
  return api.get(NODES).rows.find((row) => row['label'] === label)?.['status']
}

/** Creates web-4 and attaches it at once. */
function attached(api: TestApi): string {
  api.post('/v4/linode/instances', WEB_4)
  const address = `${api.sandbox.byHand.privateAddressOf('web-4')}:80`
  return `${NODES}/${String(api.post(NODES, { label: 'web-4', address, mode: 'accept' }).json['id'])}`
}

describe('a backend node that is wrong is 400 with the reason and the field', () => {
  test.each<[string, object, readonly string[]]>([
    ['no label', { label: undefined }, ['label: label is required']],
    ['no address', { address: undefined }, ['address: address is required']],
    ['an address without port', { address: '192.168.200.1' }, ['address: Must be in address:port format']],
    ['an address out of range', { address: '192.168.300.1:80' }, ['address: Must be in address:port format']],
    ['a port out of range', { address: '192.168.200.1:70000' }, ['address: Must be in address:port format']],
    ['a name', { address: 'web-1:80' }, ['address: Must be in address:port format']],
    [
      'an IPv6 address without brackets',
      { address: '2001:db8::1:80' },
      ['address: Must be in address:port format'],
    ],
    ['a short label', { label: 'ab' }, ['label: Length must be 3-32 characters']],
    ['a long label', { label: 'a'.repeat(33) }, ['label: Length must be 3-32 characters']],
    ['a weight of 0', { weight: 0 }, ['weight: Must be 1-255']],
    ['a weight of 256', { weight: 256 }, ['weight: Must be 1-255']],
    ['a mode that is none', { mode: 'off' }, ['mode: Must be one of accept, reject, drain, backup']],
  ])('%s', (_, change, errors) => {
    const api = fleetApi()
    const answer = api.post(NODES, { label: 'node', address: '192.168.200.1:80', ...change })
    expect([answer.status, answer.errors]).toEqual([400, errors])
    expect(api.sandbox.byHand.backends()).toHaveLength(4)
  })

  test('nested in a new NodeBalancer it names the whole path', () => {
    const nodes = [{ label: 'node', address: 'nonsense' }]
    const answer = emptyApi().post('/v4/nodebalancers', { region: 'us-east', configs: [{ port: 80, nodes }] })
    expect(answer.errors).toEqual(['configs[0].nodes[0].address: Must be in address:port format'])
  })
})

describe('a common NodeBalancer reaches', () => {
  const REASON = 'address: Must begin with 192.168'

  test.each<[string, readonly string[]]>([
    ['192.168.200.1:80', []],
    ['[2001:db8::1]:80', []],
    ['198.51.100.8:80', [REASON]],
    ['127.0.0.1:80', [REASON]],
    ['10.0.0.9:80', [REASON]],
  ])('%s, or says why not, whoever asks', (address, errors) => {
    const api = fleetApi()
    const node = { label: 'probe', address }
    const nested = errors.map((each) => `nodes[0].${each}`)
    const own = `${NODES}/${String(api.get(NODES).rows[0]?.['id'])}`
    expect(api.post(NODES, node).errors).toEqual(errors)
    expect(api.put(own, { address }).errors).toEqual(errors)
    expect(api.post(`${CONFIG}/rebuild`, { nodes: [node] }).errors).toEqual(nested)
    expect(api.post('/v4/nodebalancers/12345/configs', { port: 81, nodes: [node] }).errors).toEqual(nested)
    const configs = [{ port: 80, nodes: [node] }]
    const made = api.post('/v4/nodebalancers', { region: 'us-east', configs })
    expect(made.errors).toEqual(nested.map((each) => `configs[0].${each}`))
  })

  test('no private address once it is a premium one, and a change without an address is taken', () => {
    const api = fleetApi()
    api.sandbox.byHand.setNodeBalancerType(12_345, 'premium')
    const own = `${NODES}/${String(api.get(NODES).rows[0]?.['id'])}`
    const refusal = 'address: Private IPv4 addresses are not allowed on premium NodeBalancers'
    expect(api.put(own, { address: '192.168.200.1:80' }).errors).toEqual([refusal])
    expect(api.put(own, { mode: 'drain' }).json['mode']).toBe('drain')
  })
})

describe('a new backend node', () => {
  test('has the default weight and mode and an unknown health', () => {
    const { json } = fleetApi().post(NODES, { label: 'node', address: '[2001:db8::1]:80' })
    expect(json).toMatchObject({
      weight: 100,
      mode: 'accept',
      status: 'Unknown',
      config_id: 67_890,
      nodebalancer_id: 12_345,
    })
  })

  test('may double an address, or not, as the switch says', () => {
    const answers = (['allowed', 'refused'] as const).map((duplicateAddress) => {
      const api = fleetApi({ switches: { duplicateAddress } })
      const address = api.sandbox.byHand.backends()[0]?.address
      return api.post(NODES, { label: 'again', address }).status
    })
    expect(answers).toEqual([200, 400])
  })

  test('gets the weight the switch says', () => {
    const api = fleetApi({ switches: { defaultWeight: 50 } })
    expect(api.post(NODES, { label: 'node', address: '192.168.200.1:80' }).json['weight']).toBe(50)
  })

  test('number 1,001 of a config is refused', () => {
    const api = emptyApi()
    api.sandbox.byHand.addNodeBalancer({ id: 12_345, region: 'us-east', configs: [{ id: 67_890 }] })
    const add = (number: number): number =>
      api.post(NODES, { label: `node-${number}`, address: `192.168.200.1:${number}` }).status
    const statuses = Array.from({ length: 1001 }, (_, index) => add(index + 1))
    expect([statuses.slice(0, 1000).every((status) => status === 200), statuses[1000]]).toEqual([true, 400])
  })
})

describe('health is counted off the checks', () => {
  test('Unknown, DOWN while the instance boots, UP once its application answers', () => {
    const api = fleetApi()
    attached(api)
    const seen = [0, 5000, 10_000, 54_000, 1000].map((ms) => {
      api.clock.advance(ms)
      return healthOf(api, 'web-4')
    })
    // Checks come every 5 s; three failed ones make it DOWN; it runs at 67 s and answers at 70 s.
    expect(seen).toEqual(['Unknown', 'Unknown', 'DOWN', 'DOWN', 'UP'])
  })

  test('a member in service stays UP through one failed check and goes DOWN after three', () => {
    const api = fleetApi()
    api.clock.advance(1)
    api.sandbox.byHand.powerOff('web-1')
    const seen = [5000, 5000, 5000].map((ms) => {
      api.clock.advance(ms)
      return healthOf(api, 'web-1')
    })
    expect(seen).toEqual(['UP', 'UP', 'DOWN'])
    expect(healthOf(api, 'web-2')).toBe('UP')
  })

  test('of a deleted instance goes DOWN', () => {
    const api = fleetApi()
    api.del(`/v4/linode/instances/${idOf(api, 'web-1')}`)
    expect(healthOf(api, 'web-1')).toBe('UP')
    api.clock.advance(15_000)
    expect(healthOf(api, 'web-1')).toBe('DOWN')
  })

  test('of an address nobody has is Unknown, then DOWN', () => {
    const api = fleetApi()
    api.post(NODES, { label: 'ghost', address: '192.168.200.1:80' })
    expect(healthOf(api, 'ghost')).toBe('Unknown')
    api.clock.advance(15_000)
    expect(healthOf(api, 'ghost')).toBe('DOWN')
  })
})

describe('health that is counted off no usual check', () => {
  test('of an instance that never answers is DOWN, of one that dies later goes DOWN then', () => {
    const api = fleetApi()
    api.sandbox.byHand.misbehave('web-1', { answers: false })
    api.sandbox.byHand.misbehave('web-2', { diesAt: api.clock.now() + 60_000 })
    api.clock.advance(55_000)
    expect([healthOf(api, 'web-1'), healthOf(api, 'web-2')]).toEqual(['DOWN', 'UP'])
    api.clock.advance(30_000)
    expect(healthOf(api, 'web-2')).toBe('DOWN')
  })

  test('is Unknown for good where nothing is checked', () => {
    const api = fleetApi(
      {},
      { nodebalancers: [{ id: 12_345, configs: [{ id: 67_890, port: 80, check: 'none' }] }] },
    )
    api.clock.advance(3_600_000)
    expect(healthOf(api, 'web-1')).toBe('Unknown')
  })

  test('is checked as often as the timings say, if they say so', () => {
    const api = fleetApi({ timings: { checkInterval: 100 } })
    api.sandbox.byHand.powerOff('web-1')
    api.clock.advance(300)
    expect(healthOf(api, 'web-1')).toBe('DOWN')
  })

  test('is counted up and down in the config', () => {
    const api = fleetApi()
    api.sandbox.byHand.powerOff('web-1')
    api.clock.advance(15_000)
    expect(api.get(CONFIG).json['nodes_status']).toEqual({ up: 3, down: 1 })
  })
})

describe('a change', () => {
  test('of part of it keeps the rest and makes the health Unknown until the next check', () => {
    const api = fleetApi()
    const [first] = api.sandbox.byHand.backends()
    const path = `${NODES}/${first?.id}`
    expect(api.put(path, { mode: 'drain', label: 'web-1.out' }).json).toMatchObject({
      id: first?.id,
      mode: 'drain',
      label: 'web-1.out',
      address: first?.address,
      weight: 100,
      status: 'Unknown',
    })
    api.clock.advance(5000)
    expect(api.get(path).json).toMatchObject({ mode: 'drain', status: 'UP' })
  })

  test.each([
    [{ mode: 'off' }, 'mode: Must be one of accept, reject, drain, backup'],
    [{ address: 'x' }, 'address: Must be in address:port format'],
    [{ label: 'x' }, 'label: Length must be 3-32 characters'],
  ])('%j is refused', (body, error) => {
    const api = fleetApi()
    expect(api.put(`${NODES}/${api.sandbox.byHand.backends()[0]?.id}`, body).errors).toEqual([error])
  })

  test('delete answers {} and leaves the instance', () => {
    const api = fleetApi()
    const path = `${NODES}/${api.sandbox.byHand.backends()[0]?.id}`
    expect(api.del(path).json).toEqual({})
    expect(api.del(path).status).toBe(404)
    expect(api.get(NODES).rows).toHaveLength(3)
    expect(api.sandbox.byHand.instances()).toHaveLength(4)
  })

  test('delete is refused behind a NodeBalancer that is locked with all it has', () => {
    const api = fleetApi()
    api.sandbox.byHand.setNodeBalancerLocks(12_345, ['cannot_delete_with_subresources'])
    expect(api.del(`${NODES}/${api.sandbox.byHand.backends()[0]?.id}`).status).toBe(400)
  })
})

describe('rebuild', () => {
  test('replaces the whole set; a node with a known id keeps it', () => {
    const api = fleetApi()
    const [first] = api.sandbox.byHand.backends()
    const nodes = [
      { id: first?.id, label: 'web-1', address: first?.address, mode: 'drain' },
      { label: 'fresh', address: '192.168.200.1:80' },
    ]
    expect(api.post(`${CONFIG}/rebuild`, { port: 80, nodes }).json).toMatchObject({
      nodes_status: { up: 0, down: 2 },
    })
    const [kept, fresh] = api.sandbox.byHand.backends()
    expect(kept).toMatchObject({ id: first?.id, mode: 'drain' })
    expect(fresh).toMatchObject({ label: 'fresh', mode: 'accept' })
  })

  test('without nodes is refused', () => {
    expect(fleetApi().post(`${CONFIG}/rebuild`, {}).errors).toEqual(['nodes: nodes is required'])
  })
})
