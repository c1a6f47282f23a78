import { describe, expect, test } from 'vitest'
import { configId, nodeBalancerId } from '../../src/fleet/model/ids.ts'
import type { Policy } from '../../src/fleet/model/policy.ts'
import { aPolicy, NOON } from '../support/a-fleet.ts'
import { aPolicyOnTwo } from '../support/two-configs.ts'
import { aList, anAccount, aRefusal, EMPTY, type Replies } from '../support/linode/an-account.ts'

const INSTANCES = '/v4beta/linode/instances'
const EVENTS = '/v4beta/account/events'
const NB = '/v4/nodebalancers/12345'
const NB_ITSELF = '/v4beta/nodebalancers/12345'
const gone = aRefusal(404, 'Not found')

const instance = (id: number, label: string, tags: readonly string[] = []) => ({
  id,
  label,
  tags,
  status: 'running',
  type: 'g6-nanode-1',
  region: 'us-east',
  created: '2026-11-22T12:00:00',
  ipv4: [`192.168.130.${id}`],
})
const event = (label: string, action = 'linode_create') => ({
  action,
  created: '2026-11-23T11:59:00',
  status: 'finished',
  username: 'alice',
  entity: { id: 7, label, type: 'linode' },
})

async function observed(replies: Replies, policy: Policy = aPolicy()) {
  const { cloud, time, requests } = anAccount({ ...EMPTY, ...replies }, policy)
  return { sighting: await time.run(cloud.observe()), requests }
}

async function refused(replies: Replies): Promise<unknown> {
  return await observed(replies).then(
    () => 'observed',
    (error: unknown) => error,
  )
}

describe('the order', () => {
  test('the events are asked for only when everything else is answered', async () => {
    const { requests } = await observed({})
    expect(
      requests
        .map((r) => r.path)
        .slice(0, -1)
        .toSorted(),
    ).toEqual([INSTANCES, NB_ITSELF, `${NB}/configs`, `${NB}/configs/67890/nodes`].toSorted())
    expect(requests.at(-1)?.path).toBe(EVENTS)
  })

  test('every NodeBalancer and every config is asked once', async () => {
    const { requests } = await observed({ [`${NB}/configs/67891/nodes`]: aList() }, aPolicyOnTwo())
    expect(new Set(requests.map((r) => r.path)).size).toBe(requests.length)
    expect(requests).toHaveLength(6)
  })
})

describe('instances', () => {
  test('are asked for by the fleet’s tag or a label like a member’s', async () => {
    const { requests } = await observed({})
    expect(requests.find((r) => r.path === INSTANCES)?.filter).toEqual({
      '+or': [{ tags: 'fleet:web:12345' }, { label: { '+contains': 'web-' } }],
      '+order_by': 'id',
      '+order': 'asc',
    })
  })

  test('are those with the tag, whatever their label, and those with a member’s label, whatever their tags', async () => {
    const { sighting } = await observed({
      [INSTANCES]: aList(
        instance(1, 'web-1', ['fleet:web:12345']),
        instance(2, 'renamed', ['fleet:web:12345']),
        instance(3, 'web-3'),
        instance(4, 'my-web-4'),
        instance(5, 'web-5a'),
        instance(6, 'web-06'),
        instance(7, 'web-7', ['fleet:web:999']),
      ),
    })
    expect(sighting.instances.map((i) => i.label)).toEqual(['web-1', 'renamed', 'web-3', 'web-7'])
  })
})

describe('events', () => {
  test('are asked for by kind and age, newest first', async () => {
    const { requests } = await observed({})
    expect(requests.at(-1)?.filter).toEqual({
      '+and': [
        { '+or': [{ action: 'linode_create' }, { action: 'linode_delete' }] },
        { created: { '+gte': expect.stringMatching(/^2026-11-23T1[01]:\d\d:\d\d$/) as unknown } },
      ],
      '+order_by': 'created',
      '+order': 'desc',
    })
  })

  test('reach back at least as far as the longer cooldown, by the API’s clock', async () => {
    const headers = { date: 'Mon, 23 Nov 2026 18:00:00 GMT' }
    const { scaleIn } = aPolicy()
    const { requests } = await observed(
      { [INSTANCES]: { ...aList(), headers } },
      aPolicy({ scaleIn: { ...scaleIn, cooldown: 3_600_000 } }),
    )
    const [from = ''] = /2026-11-23T[\d:]+/.exec(JSON.stringify(requests.at(-1)?.filter)) ?? []
    expect(Date.parse(`${from}Z`)).toBeLessThanOrEqual(Date.UTC(2026, 10, 23, 17, 0, 0))
    expect(Date.parse(`${from}Z`)).toBeGreaterThan(Date.UTC(2026, 10, 23, 12, 0, 0))
  })

  test('are those about members’ labels', async () => {
    const { sighting } = await observed({
      [EVENTS]: aList(
        { ...event('web-1'), id: 1 },
        { ...event('api-1'), id: 2 },
        { ...event('web-2', 'linode_delete'), id: 3 },
        { ...event('web-3', 'linode_boot'), id: 4 },
        { ...event('web-4'), id: 5, entity: null },
      ),
    })
    expect(sighting.activity?.map((a) => [a.label, a.action])).toEqual([
      ['web-1', 'create'],
      ['web-2', 'delete'],
    ])
  })

  test.each([
    [
      'the scope',
      aRefusal(401, 'Your OAuth token is not authorized', { 'x-oauth-scopes': 'linodes:read_only' }),
    ],
    ['the grant', aRefusal(403, 'Unauthorized')],
  ])('are unknown, not none, to a token without %s', async (_rule, reply) => {
    const { sighting } = await observed({ [EVENTS]: reply })
    expect(sighting.activity).toBeNull()
  })

  test.each([
    ['that the token is refused', aRefusal(401, 'Invalid Token'), 'token-refused'],
    ['that they are not found', gone, 'not-found'],
    ['that they are no list', { body: {} }, 'incomplete'],
  ])('%s stops the run', async (_rule, reply, code) => {
    expect(await refused({ [EVENTS]: reply })).toMatchObject({ code })
  })
})

describe('what the profile names and the account does not have', () => {
  const nodeBalancer = nodeBalancerId(12345)

  test('a NodeBalancer that is gone is missing; its configs are not told too', async () => {
    const { sighting } = await observed({
      [NB_ITSELF]: gone,
      [`${NB}/configs`]: gone,
      [`${NB}/configs/67890/nodes`]: gone,
    })
    expect(sighting.missing).toEqual([{ kind: 'nodebalancer', nodeBalancer }])
    expect([sighting.nodeBalancers, sighting.configs, sighting.backends]).toEqual([[], [], []])
  })

  test('a config that is gone is missing, and the others are read', async () => {
    const { sighting } = await observed(
      { [`${NB}/configs/67891/nodes`]: gone, [`${NB}/configs/67890/nodes`]: aList(BACKEND) },
      aPolicyOnTwo(),
    )
    expect(sighting.missing).toEqual([{ kind: 'config', nodeBalancer, config: configId(67891) }])
    expect(sighting.backends.map((b) => b.id)).toEqual([17])
  })

  test('it is gone if its backend nodes are not found, whatever the list of configs shows', async () => {
    const { sighting } = await observed(
      {
        [`${NB}/configs`]: aList(
          { id: 67890, port: 80, check: 'http' },
          { id: 67891, port: 443, check: 'http' },
        ),
        [`${NB}/configs/67891/nodes`]: gone,
        [`${NB}/configs/67890/nodes`]: aList(BACKEND),
      },
      aPolicyOnTwo(),
    )
    expect(sighting.missing).toEqual([{ kind: 'config', nodeBalancer, config: configId(67891) }])
  })

  test('a config of another NodeBalancer is missing on this one', async () => {
    const other = nodeBalancerId(5)
    const attachments = [...aPolicy().attachments, { nodeBalancer: other, config: configId(67890), port: 80 }]
    const { sighting } = await observed(
      {
        '/v4beta/nodebalancers/5': { body: { id: 5, region: 'us-east', tags: [] } },
        '/v4/nodebalancers/5/configs': aList(),
        '/v4/nodebalancers/5/configs/67890/nodes': gone,
      },
      aPolicy({ attachments }),
    )
    expect(sighting.missing).toEqual([{ kind: 'config', nodeBalancer: other, config: configId(67890) }])
  })

  test('a config that the profile does not name is left out', async () => {
    const { sighting } = await observed({
      [`${NB}/configs`]: aList({ id: 67890, port: 80, check: 'none' }, { id: 1, port: 81, check: 'http' }),
    })
    expect(sighting.configs.map((c) => [c.id, c.checked])).toEqual([[67890, false]])
  })
})

const BACKEND = { id: 17, label: 'web-1', address: '192.168.130.1:80', mode: 'accept', status: 'UP' }

const date = (at: string) => ({ ...aList(), headers: { date: at } })

describe('when it was', () => {
  const instances = date('Mon, 23 Nov 2026 13:00:00 GMT')
  test('is the API’s time at the last answer', async () => {
    const { sighting } = await observed({
      [INSTANCES]: instances,
      [EVENTS]: date('Mon, 23 Nov 2026 13:00:07 GMT'),
    })
    expect(sighting.observedAt).toBe(NOON + 3_607_000)
  })

  test.each([
    ['may not be read', aRefusal(403, 'Unauthorized')],
    ['have no time', aList()],
    ['have a time that is none', date('soon')],
  ])('is that of the instances when the events %s', async (_rule, events) => {
    const { sighting } = await observed({ [INSTANCES]: instances, [EVENTS]: events })
    expect(sighting.observedAt).toBe(NOON + 3_600_000)
  })

  test('is this machine’s only when the API tells none', async () => {
    const { sighting } = await observed({})
    expect(sighting.observedAt - NOON).toBeGreaterThanOrEqual(0)
    expect(sighting.observedAt - NOON).toBeLessThan(1_000)
  })
})

describe('what the token may do', () => {
  test.each<readonly [string | undefined, readonly string[] | null]>([
    [undefined, null],
    ['*', null],
    ['linodes:read_write events:read_only', ['linodes:read_write', 'events:read_only']],
    ['linodes:read_write,events:read_only', ['linodes:read_write', 'events:read_only']],
    ['linodes:read_write, events:read_only ', ['linodes:read_write', 'events:read_only']],
    ['', []],
  ])('%j is %j', async (said, scopes) => {
    const headers: Readonly<Record<string, string>> = said === undefined ? {} : { 'x-oauth-scopes': said }
    const { sighting } = await observed({ [INSTANCES]: { ...aList(), headers } })
    expect(sighting.scopes).toEqual(scopes)
  })
})

describe('unknown is never zero: one answer that is no answer stops the run', () => {
  const paths = [INSTANCES, NB_ITSELF, `${NB}/configs`, `${NB}/configs/67890/nodes`]
  test.each(
    paths.flatMap((path) => [
      [path, 'a token that may not read it', aRefusal(403, 'Unauthorized'), 'missing-scope'] as const,
      [path, 'a refusal', aRefusal(400, 'no'), 'refused'] as const,
      [
        path,
        'an API that is down',
        aRefusal(503, 'down', { 'x-maintenance-mode': '1' }),
        'unavailable',
      ] as const,
      [path, 'another shape', { body: {} }, 'incomplete'] as const,
    ]),
  )('%s: %s', async (path, _rule, reply, code) => {
    expect(await refused({ [path]: reply })).toMatchObject({ name: 'CloudError', code })
  })

  test('instances that are not found are no empty account', async () => {
    expect(await refused({ [INSTANCES]: gone })).toMatchObject({ code: 'not-found' })
  })
})
