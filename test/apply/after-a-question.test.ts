import { describe, expect, test } from 'vitest'
import { applyPlan } from '../../src/apply/apply-plan.ts'
import { observeFleet } from '../../src/apply/run.ts'
import type { Backend } from '../../src/fleet/model/fleet.ts'
import { backendId } from '../../src/fleet/model/ids.ts'
import { planRequest } from '../../src/fleet/plan/plan-request.ts'
import type { Request } from '../../src/fleet/plan/request.ts'
import { pauseTag } from '../../src/fleet/sight/pause.ts'
import { aBackend, aLeaver, aMember, type Made } from '../support/a-fleet.ts'
import { outBy } from '../support/a-request.ts'
import { ARun } from '../support/a-run.ts'
import { refuse, type ScriptedCloud } from '../support/scripted-cloud.ts'

const reconcile = outBy(0, { action: 'reconcile', wait: false })
const two = [aMember(1), aMember(2)]
const leftover = { backends: [aBackend(9, { health: 'down' })], deleted: 'web-9' }
const second = { backends: [aBackend(2, { id: backendId(3002), health: 'down' })] }

/** A plan that is carried out so many milliseconds after its look, in which something happens. */
async function answered(
  made: readonly Made[],
  {
    after,
    happens,
    request = reconcile,
  }: { after: number; happens?: (c: ScriptedCloud) => unknown; request?: Request },
) {
  const run = new ARun(made)
  const { hold, outcomes } = await run.time.run(
    (async () => {
      const seen = await observeFleet(run.run)
      const plan = planRequest(seen.fleet, run.policy, request, seen.fleet.observedAt)
      happens?.(run.cloud)
      run.time.advance(after)
      return await applyPlan(run.run, seen, plan)
    })(),
  )
  const steps = outcomes.flatMap((o) =>
    o.steps.map((s) => `${o.kind} ${o.member} ${s.status}: ${s.detail ?? ''}`),
  )
  return { hold, steps, writes: run.writes, looks: run.cloud.calls.filter((c) => c === 'observe').length }
}

describe('a plan that a person has thought about', () => {
  const repairs: readonly (readonly [string, readonly Made[]])[] = [
    ['a leftover', [...two, leftover]],
    ['a second backend node', [...two, second]],
    ['a member to attach', [...two, aMember(3, {}, null)]],
    ['a drain to finish', [...two, aMember(3), aLeaver(4)]],
  ]

  test.each(repairs)('for a minute is made again, also where it only repairs: %s', async (_what, made) => {
    const { looks, writes } = await answered(made, { after: 61_000 })
    expect(looks).toBeGreaterThan(1)
    expect(writes.length).toBeGreaterThan(0)
  })

  test.each(repairs)('in a minute in which a pause came writes nothing at all: %s', async (_what, made) => {
    const { hold, writes, steps } = await answered(made, {
      after: 61_000,
      happens: (c) => (c.tagsOfNodeBalancer = [pauseTag('web', null)]),
      request: { ...reconcile, pausable: true },
    })
    expect({ writes, steps }).toEqual({ writes: [], steps: [] })
    expect(hold?.reason).toBe('paused')
  })

  test.each(repairs)('and that cannot be made again fails, and says why: %s', async (_what, made) => {
    const { writes, steps } = await answered(made, {
      after: 61_000,
      happens: (c) => c.before('observe', refuse('unavailable', 'observing: no answer')),
    })
    expect(writes).toEqual([])
    expect(steps.join()).toContain('failed: observing: no answer')
  })

  test('for less is carried out as it is, without another look', async () => {
    const { looks, writes } = await answered([...two, leftover], { after: 30_000 })
    expect({ looks, writes }).toEqual({ looks: 1, writes: ['detach 1009'] })
  })
})

describe('a backend node that is to be detached is read again right before', () => {
  const changes: readonly (readonly [string, Partial<Backend>])[] = [
    ['points it at another machine', { address: '192.168.130.77:80', label: 'mydb', health: 'up' }],
    ['points it there and leaves its label', { address: '192.168.130.77:80' }],
    ['gives it a label', { label: 'mine' }],
    ['sets its mode', { mode: 'reject' }],
  ]

  test.each(changes)('and stays, dated as it is, when a person %s', async (_what, change) => {
    const { writes, steps } = await answered([...two, leftover], {
      after: 30_000,
      happens: (c) => c.setBackend(1009, change),
    })
    expect(writes).toEqual([])
    expect(steps[0]).toContain('skipped: somebody has changed it meanwhile: ')
  })

  test.each(changes)('and stays, second as it is, when a person %s', async (_what, change) => {
    const { writes, steps } = await answered([...two, second], {
      after: 30_000,
      happens: (c) => c.setBackend(3002, change),
    })
    expect(writes).toEqual([])
    expect(steps[0]).toContain('skipped: somebody has changed it meanwhile: ')
  })

  test('and stays when its check says UP by now', async () => {
    const { writes } = await answered([...two, leftover], {
      after: 30_000,
      happens: (c) => c.setBackend(1009, { health: 'up' }),
    })
    expect(writes).toEqual([])
  })

  test('and goes all the same where it was UP in our own drain', async () => {
    const drained = { backends: [aBackend(9, { label: 'web-9.outgsmo0', mode: 'drain' })], deleted: 'web-9' }
    expect((await answered([...two, drained], { after: 30_000 })).writes).toEqual(['detach 1009'])
  })

  test('and so is one beside a member that is waited for', async () => {
    const run = new ARun([...two, aMember(3)])
    run.at(5_000, (c) =>
      c.addBackend(4, { id: backendId(9000), address: '192.168.130.4:80', health: 'down' }),
    )
    run.cloud.before('node 9000', (c) => c.setBackend(9000, { address: '192.168.130.77:80', label: 'mydb' }))
    await run.go(outBy(1))
    expect(run.writes.filter((w) => w.startsWith('detach'))).toEqual([])
  })
})
