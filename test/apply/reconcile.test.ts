import { describe, expect, test } from 'vitest'
import type { CloudErrorCode } from '../../src/cloud.ts'
import type { Backend } from '../../src/fleet/model/fleet.ts'
import { hasFailed } from '../../src/fleet/report/outcome.ts'
import { pauseTag } from '../../src/fleet/sight/pause.ts'
import { aBackend, aMember, aPolicy, NOON } from '../support/a-fleet.ts'
import { outBy } from '../support/a-request.ts'
import { ARun } from '../support/a-run.ts'
import { refuse } from '../support/scripted-cloud.ts'

const reconcile = outBy(0, { action: 'reconcile' })
const down = { health: 'down' } as const
const oneDown = [aMember(1), aMember(2), aMember(3, {}, down)]
const leftover = { backends: [aBackend(9, down)], deleted: 'web-9' }

describe('a reconcile', () => {
  test('of a fleet that is whole reads once and says nothing', async () => {
    const run = new ARun([aMember(1), aMember(2)])
    const { lines, hold } = await run.apply(reconcile)
    expect([lines, hold, run.cloud.calls, run.told]).toEqual([[], null, ['observe'], []])
  })

  test('finishes its repairs before it watches, and tells both', async () => {
    const run = new ARun([...oneDown, leftover])
    const lines = await run.go(reconcile)
    expect(run.writes.slice(0, 2)).toEqual(['detach 1009', 'change 1003 drain web-3.out'])
    expect(lines[0]).toBe('tidy web-9 detach done')
    expect(lines).toContain('remove web-3 delete done: instance 103')
  })

  test('looks again after the watch, before it replaces anybody', async () => {
    const run = new ARun(oneDown)
    await run.go(reconcile)
    const drained = run.cloud.calls.indexOf('change 1003 drain web-3.out')
    expect(run.cloud.calls.slice(drained - 2, drained)).toEqual(['observe', 'node 1003'])
  })

  const unwatched: readonly (readonly [string, (run: ARun) => void, Partial<typeof reconcile>])[] = [
    ['that does not wait', () => undefined, { wait: false }],
    ['that is paused', (r) => (r.cloud.tagsOfNodeBalancer = [pauseTag('web', null)]), {}],
    ['that was stopped', (r) => r.cloud.after('observe', () => r.stop.abort('SIGTERM')), {}],
    [
      'of which a repair failed',
      (r) => {
        r.cloud.nodes.push(aBackend(9, down))
        r.cloud.noteDeletion('web-9', NOON - 300_000)
        r.cloud.before('detach', refuse('refused', 'no'))
      },
      {},
    ],
  ]
  test.each(unwatched)('%s watches nobody', async (_name, before, request) => {
    const run = new ARun(oneDown)
    before(run)
    await run.go({ ...reconcile, ...request })
    expect(run.told.filter((t) => t.includes('watched'))).toEqual([])
    expect(run.writes.filter((w) => !w.startsWith('detach'))).toEqual([])
    expect(run.time.monotonic()).toBeLessThan(5_000)
  })
})

const full = { policy: aPolicy({ size: { min: 2, max: 2 } }) }
/** Web-2, drained by a run of ours that is gone. */
const left = (more: Partial<Backend>) => aMember(2, {}, { label: 'web-2.outgsmo0', mode: 'drain', ...more })

function keepsPlace(run: ARun): void {
  run.cloud.tagsOfNodeBalancer = ['place:web:102']
}

async function looks(size: { readonly min: number; readonly max: number }): Promise<number> {
  const run = new ARun([aMember(1), left(down)], { policy: aPolicy({ size }) })
  await run.go({ ...reconcile, wait: false })
  return run.cloud.calls.filter((c) => c === 'observe').length
}

describe('a reconcile that finds somebody drained at min = max', () => {
  const MADE = ['remove 102', 'detach 1002', 'create web-3', 'attach web-3 192.168.130.3 67890']
  const BACK = ['change 1002 accept web-2']

  test.each<readonly [string, Partial<Backend>, (run: ARun) => void, readonly string[], string]>([
    ['who is well puts it back', {}, () => undefined, BACK, 'put-back web-2 put-back done'],
    ['whose place is kept puts it back', {}, keepsPlace, BACK, 'put-back web-2 put-back done'],
    ['who is DOWN makes another after the deletion', down, () => undefined, MADE, 'add web-3 wait done'],
  ])('%s', async (_name, more, before, writes, last) => {
    const run = new ARun([aMember(1), left(more)], full)
    before(run)
    const { lines, hold } = await run.apply(reconcile)
    expect(run.writes).toEqual(writes)
    expect(lines.at(-1)).toBe(last)
    expect(hold).toBeNull()
  })

  test('and does not wait makes another all the same', async () => {
    const run = new ARun([aMember(1), left(down)], full)
    await run.go({ ...reconcile, wait: false })
    expect(run.writes).toEqual(MADE)
  })

  test('below it, whose place is kept and who is DOWN, makes another all the same', async () => {
    const run = new ARun([aMember(1), left(down)], { policy: aPolicy({ size: { min: 1, max: 2 } }) })
    keepsPlace(run)
    await run.go(reconcile)
    expect(run.writes).toEqual(MADE)
    expect(run.cloud.instances.at(-1)?.tags).toEqual(['fleet:web:12345', 'replaces:102'])
  })

  test('looks once more before that, and not where nobody is lacking', async () => {
    expect([await looks({ min: 2, max: 2 }), await looks({ min: 1, max: 2 })]).toEqual([3, 2])
  })

  test('is told when nobody can see what is lacking', async () => {
    const run = new ARun([aMember(1), left(down)], full)
    run.cloud.after('remove 102', (c) => c.before('observe', refuse('unavailable', 'no answer'), 9))
    const { outcomes } = await run.apply({ ...reconcile, wait: false })
    expect(outcomes.some(hasFailed)).toBe(true)
  })
})

describe('what a reconcile tells', () => {
  const blind: readonly (readonly [string, string, CloudErrorCode, number])[] = [
    ['the look after the watch has no answer', 'observe', 'unavailable', 599_000],
    ['a look of the watch is refused', 'get 103', 'token-refused', 300_000],
  ]
  test.each(blind)('tells what it has repaired although %s', async (_name, call, code, ms) => {
    const run = new ARun([...oneDown, leftover])
    run.at(ms, (c) => c.before(call, refuse(code, 'reading: no', 'ask')))
    const { lines, hold } = await run.apply(reconcile)
    expect(run.writes).toEqual(['detach 1009'])
    expect(lines).toEqual([
      'tidy web-9 detach done',
      'attach web wait failed: looking again before whoever is DOWN is replaced: reading: no; ask; what was begun stands, and another reconcile goes on',
    ])
    expect(hold).toBeNull()
  })

  test('tells what holds the replacement of a dead member', async () => {
    const run = new ARun([...oneDown, aMember(4)])
    run.at(560_000, (c) => [1001, 1002].forEach((id) => c.setBackend(id, { health: 'down' })))
    const { hold, lines } = await run.apply(reconcile)
    expect(hold?.reason).toBe('most-members-down')
    expect([lines, run.writes]).toEqual([[], []])
  })

  test('keeps the hold of its own plan where the watch found nobody dead', async () => {
    const policy = aPolicy({ size: { min: 1, max: 2 } })
    const run = new ARun(oneDown, { policy })
    run.cloud.noteDeletion('web-9', run.cloud.now - 1_000)
    run.at(5_000, (c) => c.setBackend(1003, { health: 'up' }))
    const { hold } = await run.apply(reconcile)
    expect(hold?.reason).toBe('cooldown')
  })
})
