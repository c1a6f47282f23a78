import { describe, expect, test } from 'vitest'
import { takeCensus } from '../../../src/fleet/sight/census.ts'
import type { Activity } from '../../../src/fleet/model/fleet.ts'
import {
  checkCooldown,
  checkMostDown,
  checkNewFail,
  firstHold,
  type Question,
  type Verdict,
} from '../../../src/fleet/plan/verdict.ts'
import { aBackend, aFleet, aMember, aPolicy, type Made, MINUTE, NOON } from '../../support/a-fleet.ts'
import { anEvent } from '../../support/an-event.ts'

const down = { health: 'down' } as const

function question(
  made: readonly Made[],
  activity: readonly Activity[],
  more: Partial<Question> = {},
): Question {
  const fleet = aFleet(made, { activity })
  return { fleet, policy: aPolicy(), now: NOON, wanted: 1, exempt: 0, force: false, ...more }
}

function newFail(made: readonly Made[], activity: readonly Activity[] = [], wanted = 1): Verdict {
  const q = question(made, activity, { wanted })
  return checkNewFail(q, takeCensus(q.fleet, q.policy, NOON))
}

/** Member n, created so many minutes ago, and what became of it. */
function born(n: number, minutesAgo: number, health: 'up' | 'down' = 'up'): Made {
  return aMember(n, { created: NOON - minutesAgo * MINUTE }, { health })
}

/** Created and deleted so many minutes ago. */
function lived(n: number, from: number, to: number): readonly Activity[] {
  return [anEvent('create', n, from), anEvent('delete', n, to)]
}

describe('new-members-fail: no more than 3 creates an hour when new members keep failing', () => {
  const failed = [born(1, 50, 'down'), born(2, 40, 'down'), born(3, 30, 'down')]
  const atBirth = lived(9, 1.2, 1)
  const table: readonly (readonly [string, readonly Made[], readonly Activity[], number])[] = [
    ['none was created', [aMember(1)], [], Infinity],
    ['3 were, and all are in service', [born(1, 50), born(2, 40), born(3, 30)], [], Infinity],
    ['3 were, and one is in service', [born(1, 50, 'down'), born(2, 40), born(3, 30, 'down')], [], Infinity],
    [
      '3 were, and all still start',
      [born(1, 1, 'down'), born(2, 2, 'down'), born(3, 3, 'down')],
      [],
      Infinity,
    ],
    ['3 were and failed', failed, [], 0],
    ['2 were and failed', failed.slice(1), [], 1],
    ['1 was and failed', failed.slice(2), [], 2],
    ['2 were and failed, and one that is deleted since', failed.slice(1), [anEvent('create', 9, 20)], 0],
    [
      'one has failed and two still start',
      [born(1, 50, 'down'), born(2, 1, 'down'), born(3, 1, 'down')],
      [],
      0,
    ],
    ['they never ran', [1, 2, 3].map((n) => off(n, 30)), [], 0],
    ['a person keeps them', failed.map(keep), [], 0],
    ['one was deleted at birth', [], atBirth, 2],
    ['unless it gave way to one that was made at that time', [born(8, 1, 'down')], atBirth, Infinity],
    [
      'also to one that went later',
      [],
      [
        anEvent('create', 8, 40),
        anEvent('delete', 8, 10),
        anEvent('create', 9, 40),
        anEvent('delete', 9, 39.8),
      ],
      Infinity,
    ],
    [
      'but not to one that was deleted at birth too',
      [],
      [anEvent('create', 8, 1.2), anEvent('delete', 8, 1), ...atBirth],
      1,
    ],
    ['nor to one of another time', [born(8, 3, 'down')], atBirth, 1],
    ['3 failed more than an hour ago', [1, 2, 3].map((n) => born(n, 60, 'down')), [], Infinity],
  ]
  test.each(table)('%s', (_name, made, activity, allowed) => {
    expect(newFail(made, activity).allowed).toBe(allowed)
  })
})

describe('new-members-fail beside strangers: three were made and deleted within a minute each', () => {
  const theirs = [5, 6, 7].flatMap((n) => lived(n, 30 - n, 29.5 - n))
  const namesake = aMember(8, { tags: ['fleet:web:777'] }, null)
  const left = { backends: [5, 6, 7].map((n) => aBackend(n, { health: 'down', label: `web-${n}.outgsmo0` })) }
  test.each<readonly [string, readonly Made[], number]>([
    ['another fleet of the same name is seen: none is ours', [aMember(1), namesake], Infinity],
    ['each has left a backend node: they are ours all the same', [aMember(1), namesake, left], 0],
    ['one has failed that is a member: that one counts', [born(1, 30, 'down'), namesake], 2],
    ['no other fleet is seen: they are ours', [aMember(1)], 0],
    ['nor by a machine without a tag', [aMember(1), aMember(8, { tags: [] }, null)], 0],
    [
      'nor by one of a fleet of another name',
      [aMember(1), aMember(8, { tags: ['fleet:web-2:777'] }, null)],
      0,
    ],
  ])('%s', (_rule, made, allowed) => {
    expect(newFail(made, theirs).allowed).toBe(allowed)
  })
})

describe('new-members-fail, as a hold', () => {
  const failed = [born(1, 50, 'down'), born(2, 40, 'down'), born(3, 30, 'down')]

  test('it is a reason to hold only when nothing is left and something is wanted', () => {
    expect(newFail(failed).holds).toBe(true)
    expect(newFail(failed, [], 0).holds).toBe(false)
    expect(newFail(failed.slice(1)).holds).toBe(false)
  })

  test('it ends when less than 3 of them are within the hour, and not before', () => {
    expect(newFail(failed).until).toBe(NOON + 10 * MINUTE)
    expect(newFail([...failed, born(4, 55, 'down')]).until).toBe(NOON + 10 * MINUTE)
  })
})

function off(n: number, minutesAgo: number): Made {
  return aMember(n, { created: NOON - minutesAgo * MINUTE, status: 'offline' }, { health: 'unknown' })
}

function keep(made: Made): Made {
  const { instance } = made
  return instance === undefined
    ? made
    : { ...made, instance: { ...instance, tags: [...instance.tags, 'keep'] } }
}

describe('cooldown', () => {
  const made = [anEvent('create', 9, 1)]
  const table: readonly (readonly [string, Partial<Question>, readonly Activity[], number, boolean])[] = [
    ['over', {}, [], Infinity, false],
    ['on', {}, made, 0, true],
    ['on, and forced', { force: true }, made, Infinity, false],
    ['on, and nothing wanted', { wanted: 0 }, made, 0, false],
    ['on, and one of two fills up to min', { wanted: 2, exempt: 1 }, made, 1, false],
  ]
  test.each(table)('%s', (_name, more, activity, allowed, holds) => {
    expect(checkCooldown('scale-out', question([], activity, more))).toMatchObject({ allowed, holds })
  })

  test('tells what it runs from and until when', () => {
    const verdict = checkCooldown('scale-out', question([], made))
    expect(verdict.detail).toBe('web-9 was created at 2026-11-23T11:59:00Z; --force passes this')
    expect(verdict.until).toBe(NOON + 4 * MINUTE)
    expect(verdict.guard).toEqual({
      guard: 'cooldown',
      value: 'web-9 was created at 2026-11-23T11:59:00Z',
      limit: 'until 2026-11-23T12:04:00Z',
      passed: false,
    })
  })

  test.each<readonly [string, Partial<Question>, string]>([
    ['--force', { force: true }, 'passed by --force'],
    ['that nothing is wanted', { wanted: 0 }, 'no change of size is wanted'],
    ['that it is lacking to min', { exempt: 1 }, 'what is wanted now waits for none'],
  ])('that is on and lets something pass tells why: %s', (_why, more, note) => {
    expect(checkCooldown('scale-out', question([], made, more)).guard).toMatchObject({ passed: true, note })
  })
})

function census(...made: readonly Made[]) {
  return takeCensus(aFleet(made), aPolicy(), NOON)
}

describe('most-members-down', () => {
  const broken = census(aMember(1), aMember(2, {}, down), aMember(3, {}, down))
  const rule = { wanted: 1, allowed: 1, consequence: 'does little' }

  test('leaves what the request allows under it', () => {
    expect(checkMostDown(broken, rule)).toMatchObject({ allowed: 1, holds: true, guard: { passed: false } })
    expect(checkMostDown(census(aMember(1)), rule)).toMatchObject({ allowed: Infinity, holds: false })
  })

  test('is no reason to hold what nobody wants', () => {
    expect(checkMostDown(broken, { ...rule, wanted: 0 }).holds).toBe(false)
  })
})

test('the first verdict that applies is told', () => {
  const [a, b, c] = (['cooldown', 'at-max', 'at-size'] as const).map((guard, i): Verdict => ({
    guard: { guard, value: 0, limit: 0, passed: i === 0 },
    allowed: 0,
    holds: i > 0,
    detail: `because ${guard}`,
    until: null,
  }))
  const verdicts = [a, b, c].filter((v) => v !== undefined)
  expect(firstHold(verdicts)).toEqual({ reason: 'at-max', detail: 'because at-max', until: null })
  expect(firstHold(verdicts.slice(0, 1))).toBeNull()
})
