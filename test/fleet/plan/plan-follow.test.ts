import { expect, test } from 'vitest'
import { instanceId } from '../../../src/fleet/model/ids.ts'
import { planRequest } from '../../../src/fleet/plan/plan-request.ts'
import { aFleet, aLeaver, aMember, aPolicy, type Made, MINUTE, NOON } from '../../support/a-fleet.ts'
import { anEntry } from '../../support/bounds/an-entry.ts'
import { aReading, aSizedPolicy, busyAt, byLoad } from '../../support/a-reading.ts'
import { aSpec, SPEC_TAG } from '../../support/a-spec.ts'
import { changesOf } from '../../support/changes-of.ts'

const up = (...numbers: readonly number[]): readonly Made[] => numbers.map((n) => aMember(n))
const down = (n: number): Made => aMember(n, {}, { health: 'down' })
const starting = (n: number): Made => aMember(n, { created: NOON - MINUTE }, { health: 'down' })
const SERVING = up(1, 2, 3, 4)

// Four are wanted and serve; who is DOWN is measured, and does nothing.
test.each<readonly [string, readonly Made[], readonly number[], number, readonly string[]]>([
  [
    'one that was watched being dead goes, and nobody is made for it',
    [...SERVING, down(5)],
    [5],
    20,
    ['remove web-5'],
  ],
  ['the longest there goes first', [...SERVING, down(5), down(6)], [5, 6], 20, ['remove web-5']],
  ['also of three', [down(7), ...SERVING, down(6), down(5)], [5, 6, 7], 20, ['remove web-5']],
  ['one that was not watched stays', [...SERVING, down(5)], [], 20, []],
  ['one that is in service stays, whoever took it for dead', SERVING, [4], 20, []],
  ['none goes while somebody is on the way', [...SERVING, down(5), starting(6)], [5], 20, []],
  [
    'but at max, where nothing can be made up for',
    [...SERVING, down(5), starting(6)],
    [5],
    6,
    ['remove web-5'],
  ],
])('follow: %s', (_rule, made, watched, max, changes) => {
  const load = aReading([...busyAt(0.6, 1, 2, 3, 4), ...busyAt(0, 5, 6)], { peak: 4, hourWork: 2.4 })
  const request = byLoad('follow', load, { dead: new Set(watched.map((n) => instanceId(100 + n))) })
  const plan = planRequest(aFleet(made), aSizedPolicy({}, { size: { min: 2, max } }), request, NOON)
  expect(changesOf(plan)).toEqual(changes)
})

test('follow: of two that were watched being dead the one with the lowest id goes, whatever their numbers', () => {
  const dead = [
    aMember(5, { id: instanceId(300) }, { health: 'down' }),
    down(6),
    aMember(7, { id: instanceId(200) }, { health: 'down' }),
  ]
  const load = aReading([...busyAt(0.6, 1, 2, 3, 4), ...busyAt(0, 5, 6, 7)], { peak: 4, hourWork: 2.4 })
  const request = byLoad('follow', load, { dead: new Set([300, 106, 200].map((n) => instanceId(n))) })
  const plan = planRequest(aFleet([...SERVING, ...dead]), aSizedPolicy(), request, NOON)
  expect(changesOf(plan)).toEqual(['remove web-6'])
})

test.each<readonly [string, number | null, string, string]>([
  ['the most of the window', 4, 'at-wanted', '4 members are in service, and 4 were wanted within the window'],
  [
    'that nobody knows it',
    null,
    'peak-unknown',
    'there are no samples of the whole window yet: nobody knows the most that was wanted in it',
  ],
])('follow: where as many serve as are wanted now, what keeps them is %s', (_what, peak, reason, detail) => {
  const load = aReading(busyAt(0.3, 1, 2, 3, 4), { peak, hourWork: 1.2 })
  const { changes, hold } = planRequest(aFleet(SERVING), aSizedPolicy(), byLoad('follow', load), NOON)
  expect([changes, hold]).toEqual([[], { reason, detail, until: null }])
})

// What is above every max of the day is trimmed by a step, and the next turn does not put it back.
test.each<readonly [string, readonly Made[], number | null, readonly string[]]>([
  ['above max one is drained, whatever the load asks for', up(1, 2, 3, 4, 5), 0.9, ['remove web-5']],
  ['and the next turn goes on with it', [...up(1, 2, 3, 4), aLeaver(5)], 0.9, ['remove web-5']],
  ['also where nobody knows the load', [...up(1, 2, 3, 4), aLeaver(5)], null, ['remove web-5']],
  ['at max who leaves is put back', [...up(1, 2, 3), aLeaver(4)], 0.9, ['put-back web-4']],
])('follow: %s', (_rule, made, busy, changes) => {
  const load = busy === null ? aReading([]) : aReading(busyAt(busy, 1, 2, 3, 4, 5), { peak: 7, hourWork: 5 })
  const plan = planRequest(
    aFleet(made),
    aSizedPolicy({}, { size: { min: 2, max: 4 } }),
    byLoad('follow', load),
    NOON,
  )
  expect(changesOf(plan)).toEqual(changes)
})

test('follow: who is above max goes on leaving when an hour of it has just begun', () => {
  const load = aReading(busyAt(0.75, 1, 2, 3, 4, 5), { peak: 7, hourWork: 3.7 })
  const scaleIn = { ...aPolicy().scaleIn, keepsPaidHour: true }
  const policy = aSizedPolicy({}, { size: { min: 2, max: 4 }, scaleIn })
  const plan = planRequest(aFleet([...SERVING, aLeaver(5)]), policy, byLoad('follow', load), NOON)
  expect(changesOf(plan)).toEqual(['remove web-5'])
})

test('follow: who was allowed within the day is not forced out when that max has ended', () => {
  const entry = anEntry({ timezone: 'UTC', days: [0, 1, 2, 3, 4, 5, 6], from: 600, to: 660, max: 8 })
  const policy = aSizedPolicy({}, { size: { min: 2, max: 4, schedule: [entry] } })
  const made = up(1, 2, 3, 4, 5, 6)
  const load = aReading(busyAt(0.6, 1, 2, 3, 4, 5, 6), { peak: 6, hourWork: 3.6 })
  expect(changesOf(planRequest(aFleet(made), policy, byLoad('follow', load), NOON))).toEqual([])
})

const FLEET = 'fleet:web:12345'
/** A member of four processors, so many days old; of another spec where that is said. */
const aged = (n: number, days: number, spec = SPEC_TAG): Made =>
  aMember(n, { type: 'g6-standard-4', created: NOON - days * 1_440 * MINUTE, tags: [FLEET, spec] })
const THREE = [aged(1, 11), aged(2, 1), aged(3, 1)]
const BY_TURNS = [aged(1, 11), aged(2, 3), aged(3, 2, `spec:1-${'b'.repeat(20)}`), aged(4, 1)]

// As many are wanted as serve, and one of them is older than it may be.
test.each<readonly [string, readonly Made[], string, readonly string[]]>([
  ['that the type it would get is too small', THREE, 'g6-standard-1', ['at-wanted', 'too-small']],
  ['that there are two specs by turns', BY_TURNS, 'g6-standard-4', ['at-wanted', 'two-specs']],
  ['nothing where nobody is due', THREE.slice(1), 'g6-standard-4', ['at-wanted']],
])(
  'follow: of the rules that hold a renewal it is told, beside the others, %s',
  (_rule, made, type, said) => {
    const spec = { ...aSpec, shown: { ...aSpec.shown, types: [type] } }
    const policy = aSizedPolicy({ cores: 4 }, { spec, maxAge: 10 * 1_440 * MINUTE })
    const busy = busyAt(0.6, 1, 2, 3, 4).map((m) => ({ ...m, cores: 4 }))
    const load = aReading(busy.slice(0, made.length), { peak: made.length })
    const { guards, hold } = planRequest(aFleet(made, {}, policy), policy, byLoad('follow', load), NOON)
    expect(guards.filter((g) => !g.passed).map((g) => g.guard)).toEqual(said)
    expect(guards.map((g) => g.guard)).toContain('most-members-down')
    expect(hold?.reason).toBe(said.at(-1))
  },
)

test('follow: where a signal is silent it is told that nobody knows the work, before that no other size is wanted', () => {
  const spec = { ...aSpec, shown: { ...aSpec.shown, types: ['g6-standard-1'] } }
  const signals = [{ name: 'queue', query: 'a', perMember: 100 }]
  const policy = aSizedPolicy({ cores: 4, signals }, { spec, maxAge: 10 * 1_440 * MINUTE })
  const busy = busyAt(0.6, 1, 2, 3).map((m) => ({ ...m, cores: 4 }))
  const load = aReading(busy, { peak: 3, signals: [null] })
  const { guards, hold, changes } = planRequest(
    aFleet(THREE, {}, policy),
    policy,
    byLoad('follow', load),
    NOON,
  )
  expect(changes).toEqual([])
  expect(hold).toEqual({
    reason: 'work-unknown',
    detail:
      'members would become g6-standard-1, which is smaller, and nobody knows how much work there is: queue told nothing; --force passes this',
    until: null,
  })
  expect(guards.map((g) => g.guard)).toContain('work-unknown')
})
