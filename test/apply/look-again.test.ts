import { describe, expect, test } from 'vitest'
import { configId, nodeBalancerId } from '../../src/fleet/model/ids.ts'
import { aMember } from '../support/a-fleet.ts'
import { inBy } from '../support/a-request.ts'
import { ARun } from '../support/a-run.ts'
import { refuse, type ScriptedCloud } from '../support/scripted-cloud.ts'

const four = [1, 2, 3, 4].map((n) => aMember(n))

/** A scale-in whose second look shows another account, or fails. */
async function second(happens: (cloud: ScriptedCloud) => unknown) {
  const run = new ARun(four)
  run.at(30_000, happens)
  const lines = await run.go(inBy(1))
  return { writes: run.writes.slice(1), deleted: lines.slice(2) }
}

describe('a second look that fails', () => {
  const unsure = ['unavailable', 'incomplete'] as const
  test.each(unsure)('without an answer (%s) leaves the member drained, and says so', async (code) => {
    const { writes, deleted } = await second((c) =>
      c.before('observe', refuse(code, 'listing: no answer', 'wait')),
    )
    expect(writes).toEqual([])
    expect(deleted).toEqual([
      'remove web-4 delete failed: looking at web-4 again: listing: no answer; wait; it stays drained, and the next run finishes or puts it back',
      'remove web-4 detach skipped: not reached',
    ])
  })

  const definite = ['token-refused', 'missing-scope', 'not-found', 'refused'] as const
  test.each(definite)('with a definite no (%s) gives the drain back, and says so', async (code) => {
    const { writes, deleted } = await second((c) => c.before('observe', refuse(code, 'listing: no')))
    expect(writes).toEqual(['change 1004 accept web-4'])
    expect(deleted).toEqual([
      'remove web-4 delete failed: looking at web-4 again: listing: no; it is put back',
      'remove web-4 detach skipped: not reached',
      'remove web-4 put-back done',
    ])
  })
})

describe('a second look that shows what stops a run before its first write', () => {
  test('deletes nothing, for the true reason', async () => {
    const { writes, deleted } = await second((c) => {
      c.missing = [{ kind: 'config', nodeBalancer: nodeBalancerId(12345), config: configId(67890) }]
    })
    expect(writes).toEqual(['change 1004 accept web-4'])
    expect(deleted[0]).toBe(
      'remove web-4 delete failed: looking at web-4 again: config 67890 of the profile does not exist on NodeBalancer 12345; correct nodebalancer in the profile; it is put back',
    )
  })

  test('tells all there is', async () => {
    const { deleted } = await second((c) => {
      c.missing = [1, 2].map((id) => ({
        kind: 'config',
        nodeBalancer: nodeBalancerId(12345),
        config: configId(id),
      }))
    })
    expect(deleted[0]).toContain(
      'config 1 of the profile does not exist on NodeBalancer 12345; config 2 of the profile does not exist',
    )
  })
})

describe('a member that is none any more by the second look', () => {
  test('because its label was changed gets its connections back', async () => {
    const { writes, deleted } = await second((c) => c.setInstance(104, { label: 'db', tags: [] }))
    const why = 'instance 104 is no member any more: its label or its fleet tag was changed'
    expect(writes).toEqual(['change 1004 accept web-4'])
    expect(deleted).toEqual([
      `remove web-4 delete skipped: ${why}`,
      `remove web-4 detach skipped: ${why}`,
      'remove web-4 put-back done',
    ])
  })

  test('because it was deleted is another run’s', async () => {
    const { writes, deleted } = await second((c) => {
      c.vanish(104)
      c.nodes = c.nodes.filter((b) => b.id !== 1004)
    })
    expect(writes).toEqual([])
    expect(deleted[0]).toBe('remove web-4 delete skipped: removed by another run')
  })

  test('and of which nobody can say what became of it is told as unsure', async () => {
    const { writes, deleted } = await second((c) => {
      c.setInstance(104, { label: 'db', tags: [] })
      c.before('get 104', refuse('unavailable', 'reading 104: no answer'))
    })
    expect(writes).toEqual([])
    expect(deleted[0]).toBe(
      'remove web-4 delete failed: looking at web-4 again: reading 104: no answer; it stays drained, and the next run finishes or puts it back',
    )
  })
})
