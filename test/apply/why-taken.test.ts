import { describe, expect, test } from 'vitest'
import type { Instance } from '../../src/fleet/model/fleet.ts'
import { aBackend, aMember, anInstance } from '../support/a-fleet.ts'
import { outBy } from '../support/a-request.ts'
import { ARun } from '../support/a-run.ts'
import type { ScriptedCloud } from '../support/scripted-cloud.ts'

const three = [aMember(1), aMember(2), aMember(3)]
const TAG = 'fleet:web:12345'

/** What a person makes of a machine, and what the run says of it. */
const takings: readonly (readonly [string, Partial<Instance>, RegExp])[] = [
  ['renames it and takes the tag off', { label: 'db', tags: ['mine'] }, /is no longer ours/],
  ['renames it only', { label: 'db', tags: [TAG] }, /is no longer ours/],
  ['takes the tag off only', { tags: [] }, /is no longer ours/],
  ['gives it to another fleet', { label: 'shop-1', tags: ['fleet:shop:777'] }, /is no longer ours/],
  ['gives it another number', { label: 'web-7', tags: [TAG] }, /is called web-7 by now$/],
]

/** A run that adds web-4, which a person takes ten seconds later. */
function taken(change: Partial<Instance>, more: (c: ScriptedCloud) => unknown = () => undefined): ARun {
  const run = new ARun(three)
  run.at(10_000, (c) => {
    c.setInstance(5000, change)
    more(c)
  })
  return run
}

function dropNode(c: ScriptedCloud): void {
  c.nodes = c.nodes.filter((b) => b.id !== 5001)
}

describe('a machine that is waited for and that a person takes', () => {
  test.each(takings)('is not attached again: who %s', async (_who, change, why) => {
    const run = taken(change, dropNode)
    const { hold } = await run.apply(outBy(1))
    expect(run.writes).toEqual(['create web-4', 'attach web-4 192.168.130.4 67890'])
    expect(hold).toMatchObject({ reason: 'taken-by-a-person', detail: expect.stringMatching(why) as unknown })
  })

  test.each(takings)('keeps every backend node that is at it: who %s', async (_who, change) => {
    const run = taken(change, (c) =>
      c.addBackend(4, { label: 'alice', address: '192.168.130.4:80', health: 'down' }),
    )
    await run.go(outBy(1))
    expect(run.writes.filter((w) => w.startsWith('detach'))).toEqual([])
  })

  test.each(takings)('is not called added, though it serves: who %s', async (_who, change, why) => {
    const { lines, hold } = await taken(change).apply(outBy(1))
    expect(lines.at(-1)).toMatch(/^add web-4 wait skipped: instance 5000 /)
    expect(lines.at(-1)).toMatch(why)
    expect(hold?.reason).toBe('taken-by-a-person')
  })

  test('ends no wait for another one, which is what the run has done', async () => {
    const { lines, hold } = await taken({ tags: [] }).apply(outBy(2))
    expect(lines).toContain('add web-5 wait done')
    expect(hold).toBeNull()
  })

  test('before it shows its address is not attached at all', async () => {
    const run = new ARun(three)
    run.cloud.newborn = { address: null }
    run.at(1_000, (c) => c.setInstance(5000, { address: '192.168.130.4', tags: [], label: 'db' }))
    const { hold } = await run.apply(outBy(1))
    expect(run.writes).toEqual(['create web-4'])
    expect(hold?.reason).toBe('taken-by-a-person')
  })
})

describe('a machine that was to be attached and that a person has taken since the look', () => {
  test.each(takings)('is not attached: who %s', async (_who, change, why) => {
    const run = new ARun([...three, aMember(4, {}, null)])
    run.cloud.after('observe', (c) => c.setInstance(104, change))
    const { lines, hold } = await run.apply(outBy(0, { action: 'reconcile', wait: false }))
    expect(run.writes).toEqual([])
    expect(lines[0]).toMatch(why)
    expect(hold?.reason).toBe('taken-by-a-person')
  })
})

test('the dead stay where a person takes what was to replace them', async () => {
  const run = new ARun([aMember(1), aMember(2), aMember(3, {}, { health: 'down' })])
  run.cloud.after('create web-4', (c) => run.at(5_000, () => c.setInstance(5000, { tags: [] })))
  await run.go(outBy(0, { action: 'reconcile' }))
  expect(run.writes.filter((w) => w.startsWith('remove'))).toEqual([])
  expect(run.cloud.nodes.find((b) => b.id === 1003)).toMatchObject({ mode: 'accept', label: 'web-3' })
})

test('what was put back and is taken by a person while it is waited for is not called put back', async () => {
  const leaving = {
    instance: anInstance(3),
    backends: [aBackend(3, { label: 'web-3.outgsmo0', mode: 'drain' })],
  }
  const run = new ARun([aMember(1), aMember(2), leaving])
  run.at(3_000, (c) => c.setInstance(103, { tags: [] }))
  const { hold } = await run.apply(outBy(1))
  expect(run.writes).toEqual(['change 1003 accept web-3'])
  expect(hold?.reason).toBe('taken-by-a-person')
})
