import { describe, expect, test } from 'vitest'
import type { CloudErrorCode } from '../../src/cloud.ts'
import { aMember, MINUTE, NOON } from '../support/a-fleet.ts'
import { outBy } from '../support/a-request.ts'
import { ARun } from '../support/a-run.ts'
import { refuse, type Happening } from '../support/scripted-cloud.ts'
import { aMemberOnTwo, aPolicyOnTwo, bothConfigs } from '../support/two-configs.ts'

const three = [aMember(1), aMember(2), aMember(3)]

describe('a member is added', () => {
  test('by create, attach and wait, and every step says what came of it', async () => {
    const run = new ARun(three)
    const { lines, outcomes } = await run.apply(outBy(1))
    expect(lines).toEqual([
      'add web-4 create done: instance 5000',
      'add web-4 attach done: 192.168.130.4:80 on config 67890 as backend node 5001',
      'add web-4 wait done',
    ])
    expect(outcomes[0]?.created).toBe('g6-nanode-1')
    expect(run.cloud.newest.tags).toEqual(['fleet:web:12345'])
    expect(run.told.filter((t) => t.includes(' attach '))).toEqual([
      'web-4 attach started',
      'web-4 attach done: 192.168.130.4:80 on config 67890 as backend node 5001',
    ])
  })

  const types: readonly (readonly [string, string | undefined, string])[] = [
    ['the first type', 'g6-nanode-1', 'instance 5000'],
    ['another type', 'g6-standard-1', 'instance 5000 of type g6-nanode-1, not g6-standard-1: no capacity'],
    ['the only type', undefined, 'instance 5000'],
  ]
  test.each(types)('of %s, which is said', async (_name, firstType, said) => {
    const run = new ARun(three, firstType === undefined ? {} : { firstType })
    expect((await run.go(outBy(1)))[0]).toBe(`add web-4 create done: ${said}`)
  })

  test('and reported with the step’s address as it is known by then', async () => {
    const run = new ARun(three)
    const { outcomes } = await run.apply(outBy(1))
    expect(outcomes[0]?.steps[1]?.step).toMatchObject({ step: 'attach', address: null })
  })
})

describe('a label that somebody has given to an old member in that moment', () => {
  const yesterday = { created: NOON - 24 * 60 * MINUTE }
  test.each<readonly [string, Happening, string]>([
    [
      'of the first look is no other run’s',
      (c) => c.setInstance(102, { label: 'web-4' }),
      'instance 102, which was web-2 until then: somebody has given it that label',
    ],
    [
      'that no look has shown is not either',
      (c) => {
        c.addInstance(4, yesterday)
        c.addBackend(4)
      },
      'instance 104, which was made before this run looked: somebody has given it that label',
    ],
  ])('%s, and the member is made under another number', async (_who, happens, whose) => {
    const run = new ARun([aMember(1, yesterday), aMember(2, yesterday), aMember(3, yesterday)])
    run.cloud.before('create web-4', happens)
    const { lines, hold } = await run.apply(outBy(1))
    expect(lines[0]).toBe(`add web-4 create skipped: the label went to ${whose}`)
    expect(run.writes.filter((w) => w.startsWith('create'))).toEqual(['create web-4', 'create web-5'])
    expect(hold).toBeNull()
  })

  test('is not taken for what a lost create of this run has made', async () => {
    const run = new ARun([aMember(1, yesterday), aMember(2, { created: NOON - 500 }), aMember(3, yesterday)])
    run.cloud.before('create web-4', (c) => {
      c.setInstance(102, { label: 'web-4' })
      refuse('unavailable', 'creating web-4: no answer')(c)
    })
    const lines = await run.go(outBy(1, { force: true }))
    expect(lines[0]).toContain('the label went to instance 102, which was web-2 until then')
  })
})

describe('an address that comes late', () => {
  test('is waited for, looked for every two seconds', async () => {
    const run = new ARun(three)
    run.cloud.newborn = { address: null }
    run.at(9_000, (c) => c.setInstance(5000, { address: '192.168.130.4' }))
    const lines = await run.go(outBy(1, { wait: false }))
    expect(run.cloud.calls.filter((c) => c === 'get 5000')).toHaveLength(5)
    expect(lines).toEqual([
      'add web-4 create done: instance 5000',
      'add web-4 attach done: 192.168.130.4:80 on config 67890 as backend node 5001',
    ])
  })

  test('is waited for half a minute, and then the create has failed and nothing is attached', async () => {
    const run = new ARun(three)
    run.cloud.newborn = { address: null }
    const lines = await run.go(outBy(1))
    expect(run.cloud.calls.filter((c) => c === 'get 5000').length).toBeGreaterThanOrEqual(14)
    expect(run.time.monotonic()).toBeGreaterThanOrEqual(30_000)
    expect(run.time.monotonic()).toBeLessThan(34_000)
    expect(run.writes).toEqual(['create web-4'])
    expect(lines).toEqual([
      'add web-4 create failed: attaching web-4: instance 5000 has no address that its NodeBalancer reaches; give it one in Cloud Manager or delete the instance; the next run attaches what is left',
      'add web-4 attach skipped: not begun',
      'add web-4 wait skipped: not begun',
    ])
  })

  test('of an instance that somebody deletes meanwhile fails the create', async () => {
    const run = new ARun(three)
    run.cloud.newborn = { address: null }
    run.cloud.before('get 5000', (c) => c.vanish(5000))
    const lines = await run.go(outBy(1, { wait: false }))
    expect(lines).toEqual([
      expect.stringContaining('add web-4 create failed: attaching web-4: instance 5000 has no address'),
      'add web-4 attach skipped: not begun',
    ])
  })

  test('of a member that is found without one fails its attach', async () => {
    const run = new ARun([...three, aMember(4, { address: null }, null)])
    const lines = await run.go(outBy(1))
    expect(run.writes).toEqual([])
    expect(lines).toEqual([
      'attach web-4 attach failed: attaching web-4: instance 104 has no address that its NodeBalancer reaches; give it one in Cloud Manager or delete the instance; the next run attaches what is left',
      'attach web-4 wait skipped: not attached everywhere',
    ])
  })
})

describe('an address that comes late, and a look without an answer', () => {
  test.each<CloudErrorCode>(['unavailable', 'incomplete'])(
    'is asked for again where an answer is lost (%s)',
    async (code) => {
      const run = new ARun(three)
      run.cloud.newborn = { address: null }
      run.cloud.before('get 5000', refuse(code, 'reading instance 5000: no answer'), 3)
      run.at(3_000, (c) => c.setInstance(5000, { address: '192.168.130.4' }))
      const lines = await run.go(outBy(1, { wait: false }))
      expect(lines).toEqual([
        'add web-4 create done: instance 5000',
        'add web-4 attach done: 192.168.130.4:80 on config 67890 as backend node 5001',
      ])
    },
  )

  test.each([
    ['to the end', 99, ', as far as is known: reading instance 5000: no answer'],
    ['for a while', 3, ''],
  ])(
    'of which nothing is heard %s is told as that of an instance that exists',
    async (_how, times, known) => {
      const run = new ARun(three)
      run.cloud.newborn = { address: null }
      run.cloud.before('get 5000', refuse('unavailable', 'reading instance 5000: no answer'), times)
      const [first] = await run.go(outBy(1))
      expect(run.time.monotonic()).toBeGreaterThanOrEqual(30_000)
      expect(run.time.monotonic()).toBeLessThan(34_000)
      expect(first).toBe(
        `add web-4 create failed: attaching web-4: instance 5000 has no address that its NodeBalancer reaches${known}; give it one in Cloud Manager or delete the instance; the next run attaches what is left`,
      )
    },
  )

  test('is not asked for again after a definite no', async () => {
    const run = new ARun(three)
    run.cloud.newborn = { address: null }
    run.cloud.before('get 5000', refuse('token-refused', 'reading instance 5000: no'))
    const [first] = await run.go(outBy(1))
    expect(run.cloud.calls.filter((c) => c === 'get 5000')).toHaveLength(1)
    expect(first).toBe('add web-4 create failed: reading instance 5000: no')
  })
})

describe('on two configs', () => {
  const policy = aPolicyOnTwo()
  const made = [1, 2, 3].map((n) => aMemberOnTwo(n, [{}, {}]))

  test('one that cannot be attached to ends it, and the other attach is done', async () => {
    const run = new ARun(made, { policy, seen: bothConfigs() })
    run.cloud.before('attach web-4 192.168.130.4 67891', refuse('refused', 'attaching web-4: no'))
    const lines = await run.go(outBy(1))
    expect(lines).toEqual([
      'add web-4 create done: instance 5000',
      expect.stringContaining('add web-4 attach done: 192.168.130.4:80 on config 67890'),
      'add web-4 attach failed: attaching web-4: no',
      'add web-4 wait skipped: not attached everywhere',
    ])
  })

  test('one without a health check is attached only when the instance runs', async () => {
    const run = new ARun(made, { policy, seen: bothConfigs(false) })
    const lines = await run.go(outBy(1, { wait: false }))
    const [checked, unchecked] = ['67890', '67891'].map((id) =>
      run.cloud.calls.findIndex((c) => c === `attach web-4 192.168.130.4 ${id}`),
    )
    const polls = run.cloud.calls.slice(checked, unchecked).filter((c) => c === 'get 5000')
    expect(polls.length).toBeGreaterThan(5)
    expect(lines).toEqual([
      'add web-4 create done: instance 5000',
      expect.stringContaining('add web-4 attach done: 192.168.130.4:80 on config 67890'),
      'add web-4 wait done',
      expect.stringContaining('add web-4 attach done: 192.168.130.4:8080 on config 67891'),
    ])
  })

  test('one without a health check is attached at once to an instance that runs', async () => {
    const run = new ARun([...made, aMemberOnTwo(4, [{}, null])], { policy, seen: bothConfigs(false) })
    await run.go(outBy(1, { wait: false }))
    expect(run.cloud.calls.slice(0, 4)).toEqual([
      'observe',
      'get 104',
      'list 67891',
      'attach web-4 192.168.130.4 67891',
    ])
  })
})

describe('a member that was found without a backend node', () => {
  const found = [...three, aMember(4, {}, null)]

  test('is read again by its id right before, and attached to nothing when it is gone', async () => {
    const run = new ARun(found)
    run.cloud.after('observe', (c) => c.vanish(104))
    const lines = await run.go(outBy(1))
    expect(run.cloud.calls).toEqual(['observe', 'get 104'])
    expect(lines).toEqual([
      'attach web-4 attach skipped: instance 104 is gone: somebody has deleted it',
      'attach web-4 wait skipped: instance 104 is gone: somebody has deleted it',
    ])
  })

  test('and cannot be read is not attached, and says why', async () => {
    const run = new ARun(found)
    run.cloud.before('get 104', refuse('unavailable', 'reading web-4: no answer', 'wait'))
    const lines = await run.go(outBy(1))
    expect(run.writes).toEqual([])
    expect(lines).toEqual([
      'attach web-4 attach failed: reading web-4: no answer; wait',
      'attach web-4 wait skipped: not reached',
    ])
  })
})
