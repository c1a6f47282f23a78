import { describe, expect, test } from 'vitest'
import { emptyApi, fleetApi, idOf, NODES, WEB_4, type TestApi } from '../../support/sandbox/api.ts'

const { private_ip: _, ...PLAIN } = WEB_4
const IN_VPC = {
  ...PLAIN,
  region: 'us-ord',
  interfaces: [{ purpose: 'vpc', primary: true, subnet_id: 7, ipv4: { nat_1_1: 'any' } }],
}
const LINODE = { ...IN_VPC, interface_generation: 'linode', interfaces: [{ vpc: { subnet_id: 7 } }] }

/** An account in us-ord with subnet 7 and a NodeBalancer in it, and one that is in none. */
function apiInVpc(type: 'common' | 'premium' = 'common'): TestApi {
  const api = emptyApi()
  const { byHand } = api.sandbox
  byHand.addSubnet({ id: 7, region: 'us-ord', ipv4: '10.0.7.0/24' })
  byHand.addNodeBalancer({ id: 1, region: 'us-ord', type, subnets: [7], configs: [{ id: 11 }] })
  byHand.addNodeBalancer({ id: 2, region: 'us-ord', type, configs: [{ id: 22 }] })
  return api
}

describe('an instance in a VPC', () => {
  test.each([
    ['by its configuration', IN_VPC],
    ['by a Linode interface', LINODE],
  ])('%s has an address of the subnet, which only its own addresses tell', (_rule, body) => {
    const api = apiInVpc()
    const { json } = api.post('/v4beta/linode/instances', body)
    expect(json['ipv4']).toHaveLength(1)
    const ips = api.get(`/v4/linode/instances/${String(json['id'])}/ips`).json['ipv4']
    expect(ips).toMatchObject({ vpc: [{ address: '10.0.7.16', subnet_id: 7, prefix: 24 }], private: [] })
  })

  test.each<readonly [string, object, string]>([
    [
      'a subnet that is not there',
      { ...IN_VPC, interfaces: [{ purpose: 'vpc', subnet_id: 8 }] },
      'interfaces[0].subnet_id: The subnet must exist in the region of the Linode',
    ],
    [
      'a subnet of another region',
      { ...IN_VPC, region: 'us-east' },
      'interfaces[0].subnet_id: The subnet must exist in the region of the Linode',
    ],
    [
      'an interface of the other generation',
      { ...LINODE, interfaces: IN_VPC.interfaces },
      'interfaces[0]: This interface does not fit interface_generation linode',
    ],
    [
      'the same the other way round',
      { ...IN_VPC, interfaces: LINODE.interfaces },
      'interfaces[0]: This interface does not fit interface_generation legacy_config',
    ],
    [
      'a firewall beside Linode interfaces',
      { ...LINODE, firewall_id: -1 },
      'firewall_id: firewall_id must be set on the interfaces of a Linode with Linode interfaces',
    ],
    [
      'a private address beside them',
      { ...LINODE, private_ip: true },
      'private_ip: private_ip is not available for Linodes with Linode interfaces',
    ],
  ])('%s is refused', (_rule, body, error) => {
    expect(apiInVpc().post('/v4beta/linode/instances', body)).toMatchObject({ status: 400, errors: [error] })
  })

  test('gives its address back when it goes, as the switch says', () => {
    const api = apiInVpc()
    api.sandbox.switches.reuseAddresses = true
    const first = api.post('/v4beta/linode/instances', IN_VPC).json['id']
    api.del(`/v4/linode/instances/${String(first)}`)
    api.post('/v4beta/linode/instances', IN_VPC)
    expect(api.sandbox.byHand.vpcAddressOf('web-4')).toBe('10.0.7.16')
  })
})

/** A backend node at an address, in a VPC subnet or without one. */
const at = (address: string, subnet_id?: number) => ({
  label: 'web-4',
  address,
  ...(subnet_id === undefined ? {} : { subnet_id }),
})

describe('what a NodeBalancer reaches', () => {
  const [NB_IN, NB_OUT] = ['/v4/nodebalancers/1/configs/11/nodes', '/v4/nodebalancers/2/configs/22/nodes']
  const PRIVATE = 'address: Private IPv4 addresses are not allowed on premium NodeBalancers'

  test.each([
    ['a common one: a private address', 'common', NB_OUT, at('192.168.130.5:80'), []],
    ['a premium one: no private address', 'premium', NB_OUT, at('192.168.130.5:80'), [PRIVATE]],
    ['a premium one: IPv6', 'premium', NB_OUT, at('[2001:db8::1]:80'), []],
    ['one in the VPC: an address in the subnet', 'premium', NB_IN, at('10.0.7.20:80', 7), []],
    [
      'one in the VPC: no address outside of it',
      'common',
      NB_IN,
      at('10.0.8.20:80', 7),
      ['address: Address must be within the subnet'],
    ],
    [
      'one in the VPC: none without the subnet',
      'common',
      NB_IN,
      at('10.0.7.20:80'),
      ['subnet_id: subnet_id is required for an address in a VPC'],
    ],
    [
      'one in no VPC: none there',
      'common',
      NB_OUT,
      at('10.0.7.20:80', 7),
      ['subnet_id: The NodeBalancer is not configured for this subnet'],
    ],
  ] as const)('%s', (_rule, type, path, body, errors) => {
    expect(apiInVpc(type).post(path, body).errors).toEqual(errors)
  })

  test('a backend node in a VPC has a place there, and answers', () => {
    const api = apiInVpc()
    api.sandbox.byHand.addInstance({ label: 'web-1', region: 'us-ord', subnet: 7 })
    const node = api.post('/v4/nodebalancers/1/configs/11/nodes', at('10.0.7.16:80', 7)).json
    expect(node['vpc_config_id']).toBe(api.get('/v4/nodebalancers/1/vpcs').rows[0]?.['id'])
    api.put('/v4/nodebalancers/1/configs/11', { check: 'http' })
    api.clock.advance(10_000)
    expect(api.get('/v4/nodebalancers/1/configs/11/nodes').rows[0]).toMatchObject({ status: 'UP' })
  })

  test('so does one at a public IPv6 address', () => {
    const api = fleetApi()
    const address = `[${api.sandbox.byHand.ipv6Of('web-1')}]:80`
    const { id } = api.post(NODES, { label: 'by-ipv6', address }).json
    api.clock.advance(60_000)
    expect(api.get(`${NODES}/${String(id)}`).json).toMatchObject({ status: 'UP', vpc_config_id: null })
  })
})

describe('locks', () => {
  test('are made, listed, shown by v4beta, hold, and are taken away', () => {
    const api = fleetApi()
    const id = idOf(api, 'web-1')
    const made = api.post('/v4beta/locks', {
      entity_type: 'linode',
      entity_id: id,
      lock_type: 'cannot_delete',
    })
    expect(made.json).toMatchObject({
      lock_type: 'cannot_delete',
      entity: { id, type: 'linode', label: 'web-1' },
    })
    expect(api.get('/v4beta/locks').rows).toEqual([made.json])
    expect(api.get(`/v4beta/linode/instances/${id}`).json['locks']).toEqual(['cannot_delete'])
    expect(api.del(`/v4/linode/instances/${id}`).status).toBe(400)
    expect(api.del(`/v4beta/locks/${String(made.json['id'])}`).status).toBe(200)
    expect(api.del(`/v4/linode/instances/${id}`).status).toBe(200)
  })

  test.each(['linode', 'nodebalancer'])('none is on a %s that is not there', (entity_type) => {
    const body = { entity_type, entity_id: 999, lock_type: 'cannot_delete' }
    expect(fleetApi().post('/v4beta/locks', body).errors).toEqual(['entity_id: entity_id is not valid'])
  })

  test('one on a NodeBalancer keeps its backend nodes', () => {
    const api = fleetApi()
    const body = {
      entity_type: 'nodebalancer',
      entity_id: 12345,
      lock_type: 'cannot_delete_with_subresources',
    }
    expect(api.post('/v4beta/locks', body).status).toBe(200)
    for (const lock_type of ['cannot_delete', 'cannot_delete_with_subresources'])
      expect(api.post('/v4beta/locks', { ...body, lock_type }).errors).toEqual([
        `lock_type: The cannot_delete_with_subresources lock (Lock ID: 123452) needs to be removed to add the ${lock_type} lock`,
      ])
    expect(api.get('/v4beta/locks').rows).toHaveLength(1)
    expect(api.del(`${NODES}/${String(api.get(NODES).rows[0]?.['id'])}`).status).toBe(400)
  })
})

describe('no room', () => {
  test.each([
    [
      'for a type',
      { noCapacity: ['g6-nanode-1'] },
      403,
      /^The Linode plan you chose is not currently available/,
    ],
    ['on the account', { instanceLimit: 4 }, 400, /^Account Limit reached/],
    [
      'in the placement group',
      { placementGroupLimit: 0 },
      400,
      /^Placement group 3 has reached its limit of 0/,
    ],
  ] as const)('%s', (_rule, switches, status, text) => {
    const api = fleetApi({ switches })
    const { errors, ...answer } = api.post('/v4beta/linode/instances', {
      ...WEB_4,
      placement_group: { id: 3 },
    })
    expect([answer.status, errors]).toEqual([status, [expect.stringMatching(text)]])
    expect(api.get('/v4/linode/instances').rows).toHaveLength(4)
  })
})
