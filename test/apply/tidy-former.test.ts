import { describe, expect, test } from 'vitest'
import type { Backend } from '../../src/fleet/model/fleet.ts'
import { backendId } from '../../src/fleet/model/ids.ts'
import { aBackend, aMember, aPolicy, anInstance, type Made } from '../support/a-fleet.ts'
import { inBy, outBy } from '../support/a-request.ts'
import { ARun } from '../support/a-run.ts'
import { pass, refuse, type Happening } from '../support/scripted-cloud.ts'

const reconcile = outBy(0, { action: 'reconcile', wait: false })
/** Drained an hour before noon, which is 28,209,600 seconds into the year. */
const WAS = `web-1.was${(28_209_600 - 3_600).toString(36)}`

/** Web-1 on the profile's port, with a backend node on another. */
function moved(former: Partial<Backend>, own: Partial<Backend> = { label: 'web-1.newgsmo0' }): Made {
  const beside = { id: backendId(1501), address: '192.168.130.1:8080', label: 'web-1', ...former }
  return { instance: anInstance(1), backends: [aBackend(1, own), aBackend(1, beside)] }
}

describe('what was done to it since the look', () => {
  test.each<readonly [string, Partial<Backend>, string]>([
    [
      'its address',
      { address: '192.168.130.77:80' },
      'somebody has pointed it at 192.168.130.77:80 meanwhile',
    ],
    ['its mode', { mode: 'reject' }, 'mode reject was set by hand meanwhile'],
  ])('stays when somebody has changed %s meanwhile', async (_, change, why) => {
    const run = new ARun([moved({}), aMember(2)])
    run.cloud.after('observe', (c) => c.setBackend(1501, change))
    expect((await run.go(reconcile)).join()).toContain(why)
    expect(run.writes).toEqual([])
  })

  test.each<readonly [string, Happening, string]>([
    ['given to another fleet', (c) => c.setInstance(101, { tags: ['fleet:web:9'] }), 'is no longer ours'],
    [
      'told to keep',
      (c) => c.setInstance(101, { tags: ['fleet:web:12345', 'keep'] }),
      'carries the tag keep',
    ],
  ])('is not drained at the second try where the machine was %s meanwhile', async (_, meanwhile, why) => {
    const run = new ARun([moved({}), aMember(2)])
    run.cloud.before('change 1501 drain web-1.out', pass(meanwhile))
    expect((await run.go(reconcile)).join()).toContain(why)
    expect(run.writes).toEqual(['change 1501 drain web-1.out'])
  })

  test('is drained already where another run has been quicker', async () => {
    const run = new ARun([moved({}), aMember(2)])
    run.cloud.after('observe', (c) => c.setBackend(1501, { label: WAS, mode: 'drain' }))
    expect(await run.go(reconcile)).toEqual(['tidy web-1 drain done'])
    expect(run.writes).toEqual([])
  })
})

describe('a backend node of a port that the profile has left', () => {
  test('is drained when the new one serves, under a label that says so', async () => {
    const run = new ARun([moved({}), aMember(2)])
    const lines = await run.go(reconcile)
    expect(run.writes).toEqual(['change 1501 drain web-1.out'])
    expect(lines).toEqual(['tidy web-1 drain done'])
    expect(run.told).toEqual(['web-1 drain started', 'web-1 drain done'])
    expect(run.cloud.nodes.find((b) => b.id === 1501)?.label).toMatch(/^web-1\.was[0-9a-z]{5}$/)
  })

  test('is removed by a later run when it was drained for long enough', async () => {
    const run = new ARun([moved({ label: WAS, mode: 'drain' }), aMember(2)])
    const lines = await run.go(reconcile)
    expect(run.writes).toEqual(['detach 1501'])
    expect(lines).toEqual(['tidy web-1 detach done'])
  })

  test('stays when somebody has given it another label meanwhile', async () => {
    const run = new ARun([moved({}), aMember(2)])
    run.cloud.after('observe', (c) => c.setBackend(1501, { label: 'mine' }))
    const lines = await run.go(reconcile)
    expect(run.writes).toEqual([])
    expect(lines).toEqual(['tidy web-1 drain failed: somebody has given it another label meanwhile'])
  })

  test('is no matter when it is gone by then', async () => {
    const run = new ARun([moved({}), aMember(2)])
    run.cloud.after('observe', (c) => (c.nodes = c.nodes.filter((b) => b.id !== 1501)))
    expect(await run.go(reconcile)).toEqual(['tidy web-1 drain done'])
    expect(run.writes).toEqual([])
  })

  test('a drain that is refused is told, and nothing after it is tried', async () => {
    const second: Made = { backends: [aBackend(1, { id: backendId(2001), label: 'web-1.newgsmo0' })] }
    const run = new ARun([moved({}), aMember(2), second])
    run.cloud.before('change 1501', refuse('refused', 'no'))
    const lines = await run.go(reconcile)
    expect(lines.filter((l) => l.includes('failed'))).toEqual(['tidy web-1 drain failed: no'])
  })

  test('gets our mark off again where a run is called off, and stays a former one', async () => {
    const policy = aPolicy({ scaleIn: { ...aPolicy().scaleIn, protectTag: 'keep' } })
    const out = { label: 'web-1.outgsmo0', mode: 'drain' }
    const made: Made = { ...moved(out, out), instance: anInstance(1, { tags: ['fleet:web:12345', 'keep'] }) }
    const run = new ARun([made, aMember(2), aMember(3)], { policy })
    const lines = await run.go(inBy(0))
    expect(run.writes).toEqual(['change 1001 accept web-1', 'change 1501 accept web-1.wasgsmo0'])
    expect(lines).toEqual(['put-back web-1 put-back done', 'put-back web-1 put-back done'])
  })
})

/** A later backend node at the place of web-n. */
const secondOf = (n: number, overrides: Partial<Backend> = {}): Made => ({
  backends: [aBackend(n, { id: backendId(2000 + n), ...overrides })],
})
const second = (overrides: Partial<Backend> = {}): Made => secondOf(1, overrides)

describe('a second backend node at a member’s place', () => {
  test('is removed', async () => {
    const run = new ARun([aMember(1), aMember(2), second()])
    expect(await run.go(reconcile)).toEqual(['tidy web-1 detach done'])
    expect(run.writes).toEqual(['detach 2001'])
  })

  test('stays where it is the member’s own by now: it serves, and the other does not', async () => {
    const run = new ARun([aMember(1), aMember(2), second()])
    run.cloud.after('observe', (c) => c.setBackend(1001, { health: 'down' }))
    const lines = await run.go(reconcile)
    expect(run.writes).toEqual([])
    expect(lines).toEqual(['tidy web-1 detach skipped: it is the member’s own by now'])
  })

  test('goes where neither serves: the lowest id stays', async () => {
    const run = new ARun([aMember(1), aMember(2), second({ health: 'down' })])
    run.cloud.after('observe', (c) => c.setBackend(1001, { health: 'down' }))
    await run.go(reconcile)
    expect(run.writes).toEqual(['detach 2001'])
  })

  test('stays where the other is gone by now', async () => {
    const run = new ARun([aMember(1), aMember(2), second()])
    run.cloud.after('observe', (c) => (c.nodes = c.nodes.filter((b) => b.id !== 1001)))
    expect(await run.go(reconcile)).toEqual(['tidy web-1 detach skipped: it is the member’s own by now'])
  })

  test('that bears the member’s label by now is its own, whatever the id', async () => {
    const run = new ARun([aMember(1, {}, { label: 'mine' }), aMember(2), second({ label: 'other' })])
    run.cloud.after('observe', (c) => c.setBackend(2001, { label: 'web-1' }))
    expect(await run.go(reconcile)).toEqual(['tidy other detach skipped: it is the member’s own by now'])
    expect(run.writes).toEqual([])
  })

  test('is judged beside what is at that place, and by no other member’s', async () => {
    const run = new ARun([aMember(1), aMember(2, {}, { label: 'mine' }), secondOf(2, { label: 'other' })])
    run.cloud.after('observe', (c) => c.setBackend(1002, { health: 'down' }))
    expect(await run.go(reconcile)).toEqual(['tidy other detach skipped: it is the member’s own by now'])
    expect(run.writes).toEqual([])
  })

  test('that the member’s own label tells before the lowest id', async () => {
    const run = new ARun([
      aMember(1, {}, { label: 'mine' }),
      aMember(2),
      second({ id: backendId(9), label: 'other' }),
    ])
    run.cloud.after('observe', (c) => c.setBackend(9, { label: 'web-1' }))
    await run.go(reconcile)
    expect(run.cloud.nodes.map((b) => b.id)).toContain(9)
  })
})
