import { describe, expect, test } from 'vitest'
import { refreshMembers, type Rounds } from '../../src/apply/refresh-members.ts'
import { observeFleet } from '../../src/apply/run.ts'
import type { Policy } from '../../src/fleet/model/policy.ts'
import { ONE_BY_ONE } from '../../src/fleet/plan/plan-refresh.ts'
import { planRequest } from '../../src/fleet/plan/plan-request.ts'
import type { RefreshWish } from '../../src/fleet/plan/refresh-wish.ts'
import { aMember, aPolicy, MINUTE, NOON, type Made } from '../support/a-fleet.ts'
import { outBy } from '../support/a-request.ts'
import { ARun } from '../support/a-run.ts'
import { aSpec as spec, SPEC_TAG as SPEC } from '../support/a-spec.ts'
import { refuse, type ScriptedCloud } from '../support/scripted-cloud.ts'

const FLEET = 'fleet:web:12345'
const policyOf = (min = 2, max = 8): Policy => ({ ...aPolicy({ size: { min, max } }), spec })
const old = (n: number): Made =>
  aMember(n, { created: NOON - (9_000 - n) * MINUTE, tags: [FLEET, `spec:1-${'b'.repeat(20)}`] })
const fresh = (n: number, of: number, age: number): Made =>
  aMember(n, { created: NOON - age, tags: [FLEET, SPEC, `replaces:${100 + of}`] })
const BAKE = 3 * MINUTE

/** A fleet whose new members are as the profile makes them. */
function aRefresh(made: readonly Made[], policy = policyOf()): ARun {
  const run = new ARun(made, { policy })
  run.cloud.newborn = { tags: [FLEET, SPEC] }
  // Who looks without a pause between is stopped.
  let looks = 0
  run.cloud.after(
    'observe',
    () => {
      if (++looks > 300) throw new Error('it looks again and again')
    },
    Infinity,
  )
  return run
}

async function refresh(run: ARun, wish: Partial<RefreshWish> = {}, rounds: Partial<Rounds> = {}) {
  const request = outBy(0, { action: 'refresh', refresh: { ...ONE_BY_ONE, ...wish } })
  const carry = async () => {
    const seen = await observeFleet(run.run)
    const plan = planRequest(seen.fleet, run.policy, request, seen.fleet.observedAt)
    return await refreshMembers(run.run, seen, plan, { bake: BAKE, ...rounds })
  }
  const applied = await run.time.run(carry())
  expect(run.cloud.open).toBe(0)
  const lines = applied.outcomes.flatMap((o) =>
    o.steps.map(
      (s) => `${o.kind} ${o.member} ${s.step.step} ${s.status}${s.detail === null ? '' : `: ${s.detail}`}`,
    ),
  )
  return { ...applied, lines }
}

/** When a call that begins so was made, in milliseconds. */
function momentsOf(run: ARun, ...calls: readonly string[]): readonly number[] {
  const at: number[] = []
  for (const call of calls) run.cloud.before(call, () => at.push(run.time.monotonic()), 99)
  return at
}

async function momentsDuring(run: ARun, ...calls: readonly string[]): Promise<readonly number[]> {
  const at = momentsOf(run, ...calls)
  await refresh(run)
  return at
}

describe('a refresh goes from member to member', () => {
  test('a new one beside the oldest, and when it has proved itself the old one goes', async () => {
    const run = aRefresh([old(1), old(2)])
    const { hold, outcomes } = await refresh(run)
    expect(run.writes).toEqual([
      'create web-3',
      'attach web-3 192.168.130.3 67890',
      'change 1001 drain web-1.out',
      'remove 101',
      'detach 1001',
      expect.stringMatching(/^retag 5000 fleet:web:12345 spec:1-a{20} former:1-b{10}\.\w+$/),
      'create web-4',
      'attach web-4 192.168.130.4 67890',
      'change 1002 drain web-2.out',
      'remove 102',
      'detach 1002',
      expect.stringMatching(/^retag 5002 fleet:web:12345 spec:1-a{20} former:1-b{10}\.\w+$/),
    ])
    expect(hold).toBeNull()
    expect(outcomes.map((o) => `${o.kind} ${o.member}`)).toEqual([
      'add web-3',
      'remove web-1',
      'retag web-3',
      'add web-4',
      'remove web-2',
      'retag web-4',
    ])
  })

  test('a new one is born with the tag of the place that it takes', async () => {
    const run = aRefresh([old(1), old(2)])
    run.stopAt(100_000)
    await refresh(run)
    expect(run.cloud.newest.tags).toEqual([FLEET, SPEC, 'replaces:101', expect.stringContaining('former:1-')])
  })

  test('and with another one where only the age of the old one speaks for it', async () => {
    const run = aRefresh(
      [aMember(1, { created: NOON - 9_000 * MINUTE, tags: [FLEET, SPEC] }), fresh(2, 9, MINUTE)],
      { ...policyOf(), maxAge: 60 * MINUTE },
    )
    run.stopAt(100_000)
    await refresh(run)
    expect(run.cloud.newest.tags).toEqual([FLEET, SPEC, 'replaces:101:always'])
  })
})

describe('a round of a refresh', () => {
  test('with a surge makes one beside each of several, and neither is the other’s rival', async () => {
    const run = aRefresh([old(1), old(2)])
    run.stopAt(150_000)
    await refresh(run, { surge: 2 })
    expect(run.writes.filter((w) => w.startsWith('create'))).toEqual(['create web-3', 'create web-4'])
    expect(run.writes.filter((w) => w.startsWith('remove'))).toEqual([])
  })

  test('and so does every later round', async () => {
    const run = aRefresh([old(1), old(2), old(3), old(4)])
    await refresh(run, { surge: 2 })
    const kinds = run.writes.map((w) => w.split(' ')[0]).filter((w) => w === 'create' || w === 'remove')
    expect(kinds).toEqual(['create', 'create', 'remove', 'remove', 'create', 'create', 'remove', 'remove'])
  })

  test('no old one goes before its new one was in service for the whole time', async () => {
    const run = aRefresh([old(1), aMember(2, { tags: [FLEET, SPEC] })])
    const at = momentsOf(run, 'create', 'change 1001 drain')
    await refresh(run)
    const [born = 0, drained = 0] = at
    // A minute of booting, and one check.
    expect(drained - born).toBeGreaterThanOrEqual(70_000 + BAKE - 10_000)
    expect(drained - born).toBeLessThan(70_000 + BAKE + 20_000)
  })

  test('looks when a new one serves and when it has for the whole time, and not between', async () => {
    const run = aRefresh([old(1), aMember(2, { tags: [FLEET, SPEC] })])
    await refresh(run)
    const { calls } = run.cloud
    const between = calls.slice(
      calls.findIndex((c) => c.startsWith('attach')),
      calls.indexOf('change 1001 drain web-1.out'),
    )
    expect(between.filter((c) => c === 'observe')).toHaveLength(2)
  })

  test('begins at once when the one before it took its old one away', async () => {
    const run = aRefresh([old(1), old(2)])
    const [gone = 0, next = 0] = await momentsDuring(run, 'detach 1001', 'create web-4')
    expect(gone).toBeGreaterThan(0)
    expect(next - gone).toBeGreaterThan(0)
    expect(next - gone).toBeLessThan(1_000)
  })

  test('asks anew before each round what is wanted now', async () => {
    const run = aRefresh([old(1), old(2)])
    const asked: number[] = []
    const ask = async (fleet: { readonly members: readonly unknown[] }) => {
      asked.push(fleet.members.length)
      return await Promise.resolve({ refresh: { ...ONE_BY_ONE, until: { kind: 'members', n: 1 } } } as const)
    }
    await refresh(run, {}, { ask })
    expect(asked.length).toBeGreaterThan(1)
    expect(asked[0]).toBe(3)
  })
})

describe('a refresh ends', () => {
  test('at once where nothing is to be done', async () => {
    const run = aRefresh([aMember(1, { tags: [FLEET, SPEC] }), aMember(2, { tags: [FLEET, SPEC] })])
    const { lines, hold } = await refresh(run)
    expect([lines, hold, run.cloud.calls]).toEqual([[], null, ['observe']])
  })

  test('at what holds it, and tells when it looked', async () => {
    const run = aRefresh([old(1), old(2), aMember(3, {}, { health: 'unknown' })], policyOf(2, 3))
    const { lines, hold, seenAt } = await refresh(run)
    expect([lines, hold?.reason, seenAt, run.writes]).toEqual([[], 'at-max', NOON + 20, []])
  })

  test('at a hold of a later round, with what was done by then', async () => {
    const run = aRefresh([old(1), old(2), old(3)])
    run.cloud.after('attach', (c) => {
      run.at(200_000, () => [1001, 1002, 1003].forEach((id) => c.setBackend(id, { health: 'down' })))
    })
    const { hold, outcomes } = await refresh(run)
    expect(hold?.reason).toBe('most-members-down')
    expect(outcomes.map((o) => `${o.kind} ${o.member}`)).toEqual(['add web-4'])
    expect(run.writes.filter((w) => w.startsWith('create'))).toEqual(['create web-4'])
  })
})

describe('a refresh stops', () => {
  test('at the first that fails', async () => {
    const run = aRefresh([old(1), old(2)])
    run.cloud.before('create', refuse('refused', 'no'))
    const { lines } = await refresh(run)
    expect(lines[0]).toContain('add web-3 create failed')
    expect(run.writes).toEqual(['create web-3'])
  })

  test('at a signal', async () => {
    const run = aRefresh([old(1), old(2)])
    run.stopAt(150_000)
    const { outcomes } = await refresh(run)
    expect(outcomes.map((o) => `${o.kind} ${o.member}`)).toEqual(['add web-3'])
    expect(run.writes).toEqual(['create web-3', 'attach web-3 192.168.130.3 67890'])
    expect(run.time.monotonic()).toBeLessThan(151_000)
  })

  test('where the next look fails: what was done stays told', async () => {
    const run = aRefresh([old(1), old(2)])
    run.cloud.after('attach', (c) => c.before('observe', refuse('unavailable', 'no answer'), 9))
    const { lines, hold } = await refresh(run)
    expect(hold).toBeNull()
    expect(lines[0]).toBe('add web-3 create done: instance 5000')
    expect(lines.at(-1)).toBe(
      'attach web wait failed: looking again before the next round: no answer; what was begun stands, and another refresh goes on',
    )
  })

  test('where what is to be asked anew cannot be', async () => {
    const run = aRefresh([old(1), old(2)])
    const { lines } = await refresh(
      run,
      {},
      { ask: async () => await Promise.reject(new Error('Prometheus is gone')) },
    )
    expect(lines.at(-1)).toContain('looking again before the next round: Prometheus is gone; what was begun')
  })
})

describe('pairs of an earlier run', () => {
  test('bake before their old halves go', async () => {
    const run = aRefresh([old(1), fresh(3, 1, 60 * MINUTE), aMember(2, { tags: [FLEET, SPEC] })])
    const at = momentsOf(run, 'change 1001 drain')
    await refresh(run)
    expect(at).toHaveLength(1)
    expect(at[0]).toBeGreaterThanOrEqual(BAKE)
    expect(at[0]).toBeLessThan(BAKE + 1_000)
    expect(run.writes).toContain('remove 101')
  })

  test('whose new half is not in service are looked at every ten seconds, and given up in time', async () => {
    const made = [old(1), fresh(3, 1, 60 * MINUTE), aMember(2, { tags: [FLEET, SPEC] })]
    const run = aRefresh(made)
    run.cloud.setBackend(1003, { health: 'unknown' })
    const at = momentsOf(run, 'observe')
    const { lines, hold } = await refresh(run)
    expect([lines, hold, run.writes]).toEqual([[], null, []])
    const last = run.time.monotonic()
    expect(last).toBeGreaterThan(10 * MINUTE + BAKE)
    expect(last).toBeLessThan(10 * MINUTE + BAKE + 30_000)
    const gaps = at.slice(2).map((t, i) => t - (at[i + 1] ?? 0))
    expect(Math.max(...gaps)).toBeLessThan(11_000)
  })

  test('whose new half goes DOWN and comes back begin anew', async () => {
    const run = aRefresh([old(1), fresh(3, 1, 60 * MINUTE), aMember(2, { tags: [FLEET, SPEC] })])
    run.cloud.setBackend(1003, { health: 'unknown' })
    run.at(35_000, (c) => c.setBackend(1003, { health: 'up' }))
    const at = momentsOf(run, 'change 1001 drain')
    await refresh(run)
    expect(at[0]).toBeGreaterThanOrEqual(35_000 + BAKE)
    expect(at[0]).toBeLessThan(35_000 + BAKE + 15_000)
  })
})

describe('one that failed', () => {
  test('is removed, and so many failures within the hour end the refresh', async () => {
    const run = aRefresh([old(1), old(2)])
    run.cloud.after('create', (c) => c.breakDown(), 99)
    const first = await refresh(run)
    expect(first.outcomes.some((o) => o.steps.some((s) => s.status === 'failed'))).toBe(true)
    expect(run.writes.filter((w) => w.startsWith('create'))).toEqual(['create web-3'])
    expect(run.writes.filter((w) => w.startsWith('change'))).toEqual([])
  })
})

test('at min = max one goes first, and its place is kept until another was made for it', async () => {
  const run = aRefresh([old(1), aMember(2, { tags: [FLEET, SPEC] })], policyOf(2, 2))
  await refresh(run)
  expect(run.writes).toEqual([
    'tag place:web:101',
    'change 1001 drain web-1.out',
    'remove 101',
    'detach 1001',
    'create web-3',
    'attach web-3 192.168.130.3 67890',
    'tag ',
    'retag 5000 fleet:web:12345 spec:1-aaaaaaaaaaaaaaaaaaaa',
  ])
})

const goingFirst = (): ARun => aRefresh([old(1), aMember(2, { tags: [FLEET, SPEC] })], policyOf(2, 2))

describe('at min = max, one that goes first and that somebody else takes away in its drain', () => {
  test.each<readonly [string, (c: ScriptedCloud) => void]>([
    ['a person deletes', (c) => c.deleteByHand(101)],
    ['another run deletes, as far as is known', (c) => c.vanish(101)],
  ])('%s: its place is filled by the same refresh', async (_who, happens) => {
    const run = goingFirst()
    run.cloud.after('change 1001 drain', happens)
    const { hold } = await refresh(run)
    expect(run.writes.filter((w) => /^(create|remove)/.test(w))).toEqual(['create web-3'])
    expect(run.cloud.tagsOfNodeBalancer).toEqual([])
    expect(hold).toBeNull()
  })

  test('the token may not see any more: nobody is made, nobody else goes, and it has failed', async () => {
    const run = goingFirst()
    run.cloud.sees = 'some'
    run.cloud.after('change 1001 drain', (c) => c.vanish(101))
    const { lines, hold } = await refresh(run)
    expect(run.writes.filter((w) => /^(create|remove|detach)/.test(w))).toEqual([])
    expect(run.writes.slice(-2)).toEqual(['change 1001 accept web-1', 'tag '])
    expect(run.cloud.tagsOfNodeBalancer).toEqual([])
    expect(lines.find((l) => l.includes('delete failed'))).toContain('the token may not see it any more')
    expect(hold).toBeNull()
  })

  test('the token may not see any more after a person has kept it: nobody is made either', async () => {
    const run = goingFirst()
    run.cloud.sees = 'some'
    run.cloud.after('change 1001 drain', (c) => {
      c.setInstance(101, { tags: [...(old(1).instance?.tags ?? []), 'keep'] })
      c.after('change 1001 accept', (now) => now.vanish(101))
    })
    const { hold } = await refresh(run)
    expect(run.writes.filter((w) => /^(create|remove|detach)/.test(w))).toEqual([])
    expect(hold?.reason).toBe('taken-by-a-person')
  })

  test('a person keeps: nobody is made, nobody else goes, and it is held', async () => {
    const run = goingFirst()
    run.cloud.after('change 1001 drain', (c) =>
      c.setInstance(101, { tags: [...(old(1).instance?.tags ?? []), 'keep'] }),
    )
    const { hold } = await refresh(run)
    expect(run.writes.filter((w) => /^(create|remove)/.test(w))).toEqual([])
    expect(run.cloud.calls.filter((c) => c === 'observe')).toHaveLength(2)
    expect(hold?.reason).toBe('taken-by-a-person')
  })
})

test('a place that cannot be kept keeps its member: it is put off, and nothing is deleted', async () => {
  const run = aRefresh([old(1), aMember(2, { tags: [FLEET, SPEC] })], policyOf(2, 2))
  run.cloud.after('change 1001 drain', (c) => c.before('read tags', refuse('unavailable', 'no answer'), 9))
  const { lines } = await refresh(run)
  expect(run.writes).toEqual(['tag place:web:101', 'change 1001 drain web-1.out'])
  expect(lines).toContainEqual(
    expect.stringContaining('remove web-1 delete failed: keeping the place of web-1'),
  )
})
