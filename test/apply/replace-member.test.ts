import { describe, expect, test } from 'vitest'
import type { Hook } from '../../src/fleet/model/hook.ts'
import { instanceId } from '../../src/fleet/model/ids.ts'
import { pauseTag } from '../../src/fleet/sight/pause.ts'
import { aMember, aPolicy, NOON } from '../support/a-fleet.ts'
import { outBy } from '../support/a-request.ts'
import { ARun, type RunOptions } from '../support/a-run.ts'
import { refuse, type ScriptedCloud } from '../support/scripted-cloud.ts'

const reconcile = outBy(0, { action: 'reconcile' })
const down = { health: 'down' } as const
const oneDown = [aMember(1), aMember(2), aMember(3, {}, down)]
const atMax = { policy: aPolicy({ size: { min: 2, max: 3 } }) }
const KEPT = 'tag place:web:103'
/** By then the watch is over. */
const WATCHED = 601_000
const hook = (moment: 'before_drain' | 'after_attach', onError: Hook['onError'] = 'stop') => ({
  policy: aPolicy({ hooks: { [moment]: { command: ['/bin/true'], timeout: 1_000, onError } } }),
})

test('a dead member is deleted although nobody has checked it since its drain: it was watched being dead', async () => {
  const short = aPolicy({ size: { min: 3, max: 3 }, scaleIn: { ...aPolicy().scaleIn, drain: 5_000 } })
  const run = new ARun(oneDown, { policy: short })
  await run.go(reconcile)
  expect(run.writes.slice(0, 5)).toEqual([
    KEPT,
    'change 1003 drain web-3.out',
    'remove 103',
    'detach 1003',
    'create web-4',
  ])
})

describe('a dead member is replaced', () => {
  test('drained first, its replacement brought into service, and only then deleted', async () => {
    const run = new ARun(oneDown)
    const { lines, hold } = await run.apply(reconcile)
    expect(run.writes).toEqual([
      'change 1003 drain web-3.out',
      'create web-4',
      'attach web-4 192.168.130.4 67890',
      'remove 103',
      'detach 1003',
    ])
    expect(lines).toEqual([
      'remove web-3 drain done',
      'remove web-3 wait done',
      'remove web-3 delete done: instance 103',
      'remove web-3 detach done',
      'add web-4 create done: instance 5000',
      expect.stringContaining('add web-4 attach done'),
      'add web-4 wait done',
    ])
    expect(hold).toBeNull()
  })

  test('at max deleted first, after its whole drain', async () => {
    const run = new ARun(oneDown, atMax)
    const at: number[] = []
    run.cloud.before('change 1003 drain', () => at.push(run.time.monotonic()))
    run.cloud.before('remove 103', () => at.push(run.time.monotonic()))
    await run.go(reconcile)
    expect(run.writes).toEqual([
      KEPT,
      'change 1003 drain web-3.out',
      'remove 103',
      'detach 1003',
      'create web-4',
      'attach web-4 192.168.130.4 67890',
      'tag ',
      'retag 5000 fleet:web:12345',
    ])
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(60_000)
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeLessThan(61_000)
  })
})

describe('a dead member that is replaced', () => {
  test('not deleted before its drain is over, however quickly the new one serves', async () => {
    const run = new ARun(oneDown, {
      policy: aPolicy({ scaleIn: { ...aPolicy().scaleIn, drain: 200_000 } }),
    })
    const at: number[] = []
    run.cloud.before('change 1003 drain', () => at.push(run.time.monotonic()))
    run.cloud.before('remove 103', () => at.push(run.time.monotonic()))
    await run.go(reconcile)
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(200_000)
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeLessThan(201_000)
  })

  test('within a cooldown too: it is nobody’s load', async () => {
    const run = new ARun(oneDown)
    run.at(WATCHED - 60_000, (c) => c.noteDeletion('web-9', c.now))
    await run.go(reconcile)
    expect(run.writes).toContain('remove 103')
  })
})

test('on a look that took more than a minute nobody is drained, and nobody is made', async () => {
  const run = new ARun(oneDown)
  run.at(WATCHED - 2_000, (c) => c.before('observe', () => run.time.advance(61_000)))
  const lines = await run.go(reconcile)
  expect(run.cloud.nodes.map((b) => b.mode)).toEqual(['accept', 'accept', 'accept'])
  expect(run.cloud.calls.filter((c) => /^(create|remove)/.test(c))).toEqual([])
  expect(lines).toContain('remove web-3 drain failed: it is too late for it')
  expect(lines).toContain('add web-4 create skipped: the dead member was not drained')
})

describe('the dead one is given back', () => {
  test('when its replacement does not come into service', async () => {
    const run = new ARun(oneDown)
    run.cloud.before('attach', (c) => c.breakDown())
    const lines = await run.go(reconcile)
    const why = 'its replacement did not come into service'
    expect(run.writes.slice(-1)).toEqual(['change 1003 accept web-3'])
    expect(lines.slice(0, 5)).toEqual([
      'remove web-3 drain done',
      `remove web-3 wait skipped: ${why}`,
      `remove web-3 delete skipped: ${why}`,
      `remove web-3 detach skipped: ${why}`,
      'remove web-3 put-back done',
    ])
  })

  test('when its replacement is refused', async () => {
    const run = new ARun(oneDown)
    run.cloud.before('create', refuse('no-capacity', 'creating web-4: no room'))
    const lines = await run.go(reconcile)
    expect(run.writes).toEqual(['change 1003 drain web-3.out', 'create web-4', 'change 1003 accept web-3'])
    expect(lines).toContain('add web-4 create failed: creating web-4: no room')
  })

  test('when a signal comes after the drain, and nothing is created', async () => {
    const run = new ARun(oneDown)
    run.cloud.after('change 1003 drain', () => run.stop.abort('SIGTERM'))
    const lines = await run.go(reconcile)
    expect(run.writes).toEqual(['change 1003 drain web-3.out', 'change 1003 accept web-3'])
    expect(lines).toContain('add web-4 create skipped: stopped by SIGTERM: not begun')
    expect(lines).toContain('remove web-3 put-back done')
  })

  test('when a signal comes in the drain at max', async () => {
    const run = new ARun(oneDown, atMax)
    run.stopAt(WATCHED + 20_000)
    const lines = await run.go(reconcile)
    expect(run.writes).toEqual([KEPT, 'change 1003 drain web-3.out', 'change 1003 accept web-3'])
    expect(lines).toContain('remove web-3 delete skipped: stopped by SIGTERM')
    expect(lines).toContain('add web-4 create skipped: stopped by SIGTERM: not begun')
  })

  test('when it lives by the second look, at max: then nobody comes either', async () => {
    const run = new ARun(oneDown, atMax)
    run.at(WATCHED + 20_000, (c) => c.setInstance(103, { tags: ['fleet:web:12345', 'keep'] }))
    const lines = await run.go(reconcile)
    expect(run.writes).toEqual([KEPT, 'change 1003 drain web-3.out', 'change 1003 accept web-3', 'tag '])
    expect(lines).toContain(
      'add web-4 create skipped: the dead member was not removed, and there is no room beside it',
    )
  })
})

async function places(happens: (c: ScriptedCloud) => void) {
  const run = new ARun(oneDown, atMax)
  happens(run.cloud)
  const lines = await run.go(reconcile)
  return { run, lines, tags: run.cloud.tagsOfNodeBalancer }
}

describe('the place of a dead member at max', () => {
  test('is kept where the create is refused', async () => {
    const { run, tags } = await places((c) => c.before('create', refuse('no-capacity', 'no room')))
    expect(run.writes.at(-1)).toBe('create web-4')
    expect(tags).toEqual(['place:web:103'])
  })

  test('is kept where the deletion is lost', async () => {
    const { tags } = await places((c) => c.before('remove', refuse('unavailable', 'no answer'), 99))
    expect(tags).toEqual(['place:web:103'])
  })

  test('is kept where somebody else has taken it away, and a pause comes before another is made', async () => {
    const run = new ARun(oneDown, atMax)
    run.at(WATCHED + 20_000, (c) => {
      c.deleteByHand(103)
      c.tagsOfNodeBalancer = [...c.tagsOfNodeBalancer, pauseTag('web', null)]
    })
    const lines = await run.go(outBy(0, { action: 'reconcile', pausable: true }))
    expect(run.writes.filter((w) => w.startsWith('create'))).toEqual([])
    expect(lines).toContain('add web-4 create skipped: paused meanwhile: not begun')
    expect(run.cloud.tagsOfNodeBalancer).toContain('place:web:103')
  })

  test('is nobody’s when another was made for it', async () => {
    const { run, tags } = await places(() => undefined)
    expect(tags).toEqual([])
    expect(run.cloud.instances.map((i) => i.tags)).toEqual([1, 2, 3].map(() => ['fleet:web:12345']))
  })

  test('is not kept where nobody may tag: the dead one is replaced all the same', async () => {
    const { run } = await places((c) => c.before('tag', refuse('refused', 'you may not tag'), 99))
    expect(run.writes.filter((w) => /^(create|remove)/.test(w))).toEqual(['remove 103', 'create web-4'])
  })

  test('needs no tag where there is room', async () => {
    const run = new ARun(oneDown)
    await run.go(reconcile)
    expect(run.writes.filter((w) => /^(tag|retag)/.test(w))).toEqual([])
    expect(run.cloud.calls).not.toContain('read tags')
  })
})

const IN_DRAIN = WATCHED + 20_000

describe('a dead member that somebody else takes away in its drain, at max', () => {
  const GONE: readonly (readonly [string, (c: ScriptedCloud) => void, string])[] = [
    ['deletes it', (c) => c.deleteByHand(103), 'somebody deleted it during its drain'],
    ['deletes it, and nothing tells who', (c) => c.vanish(103), 'removed by another run'],
    [
      'makes it a machine of his own',
      (c) => c.setInstance(103, { label: 'db', tags: [] }),
      'instance 103 is no member any more: its label or its fleet tag was changed',
    ],
  ]
  test.each(GONE)('whoever %s, its place is filled by the same run', async (_who, happens, why) => {
    const run = new ARun(oneDown, atMax)
    run.at(IN_DRAIN, happens)
    const lines = await run.go(reconcile)
    expect(lines).toContain(`remove web-3 delete skipped: ${why}`)
    expect(lines.slice(-3)).toEqual([
      'add web-4 create done: instance 5000',
      expect.stringContaining('add web-4 attach done'),
      'add web-4 wait done',
    ])
    expect(run.writes.filter((w) => w.startsWith('remove'))).toEqual([])
  })

  test.each<readonly [string, (c: ScriptedCloud) => void, string]>([
    [
      'by another run, which has filled it already',
      (c) => {
        c.vanish(103)
        c.addInstance(5)
      },
      'web-3 is gone, and by now there is no room for another one',
    ],
    [
      'by whoever took only its tag off: it counts against max',
      (c) => c.setInstance(103, { tags: [] }),
      'web-3 lives and is no member any more, and there is no room beside it',
    ],
    [
      'by a person who pauses the fleet',
      (c) => {
        c.deleteByHand(103)
        c.tagsOfNodeBalancer = [pauseTag('web', null)]
      },
      'paused meanwhile: not begun',
    ],
  ])('%s: nobody is made', async (_who, happens, why) => {
    const run = new ARun(oneDown, atMax)
    run.at(IN_DRAIN, happens)
    const lines = await run.go(reconcile)
    expect(lines).toContain(`add web-4 create skipped: ${why}`)
    expect(run.writes.filter((w) => w.startsWith('create'))).toEqual([])
  })
})

test('where a person takes a dead member in its drain, at max, and nobody has room beside it: it is held for that person', async () => {
  const run = new ARun(oneDown, atMax)
  run.at(IN_DRAIN, (c) => c.setInstance(103, { tags: [] }))
  const { hold } = await run.apply(reconcile)
  expect(hold).toEqual({
    reason: 'taken-by-a-person',
    detail: 'web-3: instance 103 is no member any more: its label or its fleet tag was changed',
    until: null,
  })
})

describe('a dead member that the token may not see any more, at max', () => {
  const DRAINED = [KEPT, 'change 1003 drain web-3.out']
  const NOT_FOUND =
    'instance 103 (web-3) is not found, and no event tells of its deletion: the token may not see it any more (the token is of a restricted user, who does not see every Linode); use a token of a user who sees every Linode of the account'

  test('by the end of its drain: it is given back, nobody is made in its place, and it has failed', async () => {
    const run = new ARun(oneDown, atMax)
    run.cloud.sees = 'some'
    run.at(IN_DRAIN, (c) => c.vanish(103))
    const { lines, hold } = await run.apply(reconcile)
    expect(hold).toBeNull()
    expect(run.writes).toEqual([...DRAINED, 'change 1003 accept web-3', 'tag '])
    expect(lines).toContain(
      `remove web-3 delete failed: looking at web-3 again: ${NOT_FOUND}; it is put back`,
    )
    expect(lines).toContain(
      'add web-4 create skipped: the dead member was not removed, and there is no room beside it',
    )
  })

  test('after a person has kept it: nobody is made in its place either', async () => {
    const run = new ARun(oneDown, atMax)
    run.cloud.sees = 'some'
    run.at(IN_DRAIN, (c) => {
      c.setInstance(103, { tags: ['fleet:web:12345', 'keep'] })
      c.after('change 1003 accept', (now) => now.vanish(103))
    })
    const lines = await run.go(reconcile)
    expect(run.writes.slice(0, 3)).toEqual([...DRAINED, 'change 1003 accept web-3'])
    expect(run.writes.filter((w) => /^(create|remove|detach)/.test(w))).toEqual([])
    expect(lines).toContain(`add web-4 create failed: looking again before it is made: ${NOT_FOUND}`)
  })
})

test('where somebody deletes a dead member in its drain, at max, and the account cannot be read after that: it fails, and says so', async () => {
  const run = new ARun(oneDown, atMax)
  run.at(IN_DRAIN, (c) => {
    c.deleteByHand(103)
    c.after('observe', (now) =>
      now.before('observe', refuse('unavailable', 'reading the fleet: no answer', 'wait')),
    )
  })
  const lines = await run.go(reconcile)
  expect(lines).toContain(
    'add web-4 create failed: looking again before it is made: reading the fleet: no answer; wait',
  )
})

describe('another run that replaces it', () => {
  test('has the number: the dead one stays drained for it, and nothing failed', async () => {
    const run = new ARun(oneDown)
    run.cloud.before('create web-4', (c) => c.addInstance(4))
    const { lines } = await run.apply(reconcile)
    expect(run.writes).toEqual(['change 1003 drain web-3.out', 'create web-4'])
    expect(lines).toEqual([
      'remove web-3 drain done',
      'remove web-3 wait skipped: another run replaces it',
      'remove web-3 delete skipped: another run replaces it',
      'remove web-3 detach skipped: another run replaces it',
      'add web-4 create skipped: another run has taken web-4 (instance 104)',
      'add web-4 attach skipped: taken by another run',
      'add web-4 wait skipped: taken by another run',
    ])
  })
})

describe('a label that goes to what replaces nobody here', () => {
  test.each<readonly [string, RunOptions, readonly string[]]>([
    ['a stranger', {}, ['fleet:web:777']],
    ['a stranger, at max', atMax, ['fleet:web:777']],
    ['a person’s', {}, []],
    ['a renewal', {}, ['fleet:web:12345', 'replaces:101']],
  ])('%s: the next one is taken, and the dead one goes', async (_whose, options, tags) => {
    const run = new ARun(oneDown, options)
    run.cloud.before('create web-4', (c) => c.addInstance(4, { tags }))
    const lines = await run.go(reconcile)
    expect(run.writes.filter((w) => /^(create|remove)/.test(w)).toSorted()).toEqual([
      'create web-4',
      'create web-5',
      'remove 103',
    ])
    expect(lines).toContain('remove web-3 delete done: instance 103')
    expect(lines.at(-1)).toBe('add web-5 wait done')
  })

  test.each([
    ['', {}],
    [', at max', atMax],
  ] as readonly (readonly [string, RunOptions])[])(
    'an old member that was renamed%s: the next one is taken, and the dead one goes',
    async (_where, options) => {
      const run = new ARun(oneDown, options)
      run.cloud.before('create web-4', (c) => c.setInstance(102, { label: 'web-4' }))
      const lines = await run.go(reconcile)
      expect(run.writes.filter((w) => w.startsWith('create'))).toHaveLength(2)
      expect(run.writes).toContain('remove 103')
      expect(lines).toContain('remove web-3 delete done: instance 103')
      expect(run.cloud.instances).toHaveLength(3)
    },
  )

  test('where there is no room for another one by then, nobody is made, and it is told', async () => {
    const run = new ARun(oneDown, atMax)
    run.cloud.before('create web-4', (c) => c.addInstance(4, { tags: [] }))
    const lines = await run.go(reconcile)
    expect(run.writes.filter((w) => w.startsWith('create'))).toEqual(['create web-4'])
    expect(lines).toContain(
      'add web-4 create skipped: the label went to instance 104, which has no fleet tag',
    )
  })

  test('again and again: after three numbers the dead one is given back', async () => {
    const run = new ARun(oneDown)
    for (const n of [4, 5, 6])
      run.cloud.before(`create web-${n}`, (c) => c.addInstance(n, { tags: ['fleet:web:777'] }))
    await run.go(reconcile)
    expect(run.writes.filter((w) => !w.startsWith('create'))).toEqual([
      'change 1003 drain web-3.out',
      'change 1003 accept web-3',
    ])
    expect(run.writes.filter((w) => w.startsWith('create'))).toHaveLength(3)
  })
})

/** What a run does while whose hook somebody pauses the fleet. */
const inTheHook = async (force: boolean) => {
  const run = new ARun(oneDown, {
    ...hook('before_drain'),
    runHook: async () => {
      run.time.advance(90_000)
      run.cloud.tagsOfNodeBalancer = [pauseTag('web', null)]
      return await Promise.resolve(null)
    },
  })
  const lines = await run.go({ ...reconcile, force })
  return { writes: run.writes, lines }
}

/** By then the look that it was drained on is old. */
const blind = async (policy: RunOptions, after: string) => {
  const run = new ARun(oneDown, policy)
  run.cloud.after(after, (c) => {
    run.time.advance(61_000)
    c.before('observe', refuse('unavailable', 'reading the fleet: no answer', 'wait'))
  })
  return { run, lines: await run.go(reconcile) }
}

describe('a look after the dead one that fails', () => {
  const added = [
    'add web-4 create failed: looking again before it is made: reading the fleet: no answer; wait',
    'add web-4 attach skipped: not begun',
    'add web-4 wait skipped: not begun',
  ]

  test('at max keeps what was done in the outcomes, and makes nobody', async () => {
    const { run, lines } = await blind(atMax, 'detach 1003')
    expect(run.writes).toEqual([KEPT, 'change 1003 drain web-3.out', 'remove 103', 'detach 1003'])
    expect(lines).toEqual([
      'remove web-3 drain done',
      'remove web-3 wait done',
      'remove web-3 delete done: instance 103',
      'remove web-3 detach done',
      ...added,
    ])
  })

  test('below max gives it back', async () => {
    const { run, lines } = await blind({}, 'change 1003 drain')
    expect(run.writes).toEqual(['change 1003 drain web-3.out', 'change 1003 accept web-3'])
    expect(lines).toContain('remove web-3 put-back done')
    expect(lines.slice(-3)).toEqual(added)
  })
})

describe('a pause that comes meanwhile', () => {
  test('lets no new one be created', async () => {
    const run = new ARun(oneDown, atMax)
    run.cloud.after('remove 103', (c) => (c.tagsOfNodeBalancer = [pauseTag('web', null)]))
    run.cloud.after('detach 1003', () => run.time.advance(61_000))
    const lines = await run.go(reconcile)
    expect(run.writes.filter((w) => w.startsWith('create'))).toEqual([])
    expect(lines).toContain('add web-4 create skipped: paused meanwhile: not begun')
  })

  test('is passed by --force', async () => {
    const run = new ARun(oneDown, atMax)
    run.cloud.after('remove 103', (c) => (c.tagsOfNodeBalancer = [pauseTag('web', null)]))
    run.cloud.after('detach 1003', () => run.time.advance(61_000))
    await run.go({ ...reconcile, force: true })
    expect(run.writes).toContain('create web-4')
  })

  test('in the hook before the drain keeps the dead one', async () => {
    const { writes, lines } = await inTheHook(false)
    expect(writes).toEqual([])
    expect(lines[1]).toContain('remove web-3 drain skipped: web is paused')
  })

  test('in the hook before the drain is passed by --force', async () => {
    expect((await inTheHook(true)).writes).toContain('remove 103')
  })

  test('during the watch replaces nobody', async () => {
    const run = new ARun(oneDown)
    run.at(300_000, (c) => (c.tagsOfNodeBalancer = [pauseTag('web', NOON + 7_200_000)]))
    const { hold } = await run.apply(reconcile)
    expect(run.writes).toEqual([])
    expect(hold?.reason).toBe('paused')
  })
})

describe('a drain that fails, or a hook before it', () => {
  test('creates nobody', async () => {
    const run = new ARun(oneDown)
    run.cloud.before('change 1003 drain', refuse('refused', 'draining web-3: no'))
    const lines = await run.go(reconcile)
    expect(run.writes).toEqual(['change 1003 drain web-3.out'])
    expect(lines.slice(-3)).toEqual(
      ['create', 'attach', 'wait'].map((s) => `add web-4 ${s} skipped: the dead member was not drained`),
    )
  })

  test('that stops drains nobody', async () => {
    const run = new ARun(oneDown, {
      ...hook('before_drain'),
      runHook: async () => await Promise.resolve('exit code 1'),
    })
    const lines = await run.go(reconcile)
    expect(run.writes).toEqual([])
    expect(lines[0]).toBe('remove web-3 hook failed: before_drain: exit code 1; on_error is stop')
    expect(lines).toContain('add web-4 create skipped: the dead member was not drained')
  })

  test.each<readonly [string, RunOptions]>([
    ['below max', {}],
    ['at max', { policy: { ...hook('before_drain').policy, size: atMax.policy.size } }],
  ])('during which a signal comes drains nobody, and of the new one says why: %s', async (_where, more) => {
    const run: ARun = new ARun(oneDown, {
      ...hook('before_drain'),
      ...more,
      runHook: async () => {
        run.stop.abort('SIGTERM')
        return await Promise.resolve(null)
      },
    })
    expect(await run.go(reconcile)).toEqual([
      'remove web-3 hook done: before_drain',
      ...['drain', 'wait', 'delete', 'detach'].map(
        (s) => `remove web-3 ${s} skipped: stopped by SIGTERM: not begun`,
      ),
      ...['create', 'attach', 'wait'].map((s) => `add web-4 ${s} skipped: the dead member was not drained`),
    ])
    expect(run.writes).toEqual([])
  })
})

describe('a hook before the drain of a dead one', () => {
  test('that takes long is followed by a look, which plans the same member', async () => {
    const run = new ARun(oneDown, {
      ...hook('before_drain'),
      runHook: async () => {
        run.time.advance(90_000)
        return await Promise.resolve(null)
      },
    })
    await run.go(reconcile)
    expect(run.writes).toContain('remove 103')
    expect(run.cloud.calls.filter((c) => c === 'observe')).toHaveLength(4)
  })

  test('that takes long is followed by a look, and whoever lives by then is not drained', async () => {
    const run = new ARun(oneDown, {
      ...hook('before_drain'),
      runHook: async () => {
        run.time.advance(90_000)
        run.cloud.setBackend(1003, { health: 'up' })
        return await Promise.resolve(null)
      },
    })
    const lines = await run.go(reconcile)
    expect(run.writes).toEqual([])
    expect(lines.filter((l) => l.startsWith('remove web-3 drain'))).toEqual([
      'remove web-3 drain skipped: it is not to be removed any more',
    ])
  })
})

describe('another run that adds a member at the same time', () => {
  test('under another number, and is older, makes this one give up its own and leave the dead one drained', async () => {
    const run = new ARun(oneDown)
    run.cloud.after('create web-4', (c) => c.addInstance(5, { id: instanceId(4000) }))
    const lines = await run.go(reconcile)
    expect(run.writes).toContain('remove 5000')
    expect(run.writes.filter((w) => w.includes(' 1003 '))).toEqual(['change 1003 drain web-3.out'])
    expect(lines).toContain(
      'remove web-3 delete skipped: another run has added a member meanwhile: it stays drained, and that run or the next one finishes it',
    )
    expect(lines).toContain(
      'add web-4 delete done: instance 5000: another run has added web-5 for the same load',
    )
  })
})
