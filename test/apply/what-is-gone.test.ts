import { expect, test } from 'vitest'
import { lookAtMembers } from '../../src/apply/look-at-members.ts'
import { aMember } from '../support/a-fleet.ts'
import { inBy } from '../support/a-request.ts'
import { ARun } from '../support/a-run.ts'
import { refuse, type ScriptedCloud } from '../support/scripted-cloud.ts'

const DO = 'correct nodebalancer in the profile'

test.each<readonly [string, (cloud: ScriptedCloud) => unknown, object]>([
  [
    'the config',
    () => undefined,
    { message: 'config 67890 of the profile does not exist on NodeBalancer 12345', remedy: DO },
  ],
  [
    'the NodeBalancer',
    (c) => c.before('read tags', refuse('not-found', 'Not found')),
    { message: 'NodeBalancer 12345 of the profile does not exist', remedy: DO },
  ],
  [
    'the config, and the NodeBalancer does not answer',
    (c) => c.before('read tags', refuse('unavailable', 'no answer')),
    { message: 'config 67890 of the profile does not exist on NodeBalancer 12345', remedy: DO },
  ],
])('a look at members that are waited for names what is gone: %s', async (_name, gone, error) => {
  const run = new ARun([aMember(1)])
  run.cloud.before('list 67890', refuse('not-found', 'listing the backend nodes: Not found (HTTP 404)'))
  gone(run.cloud)
  await expect(run.time.run(lookAtMembers(run.run, []))).rejects.toMatchObject({
    code: 'not-found',
    ...error,
  })
})

test('what was gone before its drain was not drained, and nothing of it is put back', async () => {
  const run = new ARun([1, 2, 3].map((n) => aMember(n)))
  run.cloud.before('node 1003', (c) => (c.nodes = []))
  run.at(30_000, (c) => c.before('observe', refuse('not-found', 'NodeBalancer 12345 does not exist')))
  const lines = await run.go(inBy(1))
  expect(lines).toEqual([
    'remove web-3 drain skipped: the backend node is gone',
    'remove web-3 wait skipped: nothing of it was drained',
    'remove web-3 delete failed: looking at web-3 again: NodeBalancer 12345 does not exist; nothing of it is drained',
    'remove web-3 detach skipped: not reached',
  ])
  expect(run.writes).toEqual([])
})
