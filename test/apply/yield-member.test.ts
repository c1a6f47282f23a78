import { describe, expect, test } from 'vitest'
import { Journal } from '../../src/apply/journal.ts'
import { observeFleet } from '../../src/apply/run.ts'
import { yieldMember } from '../../src/apply/yield-member.ts'
import { backendId } from '../../src/fleet/model/ids.ts'
import { aFleet, aMember } from '../support/a-fleet.ts'
import { ARun } from '../support/a-run.ts'
import { pass, refuse, type ScriptedCloud } from '../support/scripted-cloud.ts'
import { aMemberOnTwo, aPolicyOnTwo, bothConfigs } from '../support/two-configs.ts'

/** What no check has spoken of yet. */
const YOUNG = { health: 'unknown' } as const

/** Gives up web-4 on a cloud that a test has scripted. */
async function yielding(happens: (cloud: ScriptedCloud) => unknown, onTwo = false, checked = true) {
  const run = onTwo
    ? new ARun([aMemberOnTwo(4, [YOUNG, YOUNG])], { policy: aPolicyOnTwo(), seen: bothConfigs(checked) })
    : new ARun([aMember(4, {}, YOUNG), aMember(9)])
  const [made] = run.cloud.instances
  if (made === undefined) throw new Error('nothing was made')
  happens(run.cloud)
  const fleet = onTwo ? bothConfigs(checked) : aFleet([])
  const rest = { step: 'wait', until: 'in-service', within: 1 } as const
  const journal = new Journal({ member: 'web-4', kind: 'add' }, [rest], run.run.tell)
  const yielded = await run.time.run(yieldMember(run.run, journal, { made, why: 'others came', fleet }))
  return { yielded, calls: run.cloud.calls, told: run.told }
}

test('giving up is told as done where only its backend nodes cannot be listed: they are left over', async () => {
  const { told } = await yielding((c) =>
    c.after('remove', () => c.before('list 67890', refuse('unavailable', 'no answer'))),
  )
  expect(told).toEqual([
    'web-4 delete started',
    'web-4 delete done: instance 104: others came',
    'web-4 wait skipped: others came',
  ])
})

test('a delete of what was made a moment ago was turned away, and a person keeps it meanwhile: it stays', async () => {
  const keep = pass((c) => c.setInstance(104, { tags: ['fleet:web:12345', 'keep'] }))
  const { yielded, calls, told } = await yielding((c) => c.before('remove', keep))
  expect(yielded).toBe(false)
  expect(calls).toEqual(['get 104', 'list 67890', 'remove 104', 'get 104', 'list 67890'])
  expect(told.at(-1)).toBe('web-4 delete skipped: it carries the tag keep by now')
})

test('a delete of what was made a moment ago was turned away, and it is UP meanwhile: it stays, whoever else does not serve', async () => {
  const up = pass((c) => {
    c.setBackend(1004, { health: 'up' })
    c.setBackend(1009, { health: 'down' })
  })
  const { yielded, calls, told } = await yielding((c) => c.before('remove', up))
  expect(yielded).toBe(false)
  expect(calls.filter((c) => c === 'remove 104')).toHaveLength(1)
  expect(told.at(-1)).toBe('web-4 delete skipped: it takes connections by now')
})

test('what was made a moment ago and is not found by a token that does not see every Linode is not told as given up', async () => {
  const { calls, told } = await yielding((c) => {
    c.sees = 'some'
    c.before('remove', (now) => now.vanish(104))
  })
  expect(calls).toEqual(['get 104', 'list 67890', 'remove 104', 'grants', 'history'])
  expect(told[1]).toMatch(
    /^web-4 delete failed: instance 104 \(web-4\) is not found, and no event tells of its deletion/,
  )
})

describe('giving up what was made a moment ago', () => {
  test('deletes it, reads its backend nodes after that, and takes them away', async () => {
    expect(await yielding(() => undefined)).toEqual({
      yielded: true,
      calls: ['get 104', 'list 67890', 'remove 104', 'list 67890', 'detach 1004'],
      told: [
        'web-4 delete started',
        'web-4 delete done: instance 104: others came',
        'web-4 detach started',
        'web-4 detach done',
        'web-4 wait skipped: others came',
      ],
    })
  })

  test('on every config, and one that cannot be taken away keeps no other', async () => {
    const { calls, told } = await yielding((c) => c.before('detach 1004', refuse('refused', 'no')), true)
    expect(calls.slice(3)).toEqual(['remove 104', 'list 67890', 'list 67891', 'detach 1004', 'detach 2004'])
    expect(told.filter((t) => t.includes('detach ') && !t.includes('started'))).toEqual([
      'web-4 detach failed: no',
      'web-4 detach done',
    ])
  })

  test('takes along what another run has marked, and leaves what bears another name', async () => {
    const { calls } = await yielding((c) => {
      c.setBackend(1004, { label: 'web-4.out', mode: 'drain' })
      c.addBackend(4, { id: backendId(3001), label: 'legacy', ...YOUNG })
    })
    expect(calls.slice(4)).toEqual(['detach 1004'])
  })

  const kept: readonly (readonly [string, (cloud: ScriptedCloud) => unknown])[] = [
    ['is gone', (c) => c.vanish(104)],
    ['was kept by a person', (c) => c.setInstance(104, { tags: ['fleet:web:12345', 'keep'] })],
    ['was renamed', (c) => c.setInstance(104, { label: 'db' })],
  ]
  test.each(kept)('is not done when it %s', async (_name, happens) => {
    expect(await yielding(happens)).toEqual({ yielded: false, calls: ['get 104', 'list 67890'], told: [] })
  })

  const failing: readonly (readonly [string, readonly string[]])[] = [
    ['get 104', ['web-4 delete failed: no answer', 'web-4 wait skipped: others came']],
    [
      'remove 104',
      ['web-4 delete started', 'web-4 delete failed: no answer', 'web-4 wait skipped: others came'],
    ],
  ]
  test.each(failing)('that fails at %s is told, and nothing is detached', async (call, told) => {
    const found = await yielding((c) => c.before(call, refuse('unavailable', 'no answer')))
    expect(found.told).toEqual(told)
    expect(found.calls.filter((c) => c.startsWith('detach'))).toEqual([])
  })

  test('has no nodes to take away while it has no address', async () => {
    const { calls } = await yielding((c) => c.setInstance(104, { address: null }))
    expect(calls).toEqual(['get 104', 'list 67890', 'remove 104', 'list 67890'])
  })
})

describe('what takes connections by now is not given up', () => {
  const serving: readonly (readonly [string, boolean, boolean, (c: ScriptedCloud) => unknown])[] = [
    ['is UP', false, true, (c) => c.setBackend(1004, { health: 'up' })],
    ['is UP under another label', false, true, (c) => c.setBackend(1004, { health: 'up', label: 'x' })],
    ['is UP on one config of two', true, true, (c) => c.setBackend(2004, { health: 'up' })],
    ['runs, and is attached where nothing is checked', true, false, () => undefined],
    ['may serve: nobody can tell', false, true, (c) => c.before('list', refuse('unavailable', 'no answer'))],
  ]
  test.each(serving)('where it %s', async (_name, onTwo, checked, happens) => {
    const { yielded, told, calls } = await yielding(happens, onTwo, checked)
    expect({ yielded, told }).toEqual({ yielded: false, told: [] })
    expect(calls).not.toContain('remove 104')
  })

  const idle: readonly (readonly [string, boolean, boolean, (c: ScriptedCloud) => unknown])[] = [
    ['is UP and closed', false, true, (c) => c.setBackend(1004, { health: 'up', mode: 'reject' })],
    ['boots where nothing is checked', true, false, (c) => c.setInstance(104, { status: 'booting' })],
  ]
  test.each(idle)('but it is where it %s', async (_name, onTwo, checked, happens) => {
    expect((await yielding(happens, onTwo, checked)).calls).toContain('remove 104')
  })
})

test('is deleted also while most members are DOWN: nothing else may be taken away then', async () => {
  const down = [1, 2, 3].map((n) => aMember(n, {}, { health: 'down' }))
  const run = new ARun([...down, aMember(4)])
  const made = run.cloud.instances.find((i) => i.label === 'web-4')
  if (made === undefined) throw new Error('nothing was made')
  const journal = new Journal({ member: 'web-4', kind: 'add' }, [], run.run.tell)
  await run.time.run(observeFleet(run.run))
  run.cloud.setBackend(1004, { health: 'down' })
  const fleet = aFleet([])
  await run.time.run(yieldMember(run.run, journal, { made, why: 'others came', fleet }))
  expect(run.writes).toEqual(['remove 104', 'detach 1004'])
})
