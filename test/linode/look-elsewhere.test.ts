import { describe, expect, test } from 'vitest'
import { assembleFleet } from '../../src/fleet/sight/assemble-fleet.ts'
import { aPolicy } from '../support/a-fleet.ts'
import { aList, anAccount, aRefusal, EMPTY, type Replies } from '../support/linode/an-account.ts'

const NB = { id: 12345, label: 'nb', region: 'us-east', ipv4: '203.0.113.10', tags: [] }
const OTHER = { ...NB, id: 777, label: 'other' }
const WEB_2 = {
  id: 22,
  label: 'web-2',
  tags: ['fleet:web:12345'],
  status: 'running',
  type: 'g6-nanode-1',
  region: 'us-east',
  created: '2026-11-22T12:00:00',
  ipv4: ['192.168.130.22'],
}

/** An account with one member, which is behind another NodeBalancer too. */
const BEHIND_TWO: Replies = {
  ...EMPTY,
  '/v4beta/linode/instances': aList(WEB_2),
  '/v4/linode/instances/22/nodebalancers': aList(NB, OTHER),
  '/v4/nodebalancers/777/configs': aList({ id: 7771, port: 80, check: 'http' }),
  '/v4/nodebalancers/777/configs/7771/nodes': aList({
    id: 5,
    label: 'mine',
    address: '192.168.130.22:80',
    mode: 'accept',
    status: 'UP',
  }),
}

async function elsewhere(replies: Replies, everywhere = false) {
  const policy = aPolicy()
  const { cloud, time, requests } = anAccount({ ...BEHIND_TWO, ...replies }, policy)
  const fleet = assembleFleet(await time.run(cloud.observe(true)), policy)
  const before = requests.length
  const found = await time.run(cloud.lookElsewhere(fleet, everywhere))
  return { missing: fleet.missing, found, asked: requests.slice(before).map((r) => r.path) }
}

const labels = ({ found }: Awaited<ReturnType<typeof elsewhere>>) => found.backends.map((b) => b.label)

describe('a look beyond the profile', () => {
  test('finds what the members are behind', async () => {
    const seen = await elsewhere({ '/v4beta/nodebalancers': aList(NB, OTHER) })
    expect(labels(seen)).toEqual(['mine'])
    expect(seen.asked[0]).toBe('/v4/linode/instances/22/nodebalancers')
  })

  test('asks nothing where the list shows none but the profile’s', async () => {
    expect(await elsewhere({ '/v4beta/nodebalancers': aList(NB) })).toEqual({
      missing: [],
      found: { backends: [], unread: [] },
      asked: [],
    })
  })

  test('asks the members all the same where the list lacks one that is there: a restricted user’s proves nothing', async () => {
    const seen = await elsewhere({ '/v4beta/nodebalancers': aList() })
    expect([seen.missing, labels(seen)]).toEqual([[], ['mine']])
  })

  test('takes one that is in no list and nowhere else for gone', async () => {
    const gone = { '/v4beta/nodebalancers/12345': aRefusal(404, 'Not found') }
    const { missing } = await elsewhere({ ...gone, '/v4beta/nodebalancers': aList(OTHER) })
    expect(missing).toEqual([{ kind: 'nodebalancer', nodeBalancer: 12345 }])
  })

  test('reads the list of all once, for everywhere too', async () => {
    const seen = await elsewhere({ '/v4beta/nodebalancers': aList(NB, OTHER) }, true)
    expect(labels(seen)).toEqual(['mine'])
    expect(seen.asked.filter((path) => path.endsWith('/nodebalancers'))).toEqual([])
  })
})
