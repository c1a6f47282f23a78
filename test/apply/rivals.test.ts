import { describe, expect, test } from 'vitest'
import { instanceId } from '../../src/fleet/model/ids.ts'
import { aMember, aPolicy, NOON } from '../support/a-fleet.ts'
import { aReading, aSizedPolicy, busyAt, byLoad } from '../support/a-reading.ts'
import { anEvent } from '../support/an-event.ts'
import { outBy, outTo } from '../support/a-request.ts'
import { ARun } from '../support/a-run.ts'
import { refuse, type ScriptedCloud } from '../support/scripted-cloud.ts'

const three = [aMember(1), aMember(2), aMember(3)]
/** What this run makes has the ids from 5000 on: web-4 is instance 5000 and its backend node 5001. */
const MINE = ['create web-4', 'attach web-4 192.168.130.4 67890']
const GIVEN_UP = [...MINE, 'remove 5000', 'detach 5001']
/** Another run's web-5, older or younger than ours. */
const older = { id: instanceId(4000), label: 'web-5' }
const younger = { id: instanceId(6000), label: 'web-5' }

/** What was sent, without the repairs of the other's member. */
function own(run: ARun): readonly string[] {
  return run.writes.filter((w) => !w.includes('web-5'))
}

function meets(happens: (cloud: ScriptedCloud) => unknown, call = 'create web-4'): ARun {
  const run = new ARun(three)
  run.cloud.after(call, happens)
  return run
}

describe('a run that replaces a dead member', () => {
  const reconcile = outBy(0, { action: 'reconcile' })
  const oneDown = [aMember(1), aMember(2), aMember(3, {}, { health: 'down' })]

  test('gives way at its first look, before it waits for anybody', async () => {
    const run = new ARun(oneDown)
    run.cloud.after('create web-4', (c) => c.addInstance(5, older))
    let created = 0
    run.cloud.before('create web-4', () => (created = run.time.monotonic()))
    let removed = 0
    run.cloud.before('remove 5000', () => (removed = run.time.monotonic()))
    await run.go(reconcile)
    expect(removed - created).toBeGreaterThan(0)
    expect(removed - created).toBeLessThan(500)
  })

  test('may give up what it made while most members are DOWN', async () => {
    const run = new ARun(oneDown)
    run.cloud.after('create web-4', (c) => c.addInstance(5, older))
    run.cloud.before('create web-4', (c) =>
      [1001, 1002].forEach((id) => c.setBackend(id, { health: 'down' })),
    )
    await run.go(reconcile)
    expect(run.writes).toContain('remove 5000')
  })
})

test('what is in service already is not deleted for a rival that came late', async () => {
  const run = new ARun(three)
  run.cloud.broken.add(instanceId(5000))
  let served: readonly string[] = []
  run.at(100_000, (c) => {
    served = run.told.filter((t) => t.endsWith('wait done'))
    c.addInstance(6, { id: instanceId(4000), status: 'provisioning' })
  })
  await run.go(outBy(2))
  expect(served).toEqual(['web-5 wait done'])
  expect(run.writes.filter((w) => w.startsWith('remove'))).toEqual([])
})

test('what is UP since the last poll is not deleted for a rival that comes into the list only now', async () => {
  const run = new ARun(three)
  run.at(72_000, (c) => c.addInstance(5, { id: instanceId(4999), created: NOON + 1_000 }))
  const lines = await run.go(outBy(1))
  expect(run.writes.filter((w) => w.startsWith('remove'))).toEqual([])
  expect(lines).toContain('add web-4 wait done')
})

test.each([
  ['serves by a backend node that no list shows is not given up', 72_000, false],
  ['is given up takes along its backend node that no list shows', 3_000, true],
])('what %s', async (_what, at, isGivenUp) => {
  const run = new ARun(three)
  run.cloud.unlisted.add(5001)
  run.at(at, (c) => c.addInstance(5, { id: instanceId(4999), created: NOON + 1_000 }))
  await run.go(outBy(1))
  const gone = run.writes.filter((w) => /^(remove 5000|detach 5001)$/.test(w))
  expect(gone).toEqual(isGivenUp ? ['remove 5000', 'detach 5001'] : [])
})

describe('after its creates a run looks who else came', () => {
  test('and gives up its own when another is older', async () => {
    const run = meets((c) => c.addInstance(5, older))
    const { hold, lines } = await run.apply(outBy(1, { wait: false }))
    expect(own(run)).toEqual(GIVEN_UP)
    expect(hold).toEqual({
      reason: 'taken-by-another-run',
      detail: 'web-4: instance 5000: another run has added web-5 for the same load',
      until: null,
    })
    expect(lines.slice(2, 4)).toEqual([
      'add web-4 delete done: instance 5000: another run has added web-5 for the same load',
      'add web-4 detach done',
    ])
  })

  test.each([
    ['is younger: that one goes', (c: ScriptedCloud) => c.addInstance(5, younger)],
    ['has another fleet’s tag', (c: ScriptedCloud) => c.addInstance(5, { ...older, tags: ['fleet:web:1'] })],
    ['has no member’s label', (c: ScriptedCloud) => c.addInstance(5, { ...older, label: 'web-x' })],
    [
      'is old: it was adopted',
      (c: ScriptedCloud) => c.addInstance(5, { ...older, created: NOON - 3_600_000 }),
    ],
  ])('and keeps its own when the other %s', async (_why, happens) => {
    const run = meets(happens)
    const { hold } = await run.apply(outBy(1, { wait: false }))
    expect(run.writes).toEqual(MINE)
    expect(run.cloud.calls.filter((c) => /^get [46]000$/.test(c))).toEqual([])
    expect(hold).toBeNull()
  })

  test('and keeps as many as it wanted, the oldest', async () => {
    const run = new ARun(three)
    run.cloud.after('create web-5', (c) => c.addInstance(6, { id: instanceId(4000), label: 'web-6' }))
    await run.go(outBy(2, { wait: false }))
    expect(run.writes.filter((w) => w.startsWith('remove'))).toHaveLength(1)
    expect(run.cloud.instances.map((i) => i.label)).toHaveLength(5)
  })
})

describe('what a load’s plan has counted as there, though no list showed it,', () => {
  // Three at 90% are work for five.
  const grows = byLoad('scale-out', aReading(busyAt(0.9, 1, 2, 3)))

  test.each([
    ['is no rival when it comes', 5, MINE],
    ['does not speak for another', 7, GIVEN_UP],
  ] as const)('%s', async (_rule, counted, writes) => {
    const seen = { activity: [anEvent('create', counted, 0.1)] }
    const run = new ARun(three, { policy: aSizedPolicy(), seen })
    run.cloud.after('create web-4', (c) => c.addInstance(5, older))
    await run.apply(grows)
    expect(own(run)).toEqual(writes)
  })
})

describe('when a run looks who else came', () => {
  test('and once more a few seconds later, when it does not wait', async () => {
    const run = new ARun(three)
    run.at(3_000, (c) => c.addInstance(5, older))
    const { hold } = await run.apply(outBy(1, { wait: false }))
    expect(own(run)).toEqual(GIVEN_UP)
    expect(hold).toMatchObject({ reason: 'taken-by-another-run' })
  })

  test('and once more, however long attaching has taken', async () => {
    const run = new ARun(three)
    run.cloud.newborn = { address: null }
    run.at(3_000, (c) => c.addInstance(5, older))
    run.at(7_000, (c) => c.setInstance(5000, { address: '192.168.130.4' }))
    const { hold } = await run.apply(outBy(1, { wait: false }))
    expect(run.writes).toContain('remove 5000')
    expect(hold).toMatchObject({ reason: 'taken-by-another-run' })
  })

  test('and at each poll, when it waits', async () => {
    const run = new ARun(three)
    run.at(50_000, (c) => c.addInstance(5, older))
    await run.go(outBy(1))
    expect(own(run)).toEqual(GIVEN_UP)
  })

  test('and when it has given way, asks no more for what it gave up', async () => {
    const run = meets((c) => c.addInstance(5, older), 'attach web-4')
    await run.apply(outBy(1))
    const after = run.cloud.calls.slice(run.cloud.calls.indexOf('remove 5000') + 1)
    expect(run.writes).toContain('remove 5000')
    expect(after).not.toContain('get 5000')
  })

  test('but not after two minutes: what comes then knew of it', async () => {
    const run = new ARun(three)
    run.cloud.after('create web-4', (c) => c.breakDown())
    run.at(130_000, (c) => c.addInstance(5, older))
    await run.go(outBy(1))
    expect(run.writes).toEqual(MINE)
  })
})

describe('before a run gives way it asks who is there', () => {
  test('and gives way to nobody who is gone by now', async () => {
    const run = meets((c) => c.addInstance(5, older))
    run.cloud.before('get 4000', (c) => c.vanish(4000), 9)
    await run.go(outBy(1, { wait: false }))
    expect(run.writes).toEqual(MINE)
  })

  test.each(['members', 'get 4000'])('and takes nothing away when there is no answer to %s', async (call) => {
    const run = meets((c) => c.addInstance(5, older))
    run.cloud.before(call, refuse('unavailable', 'no answer'), 9)
    await run.go(outBy(1, { wait: false }))
    expect(run.writes).toEqual(MINE)
  })

  test('and without an answer asks nothing of its own, also where another create of it failed', async () => {
    const run = meets((c) => {
      c.addInstance(6, { ...older, label: 'web-6' })
      c.addInstance(7, { id: instanceId(4001) })
    })
    run.cloud.before('create web-5', refuse('refused', 'creating web-5: no'))
    run.cloud.before('get 400', refuse('unavailable', 'no answer'), 9)
    await run.go(outBy(2, { wait: false }))
    const asked = run.cloud.calls.filter((c) => c.startsWith('get'))
    expect(new Set(asked)).toEqual(new Set(['get 4000', 'get 4001']))
  })

  test.each([
    ['a person has kept meanwhile', { tags: ['fleet:web:12345', 'keep'] }],
    ['a person has locked meanwhile', { locks: ['cannot_delete'] }],
    ['is not ours any more', { tags: [] }],
  ])('and leaves what %s', async (_why, change) => {
    const run = meets((c) => c.addInstance(5, older))
    run.cloud.before('get 5000', (c) => c.setInstance(5000, change), 9)
    await run.go(outBy(1, { wait: false }))
    expect(run.writes).toEqual(MINE)
  })
})

describe('what a run gives up that came second', () => {
  test('and says so when its own cannot be deleted', async () => {
    const run = meets((c) => c.addInstance(5, older))
    run.cloud.before('remove', refuse('unavailable', 'deleting instance 5000: no answer'))
    const { lines } = await run.apply(outBy(1, { wait: false }))
    expect(lines.find((l) => l.includes('failed'))).toBe(
      'add web-4 delete failed: deleting instance 5000: no answer',
    )
  })

  test('takes no node of another label at the address it gives up', async () => {
    const run = meets((c) => c.addInstance(5, older))
    run.cloud.after('remove', (c) => c.addBackend(9, { label: 'legacy-1', address: '192.168.130.4:80' }))
    await run.go(outBy(1, { wait: false }))
    expect(own(run)).toEqual(GIVEN_UP)
  })

  test('takes the node along that another run has attached meanwhile', async () => {
    const run = meets((c) => c.addInstance(5, older))
    run.cloud.after('remove', (c) => c.addBackend(4))
    await run.go(outBy(1, { wait: false }))
    expect(run.cloud.nodes.filter((b) => b.address === '192.168.130.4:80')).toEqual([])
  })

  const toFour = aPolicy({ size: { min: 4, max: 8 } })
  test.each([
    ['one more', outBy(1, { wait: false, force: true }), aPolicy()],
    ['so many in service', outTo(4, { wait: false, force: true }), aPolicy()],
    ['what is lacking to min', outBy(0, { action: 'reconcile', wait: false }), toFour],
  ])('and creates once more when whom it gave way to is gone: asked for %s', async (_what, asked, policy) => {
    const run = new ARun(three, { policy })
    run.cloud.after('create web-4', (c) => c.addInstance(5, older))
    run.cloud.after('remove 5000', (c) => c.vanish(4000))
    const { hold } = await run.apply(asked)
    expect(run.writes.filter((w) => w.startsWith('create'))).toHaveLength(2)
    expect(run.cloud.instances).toHaveLength(4)
    expect(hold).toBeNull()
  })
})
