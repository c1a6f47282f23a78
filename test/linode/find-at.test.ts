import { describe, expect, test } from 'vitest'
import { assembleFleet } from '../../src/fleet/sight/assemble-fleet.ts'
import { instanceId } from '../../src/fleet/model/ids.ts'
import { anInstance, aPolicy } from '../support/a-fleet.ts'
import { aList, anAccount, aRefusal, EMPTY, type Reply } from '../support/linode/an-account.ts'

const INSTANCES = '/v4beta/linode/instances'
const GRANTS = '/v4/profile/grants'
const NODES = '/v4/nodebalancers/12345/configs/67890/nodes'
const EVERYBODY: Reply = { status: 204, body: {} }
const SOME: Reply = { body: { global: { add_linodes: true }, linode: [] } }

const member = {
  id: 1,
  label: 'web-1',
  tags: ['fleet:web:12345'],
  status: 'running',
  type: 'g6-nanode-1',
  region: 'us-east',
  created: '2026-11-22T12:00:00',
  ipv4: ['192.168.130.1'],
}
const node = (n: number) => ({
  id: 1000 + n,
  label: `web-${n}`,
  address: `192.168.130.${n}:80`,
  mode: 'accept',
  status: n === 1 ? 'UP' : 'DOWN',
})
const deleted = {
  action: 'linode_delete',
  created: '2026-11-23T11:59:00',
  status: 'finished',
  username: 'alice',
  entity: { id: 3, label: 'web-3', type: 'linode' },
}

/** An account with member web-1 and these backend nodes, and what it says of the grants of the token's user. */
async function look(grants: Reply, nodes: readonly object[], events: readonly object[] = []) {
  const replies = { [INSTANCES]: aList(member), [NODES]: aList(...nodes), [GRANTS]: grants }
  const { cloud, time, requests } = anAccount({
    ...EMPTY,
    ...replies,
    '/v4beta/account/events': aList(...events),
  })
  const sighting = await time.run(cloud.observe())
  const asked = requests.filter((r) => r.path === GRANTS).length
  return { sighting, asked, fleet: assembleFleet(sighting, aPolicy()), cloud, time }
}

describe('what the user of the token sees', () => {
  test.each<readonly [string, Reply, string, number]>([
    ['no grants (204): everything', EVERYBODY, 'all', 1],
    ['grants: what they name', SOME, 'some', 0],
    ['a 403: nobody knows', aRefusal(403, 'Unauthorized'), 'unknown', 0],
    ['a 401 for a scope: nobody knows', aRefusal(401, 'Your OAuth token is not authorized'), 'unknown', 0],
    ['a 404: nobody knows', aRefusal(404, 'Not found'), 'unknown', 0],
    ['a 400: nobody knows', aRefusal(400, 'no'), 'unknown', 0],
  ])('%s', async (_name, grants, sees, leftovers) => {
    const { sighting, fleet, asked } = await look(grants, [node(1), node(3)])
    expect([sighting.hosts?.sees, fleet.leftovers.length, asked]).toEqual([sees, leftovers, 1])
  })

  test('is asked for also where a deletion explains it: the address may be another’s by now', async () => {
    const { sighting, fleet } = await look(SOME, [node(1), node(3)], [deleted])
    expect([sighting.hosts?.sees, fleet.leftovers]).toEqual(['some', []])
  })

  test('is not asked for when every backend node of ours has its instance', async () => {
    const legacy = { ...node(9), label: 'legacy' }
    const { asked, sighting } = await look(SOME, [node(1), legacy])
    expect([asked, sighting.hosts]).toEqual([0, undefined])
  })

  test('is not asked for when each host is found', async () => {
    const { asked, cloud, time } = await look(SOME, [node(1)])
    expect(await time.run(cloud.findAt(['192.168.130.1'], null))).toMatchObject({
      found: [{ label: 'web-1' }],
      sees: null,
    })
    expect(asked).toBe(0)
  })

  test('is asked for by itself where an instance is not found', async () => {
    const { asked, cloud, time } = await look(SOME, [node(1)])
    expect([asked, await time.run(cloud.userSees())]).toEqual([0, 'some'])
  })

  test('is asked for again before anything is taken away', async () => {
    const { cloud, time } = await look(SOME, [node(1)])
    expect(await time.run(cloud.findAt(['192.168.130.3'], null))).toMatchObject({ found: [], sees: 'some' })
  })
})

describe('whose an address in a VPC is', () => {
  const [here, gone] = [
    { linode_id: 1, subnet_id: 7, address: '10.0.0.21' },
    { linode_id: 3, subnet_id: 7, address: '10.0.0.23' },
  ]
  const another = { ...member, id: 3, label: 'db' }
  test.each<readonly [string, Reply, readonly object[]]>([
    ['that of the Linode of its row', { body: another }, [{ id: 3, label: 'db', address: '10.0.0.23' }]],
    ['nobody’s where that was deleted a moment ago', aRefusal(404, 'Not found'), []],
  ])('%s', async (_rule, answer, found) => {
    const witness = { ...anInstance(1), id: instanceId(1) }
    const { cloud, time } = anAccount(
      {
        ...EMPTY,
        '/v4/vpcs/ips': aList(here, gone),
        '/v4beta/linode/instances/3': answer,
        [GRANTS]: EVERYBODY,
      },
      aPolicy({ backend: { kind: 'vpc', subnet: 7 } }),
    )
    const said = await time.run(cloud.findAt(['10.0.0.23'], witness))
    expect(said).toMatchObject({ asked: ['10.0.0.23'], found, trusted: true })
  })

  test('unknown where its Linode cannot be read', async () => {
    const { cloud, time } = anAccount(
      { ...EMPTY, '/v4/vpcs/ips': aList(gone), '/v4beta/linode/instances/3': aRefusal(400, 'no') },
      aPolicy({ backend: { kind: 'vpc', subnet: 7 } }),
    )
    const asking = time.run(cloud.findAt(['10.0.0.23'], null))
    await expect(asking).rejects.toThrow('reading instance 3: no (HTTP 400)')
  })
})
