import { describe, expect, test } from 'vitest'
import type { Hook } from '../../../src/fleet/model/hook.ts'
import { aLeaver, aMember, aPolicy } from '../../support/a-fleet.ts'
import { inBy } from '../../support/a-request.ts'
import { ARun } from '../../support/a-run.ts'
import { refuse } from '../../support/scripted-cloud.ts'

const five = [1, 2, 3, 4, 5].map((n) => aMember(n))
const hook: Hook = { command: ['/bin/drain'], timeout: 1_000, onError: 'stop' }

/** A run whose hook takes so long, does something meanwhile, and ends so. */
function hooked(
  takes: number,
  meanwhile: (run: ARun, member: string) => string | null | void = () => null,
  onError: Hook['onError'] = 'stop',
  made = five,
): ARun {
  const run: ARun = new ARun(made, {
    policy: aPolicy({ hooks: { before_drain: { ...hook, onError } } }),
    runHook: async (_moment, _hook, facts) => {
      await run.time.sleep(takes)
      return meanwhile(run, facts['MEMBER'] ?? '') ?? null
    },
  })
  return run
}

describe('before_drain', () => {
  test('is run side by side for all, and nobody is drained before they have ended', async () => {
    const run = hooked(30_000)
    const lines = await run.go(inBy(2))
    expect(run.told.slice(0, 5)).toEqual([
      'web-5 hook started',
      'web-4 hook started',
      'web-5 hook done: before_drain',
      'web-4 hook done: before_drain',
      'web-5 drain started',
    ])
    expect(run.cloud.calls.filter((c) => c === 'observe')).toHaveLength(2)
    expect(run.time.monotonic()).toBeLessThan(95_000)
    expect(lines[0]).toBe('remove web-5 hook done: before_drain')
  })

  test('is not run for who is drained already', async () => {
    const run = hooked(0, undefined, 'stop', [...five, aLeaver(6)])
    await run.go(inBy(1))
    expect(run.told.some((t) => t.includes('hook'))).toBe(false)
  })

  test('that fails and stops keeps its member, and lets the others go', async () => {
    const run = hooked(1_000, (_run, member) => (member === 'web-5' ? 'exit code 2' : null))
    const lines = await run.go(inBy(2))
    expect(lines.filter((l) => l.startsWith('remove web-5'))).toEqual([
      'remove web-5 hook failed: before_drain: exit code 2; on_error is stop',
      ...['drain', 'wait', 'delete', 'detach'].map(
        (s) => `remove web-5 ${s} skipped: the hook before_drain failed`,
      ),
    ])
    expect(lines).toContain('remove web-4 delete done: instance 104')
    expect(run.writes.some((w) => w.includes('web-5'))).toBe(false)
  })

  test('that fails and continues is skipped, with why', async () => {
    const run = hooked(1_000, () => 'exit code 2', 'continue')
    const lines = await run.go(inBy(1))
    expect(lines[0]).toBe('remove web-5 hook skipped: before_drain: exit code 2; on_error is continue')
    expect(lines).toContain('remove web-5 delete done: instance 105')
  })
})

describe('a signal while before_drain runs', () => {
  test('drains nobody', async () => {
    const run = hooked(5_000, (r) => r.stop.abort('SIGINT'))
    const lines = await run.go(inBy(1))
    expect(run.writes).toEqual([])
    expect(lines).toEqual([
      'remove web-5 hook done: before_drain',
      ...['drain', 'wait', 'delete', 'detach'].map(
        (s) => `remove web-5 ${s} skipped: stopped by SIGINT: not begun`,
      ),
    ])
  })

  test('gives back who was drained before', async () => {
    const run = hooked(5_000, (r) => r.stop.abort('SIGINT'), 'stop', [...five, aLeaver(6)])
    const lines = await run.go(inBy(2))
    expect(run.writes).toEqual(['change 1006 accept web-6'])
    expect(lines.filter((l) => l.startsWith('remove web-6'))).toEqual([
      ...['wait', 'delete', 'detach'].map((s) => `remove web-6 ${s} skipped: stopped by SIGINT`),
      'remove web-6 put-back done',
    ])
  })
})

describe('a before_drain that took more than a minute', () => {
  test('is followed by a look, and the drain rests on that', async () => {
    const run = hooked(90_000)
    const lines = await run.go(inBy(1))
    expect(run.cloud.calls.slice(0, 4)).toEqual([
      'observe',
      'observe',
      'node 1005',
      'change 1005 drain web-5.out',
    ])
    expect(lines).toContain('remove web-5 delete done: instance 105')
  })

  test('lets only those go on whom the new plan removes too', async () => {
    const run = hooked(90_000, (r, member) => {
      if (member === 'web-5') r.cloud.setInstance(105, { tags: ['fleet:web:12345', 'keep'] })
    })
    const lines = await run.go(inBy(2))
    expect(lines).toContain('remove web-5 drain skipped: tag keep')
    expect(lines).toContain('remove web-4 delete done: instance 104')
    expect(run.writes.some((w) => w.includes('web-5'))).toBe(false)
  })

  test('says what holds them all by then', async () => {
    const run = hooked(90_000, (r) => {
      for (const id of [1001, 1002, 1003]) r.cloud.setBackend(id, { health: 'down' })
    })
    const lines = await run.go(inBy(1))
    expect(run.writes).toEqual([])
    expect(lines[1]).toBe(
      'remove web-5 drain skipped: 3 of 5 members are DOWN: look at the health check and the app first; a run removes nobody',
    )
  })

  test('and whose look fails drains nobody, and says why', async () => {
    const run = hooked(
      90_000,
      (r) => void r.cloud.before('observe', refuse('unavailable', 'listing: no answer', 'wait')),
    )
    const lines = await run.go(inBy(1))
    expect(run.writes).toEqual([])
    expect(lines.slice(1)).toEqual([
      'remove web-5 drain failed: looking again after the hook: listing: no answer; wait',
      ...['wait', 'delete', 'detach'].map((s) => `remove web-5 ${s} skipped: not reached`),
    ])
  })
})
