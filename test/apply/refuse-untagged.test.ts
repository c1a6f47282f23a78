import { describe, expect, test } from 'vitest'
import { aMember } from '../support/a-fleet.ts'
import { outBy } from '../support/a-request.ts'
import { ARun } from '../support/a-run.ts'
import { pass, refuse } from '../support/scripted-cloud.ts'

const three = [aMember(1), aMember(2), aMember(3)]

function untagged(): ARun {
  const run = new ARun(three)
  run.cloud.newborn = { tags: ['mine'] }
  return run
}

const said = (then: string): string =>
  `add web-4 create failed: creating web-4: instance 5000 came back without the tag fleet:web:12345: the token’s user may not tag; ${then}; use a token of an unrestricted user: only they may tag`
const notBegun = ['add web-4 attach skipped: not begun', 'add web-4 wait skipped: not begun']

describe('an instance that comes back from our own create without the fleet tag', () => {
  test('is deleted by the id in that very answer, and the create has failed', async () => {
    const run = untagged()
    const lines = await run.go(outBy(1))
    expect(run.cloud.calls).toEqual(['observe', 'create web-4', 'remove 5000'])
    expect(lines).toEqual([said('it was deleted again'), ...notBegun])
  })

  test('and cannot be deleted is named with what to do', async () => {
    const run = untagged()
    run.cloud.before('remove', refuse('unavailable', 'deleting instance 5000: no answer', 'look'))
    const lines = await run.go(outBy(1))
    expect(lines).toEqual([
      said('deleting it again failed, delete it by hand: deleting instance 5000: no answer; look'),
      ...notBegun,
    ])
  })

  test.each([
    ['as it was is deleted', {}, 'it was deleted again', ['get 5000', 'remove 5000']],
    [
      'made into something by a person stays',
      { label: 'db' },
      'deleting it again failed, delete it by hand: somebody has changed instance 5000 meanwhile',
      ['get 5000'],
    ],
  ])('whose delete was turned away: one that is %s', async (_name, change, then, calls) => {
    const run = untagged()
    run.cloud.before(
      'remove',
      pass((c) => c.setInstance(5000, change)),
    )
    const lines = await run.go(outBy(1))
    expect(run.cloud.calls).toEqual(['observe', 'create web-4', 'remove 5000', ...calls])
    expect(lines).toEqual([said(then), ...notBegun])
  })

  test('after an answer that was lost is not adopted, and the one that is made after it is refused', async () => {
    const run = untagged()
    run.cloud.after('create web-4', refuse('unavailable', 'creating web-4: no answer'))
    const lines = await run.go(outBy(1))
    expect(run.writes).toEqual(['create web-4', 'create web-4', 'create web-5', 'remove 5001'])
    expect(lines[0]).toBe('add web-4 create skipped: the label went to instance 5000, which has no fleet tag')
    expect(lines.filter((l) => l.startsWith('add web-5 create failed'))).toHaveLength(1)
  })
})
