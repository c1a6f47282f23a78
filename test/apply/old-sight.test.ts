import { expect, test } from 'vitest'
import type { Hook } from '../../src/fleet/model/hook.ts'
import { aMember, aPolicy } from '../support/a-fleet.ts'
import { outBy } from '../support/a-request.ts'
import { ARun } from '../support/a-run.ts'

const hook: Hook = { command: ['/bin/true'], timeout: 1_000, onError: 'stop' }
/** By then the watch is over. */
const WATCHED = 601_000

test.each([
  ['a hook before its drain is looked at again', 'before_drain', 'drain done'],
  [
    'another hook is not: it is too late for its drain',
    'after_delete',
    'drain failed: it is too late for it',
  ],
] as const)('on a look that took more than a minute a dead member with %s', async (_rule, moment, told) => {
  const run = new ARun([aMember(1), aMember(2), aMember(3, {}, { health: 'down' })], {
    policy: aPolicy({ hooks: { [moment]: hook } }),
    runHook: async () => await Promise.resolve(null),
  })
  run.at(WATCHED - 2_000, (c) => c.before('observe', () => run.time.advance(61_000)))
  expect(await run.go(outBy(0, { action: 'reconcile' }))).toContain(`remove web-3 ${told}`)
})
