import { describe, expect, test } from 'vitest'
import type { BackendChoice } from '../../src/fleet/model/policy.ts'
import { aPolicy } from '../support/a-fleet.ts'
import { aList, anAccount, aRefusal, EMPTY, type Replies, type Reply } from '../support/linode/an-account.ts'

const SETTINGS = '/v4/account/settings'
const REGION = '/v4/regions'
const VPCS = '/v4/nodebalancers/12345/vpcs'
const AROUND: Replies = {
  ...EMPTY,
  [SETTINGS]: { body: { interfaces_for_new_linodes: 'linode_only' } },
  [REGION]: aList(
    { id: 'us-west', capabilities: [] },
    { id: 'us-east', capabilities: ['VPCs', 'Linode Interfaces'] },
  ),
  [VPCS]: aList({ id: 3, nodebalancer_id: 12345, vpc_id: 1, subnet_id: 7, ipv4_range: '10.0.0.4/30' }),
}
const NODES = '/v4/nodebalancers/12345/configs/67890/nodes'
const IPS = (n: number): string => `/v4/linode/instances/${n}/ips`
const VPC: BackendChoice = { kind: null, subnet: 7 }
const IPV6: BackendChoice = { kind: 'public-ipv6', subnet: null }

const row = (n: number, more: object = {}) => ({
  id: n,
  label: `web-${n}`,
  status: 'running',
  type: 't',
  region: 'us-east',
  created: '2026-11-23T10:00:00',
  tags: ['fleet:web:12345'],
  ipv4: ['203.0.113.7', `192.168.130.${n}`],
  ipv6: `2001:0db8::${n}/128`,
  ...more,
})

/** The addresses of an instance in two subnets. */
const ipsOf = (address: string) => ({
  body: {
    ipv4: {
      public: [],
      private: [],
      vpc: [
        { address: '10.9.9.9', subnet_id: 8 },
        { address: null, address_range: '10.0.0.128/28', subnet_id: 9 },
        { address, subnet_id: 7 },
      ],
    },
  },
})

/** One under a person's label: nobody is asked whose it is. */
const nodeAt = (n: number, host: string) => ({
  id: 1000 + n,
  label: `by-hand-${n}`,
  address: `${host}:80`,
  mode: 'accept',
  status: 'UP',
})

/** An account of two members and a stranger, and what each observe of two asked for beside the usual five. */
async function observed(backend: BackendChoice, replies: Replies = {}) {
  const instances = aList(row(1), row(2), row(3, { tags: [] }))
  const ips = {
    '/v4/linode/instances/1/ips': ipsOf('10.0.0.21'),
    '/v4/linode/instances/2/ips': ipsOf('10.0.0.22'),
  }
  const placed = { [NODES]: aList(nodeAt(1, '10.0.0.21'), nodeAt(2, '10.0.0.22')) }
  const account = anAccount(
    { ...AROUND, '/v4beta/linode/instances': instances, ...placed, ...ips, ...replies },
    aPolicy({ backend }),
  )
  const { cloud, time, requests } = account
  const sighting = await time.run(cloud.observe())
  const asked = requests.map((r) => r.path).filter((path) => !(path in EMPTY))
  await time.run(cloud.observe())
  const again = requests
    .map((r) => r.path)
    .filter((path) => !(path in EMPTY))
    .slice(asked.length)
  return { sighting, asked: asked.toSorted(), again, account }
}

describe('what is asked for beside the usual five', () => {
  test.each<readonly [string, BackendChoice, readonly string[]]>([
    ['nothing, as things are usually', { kind: null, subnet: null }, []],
    [
      'the account’s setting for a private address that the profile states',
      { kind: 'private-ipv4', subnet: null },
      [SETTINGS],
    ],
    ['the setting and the region for IPv6', IPV6, [SETTINGS, REGION]],
    [
      'those, the subnets and each member’s addresses for a VPC',
      VPC,
      [SETTINGS, '/v4/linode/instances/1/ips', '/v4/linode/instances/2/ips', VPCS, REGION],
    ],
  ])('%s', async (_rule, backend, paths) => {
    const { asked, again } = await observed(backend)
    expect(asked).toEqual([...paths].toSorted())
    // Nothing of it changes while a run lasts.
    expect(again).toEqual([])
  })

  test('all of it again when the first try came to nothing', async () => {
    const { cloud, time, requests } = anAccount(
      { ...AROUND, [REGION]: aRefusal(400, 'no') },
      aPolicy({ backend: IPV6 }),
    )
    for (let i = 0; i < 2; i++)
      expect(await time.run(cloud.observe().catch((error: unknown) => error))).toHaveProperty(
        'code',
        'refused',
      )
    expect(requests.filter((r) => r.path === REGION)).toHaveLength(2)
  })
})

describe('an address in a VPC that was read', () => {
  const one = [IPS(1)]
  const moved = aList(nodeAt(1, '10.0.0.77'), nodeAt(2, '10.0.0.22'))
  test.each<readonly [string, number, Replies, readonly string[], string | null]>([
    ['is believed for a while', 29_000, { [IPS(1)]: ipsOf('10.0.0.77') }, [], '10.0.0.21'],
    ['and then read again', 30_000, { [IPS(1)]: ipsOf('10.0.0.77') }, [IPS(1), IPS(2)], '10.0.0.77'],
    [
      'at once where a backend node has moved',
      0,
      { [IPS(1)]: ipsOf('10.0.0.77'), [NODES]: moved },
      one,
      '10.0.0.77',
    ],
    ['or is missing', 0, { [NODES]: aList(nodeAt(2, '10.0.0.22')) }, one, '10.0.0.21'],
    [
      'is none once the instance is in that subnet no more',
      0,
      { [IPS(1)]: { body: { ipv4: { vpc: [] } } }, [NODES]: moved },
      one,
      null,
    ],
  ])('%s', async (_rule, later, replies, asked, address) => {
    const now: Record<string, Reply> = {
      ...AROUND,
      '/v4beta/linode/instances': aList(row(1), row(2)),
      [NODES]: aList(nodeAt(1, '10.0.0.21'), nodeAt(2, '10.0.0.22')),
      [IPS(1)]: ipsOf('10.0.0.21'),
      [IPS(2)]: ipsOf('10.0.0.22'),
    }
    const { cloud, time, requests } = anAccount(now, aPolicy({ backend: VPC }))
    const first = await time.run(cloud.observe())
    expect(first.instances.map((i) => i.address)).toEqual(['10.0.0.21', '10.0.0.22'])
    const before = requests.length
    time.advance(later)
    Object.assign(now, replies)
    const again = await time.run(cloud.observe())
    expect(again.instances[0]?.address).toBe(address)
    const paths = requests.slice(before).map((r) => r.path)
    expect(paths.filter((path) => path.endsWith('/ips')).toSorted()).toEqual(asked)
  })
})

describe('an address', () => {
  test('in a VPC is that of the profile’s subnet; a stranger’s is nobody’s business', async () => {
    const { sighting } = await observed(VPC)
    expect(sighting.instances.map((i) => i.address)).toEqual(['10.0.0.21', '10.0.0.22', null])
  })

  test('in a VPC that an instance is not in, or not yet, is none', async () => {
    const nowhere = { body: { ipv4: { vpc: [] } } }
    const { sighting } = await observed(VPC, {
      '/v4/linode/instances/1/ips': nowhere,
      '/v4/linode/instances/2/ips': aRefusal(404, 'Not found'),
    })
    expect(sighting.instances.map((i) => i.address)).toEqual([null, null, null])
  })

  test('that cannot be read stops the run: unknown is never zero', async () => {
    const refused = observed(VPC, { '/v4/linode/instances/1/ips': aRefusal(400, 'no') })
    await expect(refused).rejects.toThrow('reading the addresses of web-1 (instance 1): no (HTTP 400)')
  })

  test('of IPv6 is the public one in its canonical spelling', async () => {
    const { sighting } = await observed(IPV6)
    expect(sighting.instances.map((i) => i.address)).toEqual(['2001:db8::1', '2001:db8::2', '2001:db8::3'])
  })
})

describe('what surrounds a fleet', () => {
  test('is told as the API has it', async () => {
    const { sighting } = await observed(VPC)
    expect(sighting.surroundings).toEqual({
      interfaces: 'linode_only',
      capabilities: ['VPCs', 'Linode Interfaces'],
      subnets: [{ nodeBalancer: 12345, id: 7, range: '10.0.0.4/30' }],
      firewall: null,
    })
  })

  test('is unknown, not refused, where the token may not read the account', async () => {
    const forbidden = aRefusal(401, 'Your OAuth token is not authorized to use this endpoint.')
    const { sighting } = await observed(IPV6, { [SETTINGS]: forbidden })
    expect(sighting.surroundings.interfaces).toBe(null)
  })
})
