import { describe, expect, test } from 'vitest'
import type { CloudErrorCode } from '../../src/cloud.ts'
import { configId } from '../../src/fleet/model/ids.ts'
import { aMember } from '../support/a-fleet.ts'
import { inTo, outBy } from '../support/a-request.ts'
import { ARun } from '../support/a-run.ts'
import { pass, refuse, type Happening, type ScriptedCloud } from '../support/scripted-cloud.ts'

const three = [aMember(1), aMember(2), aMember(3)]
const lost = refuse('unavailable', 'attaching web-4: no answer')
const ATTACH = 'attach web-4 192.168.130.4 67890'

/** What was sent from the first attach until the waiting began. */
function attaching(run: ARun): readonly string[] {
  const from = run.cloud.calls.findIndex((c) => c.startsWith('attach'))
  return run.cloud.calls.slice(from, run.cloud.calls.lastIndexOf(ATTACH) + 1)
}

function nodesOf(cloud: ScriptedCloud): number {
  return cloud.nodes.filter((b) => b.address === '192.168.130.4:80').length
}

describe('an attach', () => {
  test('of an instance that this run has just created is sent without a look', async () => {
    const run = new ARun(three)
    const lines = await run.go(outBy(1))
    expect(run.cloud.calls.slice(0, 4)).toEqual(['observe', 'create web-4', 'members', ATTACH])
    expect(lines[1]).toBe('add web-4 attach done: 192.168.130.4:80 on config 67890 as backend node 5001')
  })

  test('whose answer was lost, and that took effect, is not sent again', async () => {
    const run = new ARun(three)
    run.cloud.after(ATTACH, lost)
    const lines = await run.go(outBy(1))
    expect(run.cloud.calls.slice(0, 5)).toEqual(['observe', 'create web-4', 'members', ATTACH, 'list 67890'])
    expect(nodesOf(run.cloud)).toBe(1)
    expect(lines[1]).toBe('add web-4 attach done: 192.168.130.4:80 on config 67890 as backend node 5001')
  })

  test('whose answer was lost, and that had no effect, is sent again after a look', async () => {
    const run = new ARun(three)
    run.cloud.before(ATTACH, lost, 2)
    await run.go(outBy(1))
    const again = ['list 67890', 'get 5000', ATTACH]
    expect(attaching(run)).toEqual([ATTACH, ...again, ...again])
    expect(nodesOf(run.cloud)).toBe(1)
  })

  test('is found by address and port, whoever else is on the config', async () => {
    const run = new ARun([...three, aMember(4, { tags: [] }, { address: '192.168.130.4:8080' })])
    run.cloud.before('attach', lost)
    run.cloud.newborn = { address: '192.168.130.4' }
    await run.go(outBy(1))
    expect(run.writes.filter((c) => c.startsWith('attach'))).toHaveLength(2)
  })

  test('that was made twice by lost answers is reported by its lowest id', async () => {
    const run = new ARun(three)
    run.cloud.after(ATTACH, (c) => {
      c.addBackend(4)
      c.nodes.reverse()
      lost(c)
    })
    const lines = await run.go(outBy(1, { wait: false }))
    expect(lines[1]).toContain('as backend node 5001')
  })
})

describe('an attach that is sent again', () => {
  const times = { 'was turned away': pass(), 'has lost its answer': lost }
  test.each([
    ['was turned away', 'gone', (c) => c.vanish(5000), 'instance 5000 is gone: somebody has deleted it'],
    [
      'was turned away',
      'taken',
      (c) => c.setInstance(5000, { label: 'db', tags: [] }),
      'instance 5000 is no longer ours: its label or fleet tag was changed',
    ],
    ['has lost its answer', 'gone', (c) => c.vanish(5000), 'instance 5000 is gone: somebody has deleted it'],
    [
      'has lost its answer',
      'renamed',
      (c) => c.setInstance(5000, { label: 'web-7' }),
      'instance 5000 is called web-7 by now',
    ],
  ] as readonly (readonly [keyof typeof times, string, Happening, string])[])(
    'since it %s: not to an instance that is %s meanwhile',
    async (how, _what, happens, why) => {
      const run = new ARun(three)
      run.cloud.before(ATTACH, (c) => {
        happens(c)
        times[how](c)
      })
      const lines = await run.go(outBy(1))
      expect(run.writes.filter((w) => w.startsWith('attach'))).toEqual([ATTACH])
      expect(lines[1]).toBe(`add web-4 attach failed: ${why}`)
    },
  )

  test('since it was turned away: not beside one that another run has attached meanwhile', async () => {
    const run = new ARun(three)
    run.cloud.before(ATTACH, (c) => {
      c.addBackend(4)
      pass()(c)
    })
    const lines = await run.go(outBy(1))
    expect(run.writes.filter((w) => w.startsWith('attach'))).toEqual([ATTACH])
    expect(lines[1]).toContain('add web-4 attach done')
    expect(nodesOf(run.cloud)).toBe(1)
  })
})

describe('an attach without an answer', () => {
  test('pauses longer and longer, and is given up when no answer has come for a minute', async () => {
    const run = new ARun(three)
    const at: number[] = []
    run.cloud.before(
      ATTACH,
      (c) => {
        at.push(run.time.monotonic())
        lost(c)
      },
      99,
    )
    const lines = await run.go(outBy(1))
    const pauses = at.slice(1).map((t, i) => Math.round((t - (at[i] ?? 0)) / 1000))
    expect(pauses).toEqual([1, 2, 4, 8, 10, 10, 10, 10, 10])
    expect(nodesOf(run.cloud)).toBe(0)
    expect(lines.slice(1)).toEqual([
      'add web-4 attach failed: attaching web-4: no answer',
      'add web-4 wait skipped: not attached everywhere',
    ])
  })

  test('that is refused is sent once', async () => {
    const run = new ARun(three)
    run.cloud.before(ATTACH, refuse('refused', 'attaching web-4: no', 'ask'))
    const lines = await run.go(outBy(1))
    expect(run.cloud.calls).toEqual(['observe', 'create web-4', 'members', ATTACH])
    expect(lines.slice(1)).toEqual([
      'add web-4 attach failed: attaching web-4: no; ask',
      'add web-4 wait skipped: not attached everywhere',
    ])
  })
})

describe('an attach that is refused because the address is there', () => {
  const there = refuse('address-taken', 'attaching web-4: This address is already in use')

  test('after a lost answer is looked for until a list shows it, and is done', async () => {
    const run = new ARun(three)
    run.cloud.unlisted.add(5001)
    run.cloud.after(ATTACH, (c) => {
      c.before(ATTACH, there, 99)
      lost(c)
    })
    run.at(9_000, (c) => c.unlisted.clear())
    const lines = await run.go(outBy(1))
    expect(nodesOf(run.cloud)).toBe(1)
    expect(lines.map((l) => l.split(':')[0])).toEqual([
      'add web-4 create done',
      'add web-4 attach done',
      'add web-4 wait done',
    ])
  })

  test('and that no list shows for a minute has failed', async () => {
    const run = new ARun(three)
    run.cloud.before(ATTACH, there, 99)
    const lines = await run.go(outBy(1))
    expect(lines[1]).toBe('add web-4 attach failed: attaching web-4: This address is already in use')
    expect(run.time.monotonic()).toBeLessThan(75_000)
  })
})

describe('a look before an attach that has no answer', () => {
  test.each<CloudErrorCode>(['unavailable', 'incomplete'])(
    'is repeated before anything is sent again (%s)',
    async (code) => {
      const run = new ARun(three)
      run.cloud.after(ATTACH, lost).before('list', refuse(code, 'listing: no answer'), 2)
      const lines = await run.go(outBy(1))
      expect(run.cloud.calls.slice(3, 7)).toEqual([ATTACH, ...Array<string>(3).fill('list 67890')])
      expect(nodesOf(run.cloud)).toBe(1)
      expect(lines.at(-1)).toBe('add web-4 wait done')
    },
  )

  test('is repeated for who was found without a backend node, too', async () => {
    const run = new ARun([...three, aMember(4, {}, null)])
    run.cloud.before('list', refuse('unavailable', 'listing: no answer'))
    await run.go(outBy(1, { wait: false }))
    expect(run.cloud.calls.slice(1, 6)).toEqual(['get 104', 'list 67890', 'list 67890', 'get 104', ATTACH])
  })

  test('to the end of a minute fails the attach, and says why', async () => {
    const run = new ARun([...three, aMember(4, {}, null)])
    run.cloud.before('list', refuse('unavailable', 'listing: no answer'), 99)
    const lines = await run.go(outBy(1))
    expect(run.writes).toEqual([])
    expect(lines[0]).toBe('attach web-4 attach failed: listing: no answer')
    expect(run.time.monotonic()).toBeGreaterThanOrEqual(60_000)
    expect(run.time.monotonic()).toBeLessThan(75_000)
  })
})

describe('an attach of what was found', () => {
  test('of a member that was found is sent only after a look at both', async () => {
    const run = new ARun([...three, aMember(4, {}, null)])
    await run.go(outBy(1, { wait: false }))
    expect(run.cloud.calls.slice(0, 4)).toEqual(['observe', 'get 104', 'list 67890', ATTACH])
  })

  test('of a member that another run has attached meanwhile is not sent', async () => {
    const run = new ARun([...three, aMember(4, {}, null)])
    run.cloud.before('list', (c) => c.addBackend(4, { config: configId(67890) }))
    const lines = await run.go(outBy(1, { wait: false }))
    expect(run.writes).toEqual([])
    expect(lines).toEqual(['attach web-4 attach done: 192.168.130.4:80 on config 67890 as backend node 5000'])
  })

  test('of an adopted instance is sent only after a look', async () => {
    const run = new ARun(three)
    run.cloud.after('create web-4', refuse('unavailable', 'creating web-4: no answer'))
    await run.go(outBy(1, { wait: false }))
    expect(run.cloud.calls).toEqual([
      'observe',
      'create web-4',
      'create web-4',
      'find web-4',
      'members',
      'list 67890',
      ATTACH,
      'members',
    ])
  })
})

test('an instance that is gone by now is not attached: the list that showed it was old', async () => {
  const run = new ARun([aMember(1), aMember(2), aMember(3), aMember(4, {}, null)])
  run.cloud.after('observe', (c) => c.vanish(104))
  const lines = await run.go(inTo(3))
  expect(run.writes).toEqual([])
  expect(lines).toEqual(['attach web-4 attach skipped: instance 104 is gone: somebody has deleted it'])
})
