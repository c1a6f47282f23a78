import { describe, expect, test } from 'vitest'
import type { Cloud } from '../../src/cloud.ts'
import { backendId, configId, instanceId, nodeBalancerId } from '../../src/fleet/model/ids.ts'
import { OwnDeletions } from '../../src/linode/own-deletions.ts'
import { anInstance } from '../support/a-fleet.ts'
import { aPermit, SEND } from '../support/a-permit.ts'
import { aList, anAccount, aRefusal, EMPTY, type Replies, type Reply } from '../support/linode/an-account.ts'

const NODES = '/v4/nodebalancers/12345/configs/67890/nodes'
const DONE: Reply = { body: {} }
const MINUTE = 60_000

const row = (id: number) => ({
  id,
  label: `web-${id}`,
  tags: ['fleet:web:12345'],
  status: 'running',
  type: 'g6-nanode-1',
  region: 'us-east',
  created: '2026-11-22T12:00:00',
  ipv4: [`192.168.130.${id}`],
})
const node = (id: number) => ({
  id: 1000 + id,
  label: `web-${id}`,
  address: `192.168.130.${id}:80`,
  mode: 'accept',
  status: 'UP',
})
const gone = {
  action: 'linode_delete',
  created: '2026-11-23T12:00:00',
  status: 'finished',
  username: 'us',
  entity: { id: 2, label: 'web-2', type: 'linode' },
}

/** Lists that show web-1 and web-2 for ever, whatever becomes of them. */
const lagging = (more: Replies = {}) =>
  anAccount({
    ...EMPTY,
    '/v4beta/linode/instances': aList(row(1), row(2)),
    [NODES]: aList(node(1), node(2)),
    '/v4/profile/grants': { status: 204, body: {} },
    '/v4/linode/instances/2': DONE,
    [`${NODES}/1002`]: DONE,
    ...more,
  })

const [NODEBALANCER, CONFIG] = [nodeBalancerId(12345), configId(67890)]

async function deleteIt(cloud: Cloud): Promise<void> {
  await cloud.remove(instanceId(2), aPermit(), SEND)
  const its = { id: backendId(1002), nodeBalancer: NODEBALANCER, config: CONFIG }
  await cloud.detach(its, aPermit(), async () => await Promise.resolve({ instead: undefined }))
}

const labels = (some: readonly { readonly label: string }[]) => some.map((one) => one.label)

describe('what a run has deleted is in no later answer, whatever the account’s lists show', () => {
  test.each<readonly [string, (cloud: Cloud) => Promise<readonly string[]>]>([
    ['the instances of a look', async (cloud) => labels((await cloud.observe()).instances)],
    ['the backend nodes of a look', async (cloud) => labels((await cloud.observe()).backends)],
    ['the list of members', async (cloud) => labels(await cloud.members())],
    ['the backend nodes of a config', async (cloud) => labels(await cloud.backends(NODEBALANCER, CONFIG))],
    [
      'who has its address',
      async (cloud) => labels((await cloud.findAt(['192.168.130.2'], anInstance(1))).found),
    ],
    ['who has its label', async (cloud) => labels([(await cloud.findInstance('web-2')) ?? []].flat())],
  ])('%s', async (_name, ask) => {
    const { cloud, time } = lagging()
    expect(await time.run(ask(cloud))).toContain('web-2')
    await time.run(deleteIt(cloud))
    expect(await time.run(ask(cloud))).not.toContain('web-2')
  })

  test('that nobody was found to delete proves nothing', async () => {
    const { cloud, time } = lagging({ '/v4/linode/instances/2': aRefusal(404, 'Not found') })
    await time.run(cloud.remove(instanceId(2), aPermit(), SEND))
    expect(labels((await time.run(cloud.observe())).instances)).toContain('web-2')
  })
})

test('that there was no backend node to detach proves nothing', async () => {
  const { cloud, time } = lagging({ [`${NODES}/1002`]: aRefusal(404, 'Not found') })
  const its = { id: backendId(1002), nodeBalancer: NODEBALANCER, config: CONFIG }
  await time.run(cloud.detach(its, aPermit(), async () => await Promise.resolve('send')))
  expect(labels((await time.run(cloud.observe())).backends)).toContain('web-2')
})

describe('its deletion is among the events, also where their list lags', () => {
  test.each<readonly [string, readonly object[]]>([
    ['they do not tell it yet', []],
    ['they tell it', [gone]],
  ])('%s: once', async (_name, events) => {
    const { cloud, time } = lagging({ '/v4beta/account/events': aList(...events) })
    await time.run(deleteIt(cloud))
    const { activity } = await time.run(cloud.observe())
    expect(activity?.map((a) => [a.action, a.label, a.failed])).toEqual([['delete', 'web-2', false]])
  })
})

test('nothing is remembered for longer than lists may lag: a resident follow lives for days', () => {
  let now = 0
  const own = new OwnDeletions({ monotonic: () => now })
  own.deleted(instanceId(2))
  own.deleted(instanceId(3))
  now = 11 * MINUTE
  const listed = [anInstance(2), anInstance(3), anInstance(4)].map((i, n) => ({
    ...i,
    id: instanceId(n + 2),
  }))
  expect(labels(own.instancesOf(listed))).toEqual(['web-2', 'web-3', 'web-4'])
  own.deleted(instanceId(4))
  expect(labels(own.instancesOf(listed))).toEqual(['web-2', 'web-3'])
})
