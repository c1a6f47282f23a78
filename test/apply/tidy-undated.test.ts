import { describe, expect, test } from 'vitest'
import type { Backend } from '../../src/fleet/model/fleet.ts'
import { backendId } from '../../src/fleet/model/ids.ts'
import { markedLabel } from '../../src/fleet/model/mark.ts'
import { aBackend, aDeletion, aFleet, aMember, MINUTE, NOON } from '../support/a-fleet.ts'
import { outBy } from '../support/a-request.ts'
import { ARun } from '../support/a-run.ts'

const reconcile = outBy(0, { action: 'reconcile' })
const two = [aMember(1), aMember(2)]
const undated = { backends: [aBackend(9, { health: 'down' })] }

describe('a backend node without an instance that nothing dates', () => {
  test('is asked about again a minute after the look, and then removed', async () => {
    const run = new ARun([...two, undated])
    let at = 0
    run.cloud.before('detach', () => (at = run.cloud.now))
    expect(await run.go(reconcile)).toEqual(['tidy web-9 detach done'])
    expect(run.writes).toEqual(['detach 1009'])
    expect(at - NOON).toBeGreaterThanOrEqual(MINUTE)
  })

  test('is asked about again a minute after the end of a look that took long', async () => {
    const run = new ARun([...two, undated])
    let at = 0
    run.cloud.after('observe', () => run.time.advance(20_000))
    run.cloud.before('detach', () => (at = run.cloud.now))
    await run.go(reconcile)
    expect(at - NOON).toBeGreaterThanOrEqual(MINUTE + 20_000)
  })

  test('stays when a list shows its instance by then', async () => {
    const run = new ARun([...two, undated])
    run.cloud.after('observe', (c) => c.addInstance(9))
    expect(await run.go(reconcile)).toEqual([
      'tidy web-9 detach skipped: instance 109 (web-9) is at that address by now',
    ])
    expect(run.writes).toEqual([])
  })

  test('is removed by a run that does not wait for its members, too', async () => {
    const run = new ARun([...two, undated])
    expect(await run.go({ ...reconcile, wait: false })).toEqual(['tidy web-9 detach done'])
  })

  test('is left by a run that is stopped meanwhile, which says so', async () => {
    const run = new ARun([...two, undated])
    run.cloud.after('observe', () => void run.time.sleep(MINUTE / 2).then(() => run.stop.abort('SIGTERM')))
    expect(await run.go(reconcile)).toEqual(['tidy web-9 detach skipped: stopped by SIGTERM: not begun'])
    expect(run.writes).toEqual([])
  })

  test('keeps nobody waiting: members are created first', async () => {
    const run = new ARun([...two, undated])
    await run.go(outBy(1))
    expect(run.writes.map((w) => w.split(' ')[0])).toEqual(['create', 'attach', 'detach'])
  })
})

describe('what becomes of it within that minute', () => {
  test.each<readonly [string, Partial<Backend>, string]>([
    [
      'pointed at another machine',
      { address: '192.168.130.77:80' },
      'somebody has changed it meanwhile: web-9, 192.168.130.77:80, mode accept',
    ],
    [
      'given another label',
      { label: 'mine' },
      'somebody has changed it meanwhile: mine, 192.168.130.9:80, mode accept',
    ],
    [
      'given another mode',
      { mode: 'backup' },
      'somebody has changed it meanwhile: web-9, 192.168.130.9:80, mode backup',
    ],
    ['answered at by something', { health: 'up' }, 'its check says UP by now'],
  ])('stays when it was %s within that minute', async (_, change, why) => {
    const run = new ARun([...two, undated])
    run.at(30_000, (c) => c.setBackend(1009, change))
    expect(await run.go(reconcile)).toEqual([`tidy web-9 detach skipped: ${why}`])
    expect(run.writes).toEqual([])
  })

  test('that somebody has removed within that minute is told as gone', async () => {
    const run = new ARun([...two, undated])
    run.at(30_000, (c) => (c.nodes = c.nodes.filter((b) => b.id !== 1009)))
    expect(await run.go(reconcile)).toEqual(['tidy web-9 detach skipped: it is gone'])
    expect(run.writes).toEqual([])
  })
})

describe('how old a backend node is', () => {
  const old = aBackend(5, { id: backendId(2000) })
  test.each([
    ['nothing tells of the one that was made last', [...two, undated], true],
    [
      'the deletion of its instance tells, five minutes ago',
      [...two, { ...undated, deleted: 'web-9' }],
      false,
    ],
    [
      'one made after it does not, however old its instance is: it may be a new one',
      [...two, undated, { ...aMember(5), backends: [old] }],
      true,
    ],
    ['our mark of a minute ago tells', [...two, drainedAt(NOON - MINUTE)], false],
    ['our mark of a moment ago does not', [...two, drainedAt(NOON - MINUTE / 2)], true],
  ])('%s', (_, made, isUndated) => {
    const [leftover] = aFleet(made).leftovers
    expect(leftover?.why).toBe('no-instance')
    expect(leftover?.undated === true).toBe(isUndated)
  })
})

describe('a deletion that is as old as the soonest that its number may be used again', () => {
  test.each([
    [10 * MINUTE - 1000, false],
    [10 * MINUTE, true],
    [30 * MINUTE, true],
  ])('of %d ms ago: the backend node may be that of a new member: %s', (ago, isUndated) => {
    const [leftover] = aFleet([...two, undated], { activity: [aDeletion('web-9', NOON - ago)] }).leftovers
    expect(leftover?.undated === true).toBe(isUndated)
  })

  test('a mark that is a minute old tells all the same', () => {
    const activity = [aDeletion('web-9', NOON - 30 * MINUTE)]
    const [leftover] = aFleet([...two, drainedAt(NOON - MINUTE)], { activity }).leftovers
    expect(leftover).toMatchObject({ why: 'no-instance' })
    expect(leftover?.undated).toBeUndefined()
  })
})

function drainedAt(at: number) {
  return { backends: [aBackend(9, { label: markedLabel('web-9', at), mode: 'drain', health: 'down' })] }
}
