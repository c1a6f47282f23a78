import { describe, expect, test } from 'vitest'
import { instanceId } from '../../src/fleet/model/ids.ts'
import { aMember, NOON } from '../support/a-fleet.ts'
import { outBy } from '../support/a-request.ts'
import { ARun } from '../support/a-run.ts'
import { refuse, type ScriptedCloud } from '../support/scripted-cloud.ts'

const three = [aMember(1), aMember(2), aMember(3)]
const request = outBy(1, { wait: false })
const lost = refuse('unavailable', 'creating web-4: no answer')
const taken = refuse('label-taken', 'creating web-4: Label must be unique')

/** At which second each call that begins so was answered. */
function secondsOf(run: ARun, call: string, happens: (cloud: ScriptedCloud) => void): readonly number[] {
  const at: number[] = []
  run.cloud.before(
    call,
    (c) => {
      at.push(Math.round(run.time.monotonic() / 1000))
      happens(c)
    },
    99,
  )
  return at
}

describe('a create', () => {
  test('is sent once when it is answered', async () => {
    const run = new ARun(three)
    const lines = await run.go(request)
    expect(run.writes).toEqual(['create web-4', 'attach web-4 192.168.130.4 67890'])
    expect(lines[0]).toBe('add web-4 create done: instance 5000')
    expect(run.told.slice(0, 3)).toEqual([
      'web-4 create started',
      'web-4 create done: instance 5000',
      'web-4 attach started',
    ])
  })

  test('that is refused is sent once, and the rest is not begun', async () => {
    const run = new ARun(three)
    run.cloud.before('create', refuse('no-capacity', 'creating web-4: no room', 'another region'))
    const lines = await run.go(outBy(1))
    expect(run.cloud.calls).toEqual(['observe', 'create web-4'])
    expect(lines).toEqual([
      'add web-4 create failed: creating web-4: no room; another region',
      'add web-4 attach skipped: not begun',
      'add web-4 wait skipped: not begun',
    ])
  })

  test('without an answer is sent again under the same label, and what it made is adopted', async () => {
    const run = new ARun(three)
    run.cloud.after('create web-4', lost)
    const lines = await run.go(request)
    expect(run.cloud.instances).toHaveLength(4)
    expect(lines[0]).toBe('add web-4 create done: instance 5000, adopted: the first answer was lost')
  })

  test('without an answer and without an effect is sent again until it is answered', async () => {
    const run = new ARun(three)
    const at = secondsOf(run, 'create web-4', (c) => {
      if (at.length < 6) lost(c)
    })
    const lines = await run.go(request)
    expect(at).toEqual([0, 1, 3, 7, 15, 25])
    expect(run.cloud.instances).toHaveLength(4)
    expect(lines[0]).toBe('add web-4 create done: instance 5000')
  })
})

describe('what bears the label after a lost answer is our own only if it is made for the same', () => {
  test.each([
    ['replaces:101:always', ['create web-4', 'create web-4', 'create web-5']],
    // That pair does not stand: the old one is of the same spec, and the new one is growth.
    ['replaces:101', ['create web-4', 'create web-4']],
  ])('a renewal (%s) is another run’s', async (tag, creates) => {
    const run = new ARun(three)
    run.cloud.before('create web-4', (c) => {
      c.addInstance(4, { tags: ['fleet:web:12345', tag] })
      lost(c)
    })
    const { lines } = await run.apply(outBy(1))
    expect(lines[0]).toBe('add web-4 create skipped: another run has taken web-4 (instance 104)')
    expect(run.writes.filter((w) => w.startsWith('create'))).toEqual(creates)
  })

  test('and what was adopted is never deleted for another’s sake: it may be that other’s', async () => {
    const run = new ARun(three)
    run.cloud.before('create web-4', (c) => {
      c.addInstance(5, { id: instanceId(5001) })
      c.addInstance(4, { id: instanceId(5002) })
      lost(c)
    })
    const lines = await run.go(outBy(1))
    expect(lines[0]).toBe('add web-4 create done: instance 5002, adopted: the first answer was lost')
    expect(run.writes.filter((w) => w.startsWith('remove'))).toEqual([])
  })
})

// The API tells whole seconds. The first attempt is sent at 20 milliseconds past noon.
test.each([
  ['up to two seconds before our first attempt is adopted', NOON - 1_980, 'adopted'],
  ['longer before it is another run’s', NOON - 1_981, 'another run has taken web-4'],
])('what bears the label after a lost answer and shows a time %s', async (_rule, created, told) => {
  const run = new ARun(three)
  run.cloud.newborn = { created }
  run.cloud.after('create web-4', lost)
  expect((await run.go(request))[0]).toContain(told)
})

describe('a create without an answer', () => {
  test('whose label is taken after a lost answer by one that is older than our first attempt gives way', async () => {
    const run = new ARun(three)
    run.cloud.before('create web-4', (c) => {
      c.addInstance(4, { created: NOON - 3_000 })
      lost(c)
    })
    const { lines, hold } = await run.apply(outBy(1))
    expect(lines).toEqual([
      'add web-4 create skipped: another run has taken web-4 (instance 104)',
      'add web-4 attach skipped: taken by another run',
      'add web-4 wait skipped: taken by another run',
    ])
    expect(hold).toEqual({
      reason: 'taken-by-another-run',
      detail: 'web-4: another run has taken web-4 (instance 104)',
      until: null,
    })
    expect(run.writes).toEqual(['create web-4', 'create web-4'])
  })

  test.each<readonly [string, readonly string[], string]>([
    ['has no fleet tag', [], 'which has no fleet tag'],
    ['is another fleet’s', ['fleet:web:1'], 'which is of another fleet (fleet:web:1)'],
  ])(
    'whose label is taken after a lost answer by one that %s is made under another',
    async (_name, tags, whose) => {
      const run = new ARun(three)
      run.cloud.before('create web-4', (c) => {
        c.addInstance(4, { tags })
        lost(c)
      })
      const { lines } = await run.apply(outBy(1))
      expect(lines[0]).toBe(`add web-4 create skipped: the label went to instance 104, ${whose}`)
      expect(run.writes.filter((w) => w.startsWith('create'))).toEqual([
        'create web-4',
        'create web-4',
        'create web-5',
      ])
    },
  )

  test('whose label is taken at once gives way, even to one of ours that is new', async () => {
    const run = new ARun(three)
    run.cloud.before('create web-4', (c) => c.addInstance(4))
    const { lines, hold } = await run.apply(request)
    expect(lines[0]).toBe('add web-4 create skipped: another run has taken web-4 (instance 104)')
    expect(hold?.reason).toBe('taken-by-another-run')
    expect(run.writes).toEqual(['create web-4'])
  })
})

describe('a taken label that nobody can see', () => {
  test('is looked for every two seconds for half a minute, and then the create has failed', async () => {
    const run = new ARun(three)
    run.cloud.before('create', taken, 9)
    const at = secondsOf(run, 'find web-4', () => undefined)
    const lines = await run.go(outBy(1))
    expect(at).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30])
    expect(run.writes).toEqual(['create web-4'])
    expect(lines).toEqual([
      'add web-4 create failed: creating web-4: the label is taken by an instance that cannot be seen; look for it in Cloud Manager; a user without access to all Linodes does not see them all',
      'add web-4 attach skipped: not begun',
      'add web-4 wait skipped: not begun',
    ])
  })

  test('and then is seen gives way', async () => {
    const run = new ARun(three)
    run.cloud.before('create', taken)
    run.at(9_000, (c) => c.addInstance(4))
    const lines = await run.go(request)
    expect(lines[0]).toContain('another run has taken web-4 (instance 104)')
    expect(run.cloud.calls.filter((c) => c === 'find web-4')).toHaveLength(6)
  })
})

describe('answers that stay away until the sight is a minute old', () => {
  test('end the tries, and what is there by then decides: nothing', async () => {
    const run = new ARun(three)
    const at = secondsOf(run, 'create web-4', lost)
    const lines = await run.go(request)
    expect(at).toEqual([0, 1, 3, 7, 15, 25, 35, 45, 55])
    expect(run.cloud.calls.slice(-2)).toEqual(['create web-4', 'find web-4'])
    expect(lines).toEqual([
      'add web-4 create failed: creating web-4: no answer',
      'add web-4 attach skipped: not begun',
    ])
  })

  test('end the tries, and what is there by then decides: our own is adopted', async () => {
    const run = new ARun(three)
    run.cloud.before('create web-4', lost, 99)
    run.cloud.before('find web-4', (c) => c.addInstance(4))
    const lines = await run.go(request)
    expect(lines[0]).toBe('add web-4 create done: instance 104, adopted: the first answer was lost')
    expect(run.writes.at(-1)).toBe('attach web-4 192.168.130.4 67890')
  })

  test('end the tries, and what is there by then decides: another’s is left', async () => {
    const run = new ARun(three)
    run.cloud.before('create web-4', lost, 99)
    run.cloud.before('find web-4', (c) => c.addInstance(4, { tags: [] }))
    const lines = await run.go(request)
    expect(lines[0]).toBe('add web-4 create skipped: the label went to instance 104, which has no fleet tag')
  })
})
