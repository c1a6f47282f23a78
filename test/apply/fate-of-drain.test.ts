import { expect, test } from 'vitest'
import { fateOfDrain } from '../../src/apply/fate-of-drain.ts'
import { Journal } from '../../src/apply/journal.ts'
import { aFleet, aLeaver } from '../support/a-fleet.ts'
import { ARun } from '../support/a-run.ts'

test.each<readonly [string, object, string]>([
  ['in its drain still', {}, 'it is in its drain still, and after a second look nothing removes it any more'],
  ['open again', { mode: 'accept', label: 'web-3' }, 'it does not leave any more: somebody put it back'],
])('what is said of one that is not removed and %s', async (_name, change, otherwise) => {
  const run = new ARun([aLeaver(3)])
  const [first] = aFleet([aLeaver(3)]).members
  if (first === undefined) throw new Error('no member')
  run.cloud.setBackend(1003, change)
  const [now] = aFleet([{ instance: first.instance, backends: run.cloud.nodes }]).members
  const journal = new Journal({ member: 'web-3', kind: 'remove' }, [], () => undefined)
  const leaving = { journal, member: first, marked: first.backends }
  const fate = await run.time.run(fateOfDrain(run.run, leaving, now ?? first))
  expect([fate.otherwise, fate.moved, fate.gone]).toEqual([otherwise, null, null])
})
