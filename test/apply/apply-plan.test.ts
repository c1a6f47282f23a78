import { describe, expect, test } from 'vitest'
import { instanceId } from '../../src/fleet/model/ids.ts'
import { markedLabel } from '../../src/fleet/model/mark.ts'
import { pauseTag } from '../../src/fleet/sight/pause.ts'
import { aBackend, aLeaver, aMember, aPolicy, MINUTE, NOON } from '../support/a-fleet.ts'
import { inBy, outBy, outTo } from '../support/a-request.ts'
import { ARun } from '../support/a-run.ts'
import { refuse, type ScriptedCloud } from '../support/scripted-cloud.ts'
import { aMemberOnTwo, aPolicyOnTwo, bothConfigs } from '../support/two-configs.ts'

const three = [aMember(1), aMember(2), aMember(3)]
/** Backend nodes that had an instance once. */
const leftover = { backends: [aBackend(9, { health: 'down' })], deleted: 'web-9' }
const request = outBy(1, { wait: false })
const reconcile = outBy(0, { action: 'reconcile', wait: false })

/** The detach of the leftover takes so long, and after it the sight is old. */
function slowTidy(run: ARun, ms: number, times = 1): void {
  run.cloud.before('detach', () => run.time.advance(ms), times)
}

describe('what changes the size', () => {
  test('waits for what is repaired, and rests on the same sight while that is fresh', async () => {
    const run = new ARun([...three, leftover])
    slowTidy(run, 59_000)
    const lines = await run.go(request)
    expect(run.cloud.calls.filter((c) => c === 'observe')).toHaveLength(1)
    expect(run.writes).toEqual(['detach 1009', 'create web-4', 'attach web-4 192.168.130.4 67890'])
    expect(lines[0]).toBe('tidy web-9 detach done')
  })

  test('is planned again on a fresh look when the repairs took a minute', async () => {
    const run = new ARun([...three, leftover])
    slowTidy(run, 61_000)
    const lines = await run.go(request)
    expect(run.cloud.calls.filter((c) => c === 'observe')).toHaveLength(2)
    expect(run.writes).toEqual(['detach 1009', 'create web-4', 'attach web-4 192.168.130.4 67890'])
    expect(lines).toEqual([
      'tidy web-9 detach done',
      'add web-4 create done: instance 5000',
      expect.stringContaining('add web-4 attach done'),
    ])
  })

  test('is held by what the fresh look says', async () => {
    const run = new ARun([...three, leftover])
    slowTidy(run, 61_000)
    run.cloud.after('detach', (c) => {
      c.tagsOfNodeBalancer = [pauseTag('web', null)]
    })
    const { hold, lines } = await run.apply(request)
    expect(hold?.reason).toBe('paused')
    expect(lines).toEqual(['tidy web-9 detach done'])
    expect(run.writes).toEqual(['detach 1009'])
  })
})

describe('what the fresh look comes to', () => {
  test('is given up when the fresh look fails, and says why', async () => {
    const run = new ARun([...three, leftover])
    slowTidy(run, 61_000)
    run.cloud.after('detach', (c) => c.before('observe', refuse('unavailable', 'listing: no answer')))
    const { hold, lines } = await run.apply(outBy(1))
    expect(lines).toEqual([
      'tidy web-9 detach done',
      'add web-4 create failed: listing: no answer',
      'add web-4 attach skipped: not reached',
      'add web-4 wait skipped: not reached',
    ])
    expect(hold).toBeNull()
    expect(run.writes).toEqual(['detach 1009'])
  })

  test('is given up after the third look that came too late', async () => {
    const run = new ARun([...three, leftover])
    run.cloud.after(
      'detach',
      (c) => {
        run.time.advance(61_000)
        c.nodes.push(aBackend(9, { health: 'down' }))
      },
      99,
    )
    const lines = await run.go(outBy(1))
    expect(run.cloud.calls.filter((c) => c === 'observe')).toHaveLength(3)
    expect(run.writes).toEqual(['detach 1009', 'detach 1009', 'detach 1009'])
    expect(lines.slice(-3)).toEqual([
      'add web-4 create failed: the API answers too slowly to act on what was seen; run it again',
      'add web-4 attach skipped: not reached',
      'add web-4 wait skipped: not reached',
    ])
  })
})

describe('what changes the size is given up', () => {
  test('that is a removal is given up at its drain', async () => {
    const label = markedLabel('web-9', NOON - 5 * MINUTE)
    const run = new ARun([...three, { backends: [aBackend(9, { label, mode: 'drain', health: 'down' })] }])
    slowTidy(run, 61_000)
    run.cloud.after('detach', (c) => c.before('observe', refuse('unavailable', 'listing: no answer')))
    expect(await run.go(inBy(1))).toEqual([
      'tidy web-9 detach done',
      'remove web-3 drain failed: listing: no answer',
      'remove web-3 wait skipped: not reached',
      'remove web-3 delete skipped: not reached',
      'remove web-3 detach skipped: not reached',
    ])
  })

  test('that is a drain begun by others is given up at its delete', async () => {
    const run = new ARun([...three, aLeaver(4), leftover])
    slowTidy(run, 61_000)
    run.cloud.after('detach', (c) => c.before('observe', refuse('unavailable', 'listing: no answer')))
    expect(await run.go(inBy(1))).toContain('remove web-4 delete failed: listing: no answer')
  })

  test('on a sight that repairs made old, what only waits is left to the fresh look', async () => {
    const run = new ARun([...three, aMember(4, {}, null), leftover])
    slowTidy(run, 61_000)
    const lines = await run.go(outBy(2))
    expect(lines.filter((l) => l.startsWith('attach')).map((l) => l.split(': ')[0])).toEqual([
      'attach web-4 attach skipped',
      'attach web-4 wait skipped',
      'attach web-4 attach done',
      'attach web-4 wait done',
    ])
    expect(lines).toContain('attach web-4 attach skipped: put off until a fresh look')
  })

  test('is planned again when the sight was torn: a backend node came before its instance', async () => {
    const run = new ARun([...three, leftover])
    run.cloud.before('find web-9', (c) => c.addInstance(9))
    const lines = await run.go(request)
    expect(run.cloud.calls.filter((c) => c === 'observe')).toHaveLength(2)
    expect(run.writes.filter((w) => w.startsWith('detach'))).toEqual([])
    expect(lines[0]).toBe('tidy web-9 detach skipped: an instance web-9 exists by now')
  })
})

describe('a signal before anything was sent', () => {
  test('leaves a change of size that is nothing lost, and says of the rest that it is unfinished', async () => {
    const run = new ARun([...three, aLeaver(4), aMember(5, {}, null), leftover])
    run.cloud.after('observe', () => run.stop.abort('SIGHUP'))
    const lines = await run.go(outBy(3))
    expect(run.writes).toEqual([])
    const left = 'failed: stopped by SIGHUP: left unfinished, as it was found'
    const not = 'skipped: stopped by SIGHUP: not begun'
    expect(lines).toEqual([
      `tidy web-9 detach ${left}`,
      `put-back web-4 put-back ${left}`,
      `put-back web-4 wait ${not}`,
      `attach web-5 attach ${left}`,
      `attach web-5 wait ${not}`,
      `add web-6 create ${not}`,
      `add web-6 attach ${not}`,
      `add web-6 wait ${not}`,
    ])
  })

  test('is no hold, whatever was not begun', async () => {
    const run = new ARun(three)
    run.cloud.after('observe', () => run.stop.abort('SIGHUP'))
    const { hold, lines } = await run.apply(inBy(1))
    expect(hold).toBeNull()
    expect(lines.every((l) => l.endsWith('skipped: stopped by SIGHUP: not begun'))).toBe(true)
  })

  test('leaves a drain that a dead run began unfinished', async () => {
    const run = new ARun([...three, aLeaver(4)])
    run.cloud.after('observe', () => run.stop.abort('SIGHUP'))
    const lines = await run.go(inBy(1))
    expect(lines).toEqual([
      'remove web-4 wait skipped: stopped by SIGHUP: not begun',
      'remove web-4 delete failed: stopped by SIGHUP: left unfinished, as it was found',
      'remove web-4 detach skipped: stopped by SIGHUP: not begun',
    ])
  })

  test('during the repairs ends before anything changes the size', async () => {
    const run = new ARun([...three, leftover])
    run.cloud.after('detach', () => run.stop.abort('SIGTERM'))
    const lines = await run.go(outBy(1))
    expect(run.writes).toEqual(['detach 1009'])
    expect(lines).toEqual([
      'tidy web-9 detach done',
      'add web-4 create skipped: stopped by SIGTERM: not begun',
      'add web-4 attach skipped: stopped by SIGTERM: not begun',
      'add web-4 wait skipped: stopped by SIGTERM: not begun',
    ])
  })
})

describe('the hold of a run', () => {
  test('is the plan’s own', async () => {
    const { hold, outcomes } = await new ARun([aMember(1), aMember(2)]).apply(inBy(1))
    expect([hold?.reason, outcomes]).toEqual(['at-min', []])
  })

  test('is none when it did what was asked', async () => {
    expect((await new ARun(three).apply(request)).hold).toBeNull()
    expect((await new ARun(three).apply(inBy(1))).hold).toBeNull()
    expect((await new ARun([aMember(1)]).apply(reconcile)).hold).toBeNull()
  })

  test('is taken-by-another-run when all that changes the size was', async () => {
    const run = new ARun(three)
    run.cloud.before('create', (c) => {
      c.addInstance(4)
      c.addInstance(5)
    })
    const { hold } = await run.apply(outBy(2))
    expect(hold).toEqual({
      reason: 'taken-by-another-run',
      detail: 'web-4: another run has taken web-4 (instance 104)',
      until: null,
    })
  })

  test('is none when one of two was made', async () => {
    const run = new ARun(three)
    run.cloud.before('create web-4', (c) => c.addInstance(4))
    const { hold, lines } = await run.apply(outBy(2, { wait: false }))
    expect(hold).toBeNull()
    expect(lines).toContain('add web-5 create done: instance 5000')
  })

  test('is none when something failed', async () => {
    const run = new ARun(three)
    run.cloud.before('create web-4', (c) => c.addInstance(4))
    run.cloud.before('create web-5', refuse('refused', 'creating web-5: no'))
    expect((await run.apply(outBy(2))).hold).toBeNull()
  })
})

const renewalOf = (old: number) => ({ tags: ['fleet:web:12345', `replaces:${old}:always`] })

describe('a label that was taken meanwhile', () => {
  test('by a renewal: what was asked for is made under the next one', async () => {
    const run = new ARun(three)
    run.cloud.before('create web-4', (c) => c.addInstance(4, renewalOf(101)))
    const { hold, lines } = await run.apply(request)
    expect(hold).toBeNull()
    expect(run.cloud.calls.filter((c) => c === 'observe')).toHaveLength(2)
    expect(lines).toContain('add web-4 create skipped: another run has taken web-4 (instance 104)')
    expect(run.writes.filter((w) => w.startsWith('create'))).toEqual(['create web-4', 'create web-5'])
    expect(run.writes).toContain('attach web-5 192.168.130.5 67890')
  })

  test('by two renewals: two more are made', async () => {
    const run = new ARun(three)
    for (const [i, n] of [4, 5].entries())
      run.cloud.before(`create web-${n}`, (c) => c.addInstance(n, renewalOf(101 + i)))
    const { lines } = await run.apply(outBy(2))
    const made = lines.filter((l) => l.includes('create done')).map((l) => l.split(' ')[1])
    expect(made).toEqual(['web-6', 'web-7'])
  })

  test('by a renewal, one of two: the other one is what came of it', async () => {
    const run = new ARun(three)
    run.cloud.before('create web-5', (c) => c.addInstance(5, renewalOf(101)))
    const { lines, hold } = await run.apply(outBy(2))
    expect(hold).toBeNull()
    expect(run.cloud.calls.filter((c) => c === 'observe')).toHaveLength(1)
    expect(lines.filter((l) => l.includes('create done'))).toHaveLength(1)
  })

  test('by the growth of another run: nothing more is made', async () => {
    const run = new ARun(three)
    run.cloud.before('create web-4', (c) => c.addInstance(4))
    const { hold } = await run.apply(request)
    expect(hold?.reason).toBe('taken-by-another-run')
    expect(run.cloud.calls.filter((c) => c === 'observe')).toHaveLength(1)
    expect(run.writes).toEqual(['create web-4'])
  })

  test('by renewals, again and again: a run looks three times', async () => {
    const run = new ARun([...three, aMember(7), aMember(8)])
    for (const [i, n] of [4, 5, 6].entries())
      run.cloud.before(`create web-${n}`, (c) => c.addInstance(n, renewalOf(101 + i)))
    const { lines } = await run.apply(request)
    expect(run.cloud.calls.filter((c) => c === 'observe')).toHaveLength(3)
    expect(run.writes.filter((w) => w.startsWith('create'))).toEqual([
      'create web-4',
      'create web-5',
      'create web-6',
    ])
    expect(lines.filter((l) => l.includes('create done'))).toEqual([])
  })
})

describe('a label that went to what is none of ours meanwhile', () => {
  const WHOSE: readonly (readonly [string, readonly string[], string])[] = [
    ['a person’s', [], 'which has no fleet tag'],
    ['another fleet’s', ['fleet:web:777'], 'which is of another fleet (fleet:web:777)'],
  ]
  test.each(WHOSE)(
    '%s: what was asked for is made under the next one, and nothing else is said',
    async (_whose, tags, words) => {
      const run = new ARun(three)
      run.cloud.before('create web-4', (c) => c.addInstance(4, { tags }))
      const { hold, lines } = await run.apply(request)
      expect(hold).toBeNull()
      expect(lines.slice(0, 3)).toEqual([
        `add web-4 create skipped: the label went to instance 104, ${words}`,
        `add web-4 attach skipped: the label went to instance 104, ${words}`,
        'add web-5 create done: instance 5000',
      ])
      expect(run.cloud.calls.filter((c) => c === 'observe')).toHaveLength(2)
    },
  )

  test('one of two, in a fleet that is filled to min: the other one is made after it', async () => {
    const run = new ARun([aMember(1)], { policy: aPolicy({ size: { min: 3, max: 8 } }) })
    run.cloud.before('create web-2', (c) => c.addInstance(2, { tags: ['fleet:web:777'] }))
    await run.apply({ ...reconcile, wait: true })
    expect(run.writes.filter((w) => w.startsWith('create'))).toEqual([
      'create web-2',
      'create web-3',
      'create web-4',
    ])
  })

  test.each<readonly [string, readonly string[], string]>([
    ['a person’s', [], 'taken-by-a-person'],
    ['another fleet’s', ['fleet:web:777'], 'taken-by-another-run'],
  ])(
    'again and again %s: a run looks three times, and the hold says whose it was',
    async (_whose, tags, reason) => {
      const run = new ARun(three)
      for (const n of [4, 5, 6]) run.cloud.before(`create web-${n}`, (c) => c.addInstance(n, { tags }))
      const { hold } = await run.apply(request)
      expect(run.writes).toEqual(['create web-4', 'create web-5', 'create web-6'])
      expect(hold?.reason).toBe(reason)
      expect(hold?.detail).toContain('web-4: the label went to instance 104, which ')
    },
  )
})

/** Another run's web-5, which was made before ours and serves already. */
const serves = (c: ScriptedCloud): void => {
  c.addInstance(5, { id: instanceId(4000) })
  c.addBackend(5)
}

describe('what gave way to another run is planned again', () => {
  test.each([
    ['by so many', outBy(1, { force: true })],
    ['to so many', outTo(4, { force: true })],
  ])('as the size that was meant when it was asked: %s', async (_how, asked) => {
    const run = new ARun(three)
    run.cloud.after('create web-4', serves)
    const { hold } = await run.apply(asked)
    expect(run.writes).toContain('remove 5000')
    expect(run.writes.filter((w) => w.startsWith('create'))).toEqual(['create web-4'])
    expect(run.cloud.instances.map((i) => i.label)).toEqual(['web-1', 'web-2', 'web-3', 'web-5'])
    expect(hold?.reason).toBe('taken-by-another-run')
  })

  test('whatever is repaired beside it', async () => {
    const run = new ARun([...three, leftover])
    run.cloud.after('create web-4', serves)
    await run.go(request)
    expect(run.writes).toContain('remove 5000')
  })
})

test('where a renewal took the label, and the account cannot be read after that: it fails, and says so', async () => {
  const run = new ARun(three)
  run.cloud.before('create web-4', (c) => {
    c.addInstance(4, renewalOf(101))
    c.before('observe', refuse('not-found', 'NodeBalancer 12345 does not exist'))
  })
  const { lines, hold } = await run.apply(request)
  expect(lines.at(-1)).toBe(
    'attach web wait failed: looking again before what is lacking is made: NodeBalancer 12345 does not exist; what was begun stands, and another run goes on',
  )
  expect(hold).toBeNull()
})

test('a scale-in by one removes one, also where something it waited for was deleted by hand meanwhile', async () => {
  const members = [1, 2, 3, 4].map((n) => aMemberOnTwo(n, [{}, {}]))
  const dead = aMemberOnTwo(6, [{ health: 'down' }, {}])
  const booting = aMemberOnTwo(5, [{}, null], { status: 'booting' })
  const run = new ARun([...members, dead, booting], {
    policy: aPolicyOnTwo(),
    seen: bothConfigs(false),
  })
  run.at(90_000, (c) => c.deleteByHand(105))
  await run.go(inBy(1, { force: true }))
  expect(run.writes.filter((w) => w.startsWith('remove'))).toEqual(['remove 106'])
})

describe('the hold of a removal', () => {
  test('is taken-by-another-run when another run has removed the victim', async () => {
    const run = new ARun([...three, aMember(4)])
    run.at(30_000, (c) => {
      c.vanish(104)
      c.nodes = c.nodes.filter((b) => b.id !== 1004)
    })
    const { hold, lines } = await run.apply(inBy(1))
    expect(hold).toEqual({
      reason: 'taken-by-another-run',
      detail: 'web-4: removed by another run',
      until: null,
    })
    expect(lines.slice(2)).toEqual([
      'remove web-4 delete skipped: removed by another run',
      'remove web-4 detach skipped: removed by another run',
    ])
    expect(run.writes).toEqual(['change 1004 drain web-4.out'])
  })

  test('is the pause that came while it waited', async () => {
    const run = new ARun(three)
    run.at(30_000, (c) => {
      c.tagsOfNodeBalancer = [pauseTag('web', NOON + 60 * MINUTE)]
    })
    const { hold } = await run.apply(inBy(1))
    expect(hold).toMatchObject({ reason: 'paused', until: NOON + 60 * MINUTE })
    expect(run.writes).toEqual(['change 1003 drain web-3.out', 'change 1003 accept web-3'])
  })
})

describe('what is wanted of a plan that is made again', () => {
  test('after one of two vanished is one, for a request by a number', async () => {
    const policy = aPolicy({ scaleOut: { ...aPolicy().scaleOut, cooldown: 0 } })
    const run = new ARun(three, { policy })
    run.at(10_000, (c) => c.vanish(c.newest.id))
    const { lines } = await run.apply(outBy(3))
    expect(run.writes.filter((w) => w.startsWith('create'))).toHaveLength(4)
    expect(lines.filter((l) => l.includes('create done'))).toHaveLength(4)
  })

  test('is the same for a reconcile', async () => {
    const run = new ARun([aMember(1)], { policy: aPolicy({ size: { min: 3, max: 8 } }) })
    run.at(10_000, (c) => c.vanish(c.newest.id))
    await run.apply({ ...reconcile, wait: true })
    expect(run.cloud.instances).toHaveLength(3)
  })
})
