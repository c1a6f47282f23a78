import { describe, expect, test } from 'vitest'
import type { Policy } from '../../../src/fleet/model/policy.ts'
import { planRequest } from '../../../src/fleet/plan/plan-request.ts'
import {
  aFleet,
  aLeaver,
  aMember,
  aNodeBalancer,
  aPolicy,
  MINUTE,
  NOON,
  type Made,
} from '../../support/a-fleet.ts'
import { aReading, aSizedPolicy, busyAt, byLoad } from '../../support/a-reading.ts'
import { outBy } from '../../support/a-request.ts'
import { anEvent } from '../../support/an-event.ts'

const FLEET = 'fleet:web:12345'
const SPEC = `spec:1-${'a'.repeat(20)}`
const up = (...ns: readonly number[]): readonly Made[] => ns.map((n) => aMember(n))
const starting = (n: number): Made => aMember(n, { created: NOON - MINUTE }, { health: 'down' })
const deadLeaver = (n: number): Made =>
  aMember(n, {}, { label: `web-${n}.outgsmo0`, mode: 'drain', health: 'down' })
const PAUSED = { nodeBalancers: [aNodeBalancer({ tags: ['paused-in:web'] })] }

function reconcile(made: readonly Made[], policy: Policy, seen = {}) {
  const request = outBy(0, { action: 'reconcile' })
  return planRequest(aFleet(made, seen, policy), policy, request, NOON).changes.map(
    (c) => `${c.kind} ${c.member}`,
  )
}

/** Half an hour from now on ten are to serve, today alone. */
const RISING = aPolicy({
  size: {
    min: 2,
    max: 4,
    schedule: [
      {
        text: 'soon',
        days: [0],
        from: 750,
        to: 800,
        timezone: 'UTC',
        min: 10,
        max: 12,
        lead: 0,
      },
    ],
  },
})
/** The same a day ahead: nobody is wanted for it yet. */
const LATER = aPolicy({
  size: {
    min: 2,
    max: 4,
    schedule: [{ text: 'later', days: [0], from: 600, to: 660, timezone: 'UTC', min: 3, max: 4, lead: 0 }],
  },
})

describe('above max', () => {
  const six = [...up(1, 2, 3, 4), starting(5), starting(6)]
  test('who has never served goes without a cooldown, the newest first', () => {
    expect(reconcile(six, aPolicy({ size: { min: 2, max: 4 } }))).toEqual(['remove web-6', 'remove web-5'])
    expect(reconcile(six, LATER)).toEqual(['remove web-6', 'remove web-5'])
  })

  test('nobody goes who is wanted within the hour', () => {
    expect(reconcile(six, RISING)).toEqual([])
  })

  test('while scale-in is paused what is dead is finished, and nobody is trimmed beside it', () => {
    const small = aPolicy({ size: { min: 2, max: 2 } })
    const made = [...up(1, 2), starting(3), starting(4), starting(5), deadLeaver(6)]
    expect(reconcile(made, small, PAUSED)).toEqual(['remove web-6'])
  })
})

describe('a scale-out that only puts back', () => {
  test('is no hold, whatever keeps it from creating', () => {
    const fleet = aFleet([...up(1, 2, 3), aLeaver(4)], { activity: [anEvent('create', 20, 1)] })
    const plan = planRequest(fleet, aPolicy(), outBy(2), NOON)
    expect(plan.changes.map((c) => `${c.kind} ${c.member}`)).toEqual(['put-back web-4'])
    expect(plan.hold).toBeNull()
  })
})

describe('a turn that follows the load', () => {
  const DAY = 1_440 * MINUTE
  const aged = (n: number, days: number): Made =>
    aMember(n, { created: NOON - days * DAY, tags: [FLEET, SPEC] })
  const spec = {
    hashes: new Map([[1, 'a'.repeat(20)]]),
    tags: ['khw'],
    shown: { region: null, types: null, image: null },
  }
  const policy: Policy = { ...aSizedPolicy(), spec: { ...spec, tags: [] }, maxAge: 10 * DAY }
  const made = [aged(1, 11), aged(2, 1), aged(3, 1)]
  const follow = (load: ReturnType<typeof aReading>, of = policy, some = made) => {
    const { changes, hold } = planRequest(aFleet(some, {}, of), of, byLoad('follow', load), NOON)
    return [
      ...changes.map((c) => `${c.kind} ${c.member}`),
      ...(hold === null ? [] : [`held: ${hold.reason}`]),
    ]
  }
  const calm = aReading(busyAt(0.6, 1, 2, 3), { peak: 3 })

  test('renews a member where as many serve as are wanted', () => {
    expect(follow(calm)).toEqual(['add web-4'])
  })

  test('not where nobody knows how many are wanted', () => {
    expect(follow(aReading([], { peak: 3 }))).toEqual(['held: work-unknown'])
  })

  test('nor where more are wanted than may be', () => {
    const full = { ...policy, size: { min: 2, max: 3 } }
    expect(follow(aReading(busyAt(0.9, 1, 2, 3)), full)).toEqual(['held: at-max'])
  })

  test('renews nobody to a type that is too small for the work, and says so', () => {
    const shown = { region: null, types: ['g6-standard-1'], image: null }
    const smaller = { ...policy, ...aSizedPolicy({ cores: 4 }), spec: { ...spec, tags: [], shown } }
    const four = made.map(({ instance, ...m }) =>
      instance === undefined ? m : { ...m, instance: { ...instance, type: 'g6-standard-4' } },
    )
    const load = aReading(
      busyAt(0.6, 1, 2, 3).map((m) => ({ ...m, cores: 4 })),
      { peak: 3 },
    )
    expect(follow(load, smaller, four)).toEqual(['held: too-small'])
  })

  test('puts on what tags are lacking beside its hold', () => {
    const lacking = { ...policy, spec, maxAge: 99 * DAY }
    expect(follow(calm, lacking)).toEqual(['retag web-1', 'retag web-2', 'retag web-3', 'held: at-wanted'])
  })
})
