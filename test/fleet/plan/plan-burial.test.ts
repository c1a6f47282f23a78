import { describe, expect, test } from 'vitest'
import type { Sighting } from '../../../src/fleet/model/fleet.ts'
import { instanceId } from '../../../src/fleet/model/ids.ts'
import { markedLabel } from '../../../src/fleet/model/mark.ts'
import { placeTag } from '../../../src/fleet/model/place-tag.ts'
import type { Policy } from '../../../src/fleet/model/policy.ts'
import type { Plan } from '../../../src/fleet/plan/plan.ts'
import { planRequest } from '../../../src/fleet/plan/plan-request.ts'
import type { Request } from '../../../src/fleet/plan/request.ts'
import { pauseTag } from '../../../src/fleet/sight/pause.ts'
import { aFleet, aMember, aNodeBalancer, type Made, MINUTE, NOON } from '../../support/a-fleet.ts'
import { anEntry } from '../../support/bounds/an-entry.ts'
import { aReading, aSizedPolicy, busyAt, byLoad } from '../../support/a-reading.ts'
import { changesOf } from '../../support/changes-of.ts'
import { aMemberOnTwo, aPolicyOnTwo, bothConfigs } from '../../support/two-configs.ts'

const up = (...ns: readonly number[]): readonly Made[] => ns.map((n) => aMember(n))
const down = (n: number): Made => aMember(n, {}, { health: 'down' })
const young = (n: number): Made => aMember(n, { created: NOON - 2 * MINUTE }, { health: 'down' })
type Health = 'up' | 'down' | 'unknown'
/** Drained by a run of ours so many minutes ago. */
const going = (n: number, health: Health, minutes: number): Made =>
  aMember(n, {}, { health, mode: 'drain', label: markedLabel(`web-${n}`, NOON - minutes * MINUTE) })
const kept = (...ids: readonly number[]): Partial<Sighting> => ({
  nodeBalancers: [aNodeBalancer({ tags: ids.map((id) => placeTag('web', instanceId(id))) })],
})

interface Turn {
  readonly made: readonly Made[]
  readonly watched?: readonly number[]
  readonly seen?: Partial<Sighting>
  readonly policy?: Partial<Policy>
  readonly request?: Partial<Request>
}

/** A turn of follow in a fleet that is to have as many members as it has, unless said otherwise. */
function turn({ made, watched = [], seen = {}, policy: own = {}, request = {} }: Turn): Plan {
  const policy = aSizedPolicy({}, { size: { min: made.length, max: made.length }, ...own })
  const load = aReading(busyAt(0.5, 1), { peak: 1 })
  const dead = new Set(watched.map((n) => instanceId(100 + n)))
  return planRequest(
    aFleet(made, seen, policy),
    policy,
    { ...byLoad('follow', load, { dead }), ...request },
    NOON,
  )
}

const onTwo: Made = aMemberOnTwo(2, [{}, { health: 'down' }])
const TWO = { attachments: aPolicyOnTwo().attachments }
const paused = (only?: 'scale-in'): Partial<Sighting> => ({
  nodeBalancers: [aNodeBalancer({ tags: [pauseTag('web', null, only)] })],
})
const failing = [4, 5, 6].map((n) => aMember(n, { created: NOON - 20 * MINUTE }, { health: 'down' }))
const soon = anEntry({ timezone: 'UTC', days: [0, 1, 2, 3, 4, 5, 6], from: 750, to: 800, min: 3, max: 3 })

describe('follow where there is no room beside anybody, and nobody may be missing', () => {
  test.each<readonly [string, Turn, readonly string[]]>([
    ['one that was watched being dead goes', { made: [down(1)], watched: [1] }, ['remove web-1']],
    ['of two', { made: [down(1), aMember(2)], watched: [1] }, ['remove web-1']],
    ['of three', { made: [...up(1, 2), down(3)], watched: [3] }, ['remove web-3']],
    [
      'the lowest id of several',
      { made: [...up(1, 2, 5), down(4), down(3)], watched: [3, 4] },
      ['remove web-3'],
    ],
    [
      'also where min rises within the hour',
      { made: [...up(1, 2), down(3)], watched: [3], policy: { size: { min: 2, max: 3, schedule: [soon] } } },
      ['remove web-3'],
    ],
    [
      'while scale-in is paused',
      { made: [down(1)], watched: [1], seen: paused('scale-in') },
      ['remove web-1'],
    ],
    ['nobody who was not watched', { made: [down(1)] }, []],
    ['nobody who serves by now', { made: up(1), watched: [1] }, []],
    [
      'nobody who is UP on another config',
      { made: [aMemberOnTwo(1, [{}, {}]), onTwo], watched: [2], seen: bothConfigs(), policy: TWO },
      [],
    ],
  ])('%s', (_rule, at, changes) => {
    expect(changesOf(turn(at))).toEqual(changes)
  })

  test.each<readonly [string, Turn]>([
    ['its place is kept for another', { made: [down(1)], watched: [1] }],
    [
      'also where min rises within the hour',
      { made: [down(1), ...up(2, 3)], watched: [1], policy: { size: { min: 2, max: 3, schedule: [soon] } } },
    ],
  ])('%s', (_rule, at) => {
    const { changes, hold } = turn(at)
    expect([changes[0], hold]).toMatchObject([{ isFirst: true, of: { label: 'web-1' } }, null])
  })
})

describe('what keeps a dead one where there is no room beside it', () => {
  test.each<readonly [string, Turn, string]>([
    ['while most are DOWN', { made: [aMember(1), down(2), down(3)], watched: [2, 3] }, 'most-members-down'],
    ['while new ones fail', { made: [...up(1, 2, 3), ...failing], watched: [4] }, 'new-members-fail'],
    ['while another is on its way', { made: [...up(1, 2), down(3), young(4)], watched: [3] }, 'on-the-way'],
    ['while the fleet is paused', { made: [down(1)], watched: [1], seen: paused() }, 'paused'],
    [
      'beside a stranger, which would keep the other one from being made',
      {
        made: [down(1), aMember(2), aMember(3, { tags: [] })],
        watched: [1],
        policy: { size: { min: 2, max: 2 } },
      },
      'strangers',
    ],
    [
      'where the other one would cost too much',
      {
        made: [down(1)],
        watched: [1],
        policy: { size: { min: 1, max: 1, maxHourly: 0.005 } },
        request: { prices: { hourly: new Map([['g6-nanode-1', 0.0075]]), dearest: 0.0075 } },
      },
      'at-cost',
    ],
  ])('nobody goes %s, and the hold says so', (_rule, at, reason) => {
    const plan = turn(at)
    expect([changesOf(plan), plan.hold?.reason]).toEqual([[], reason])
  })
})

describe('follow, and a dead one in its drain whose place is kept', () => {
  const place = kept(101)
  test.each<readonly [string, Turn, readonly string[]]>([
    ['goes on with it', { made: [going(1, 'down', 2), aMember(2)], seen: place }, ['remove web-1']],
    ['also at one of one', { made: [going(1, 'down', 2)], seen: place }, ['remove web-1']],
    [
      'waits for its next check',
      { made: [going(1, 'unknown', 1), aMember(2)], seen: place },
      ['remove web-1'],
    ],
    [
      'also where its place could not be kept, if it has watched it itself',
      { made: [going(1, 'down', 2), aMember(2)], watched: [1] },
      ['remove web-1'],
    ],
    ['but not what another run has drained', { made: [going(1, 'down', 2), aMember(2)] }, ['put-back web-1']],
    [
      'gives it back where there is none for longer than a drain',
      { made: [going(1, 'unknown', 2), aMember(2)], seen: place },
      ['put-back web-1'],
    ],
    [
      'but not one that it has watched itself',
      { made: [going(1, 'unknown', 2), aMember(2)], seen: place, watched: [1] },
      ['remove web-1'],
    ],
    [
      'gives it back when it is UP',
      { made: [going(1, 'up', 1), aMember(2)], seen: place },
      ['put-back web-1'],
    ],
    [
      'whoever took it for dead',
      { made: [going(1, 'up', 1), aMember(2)], seen: place, watched: [1] },
      ['put-back web-1'],
    ],
    [
      'gives it back under the brake',
      { made: [going(1, 'down', 2), aMember(2), down(3)], seen: place },
      ['put-back web-1'],
    ],
  ])('%s', (_rule, at, changes) => {
    const does = changesOf(turn(at)).filter((c) => !c.startsWith('retag'))
    expect(does).toEqual(changes)
  })

  test('keeps the place until it is deleted', () => {
    const { changes } = turn({ made: [going(1, 'down', 2), aMember(2)], seen: place })
    expect(changes).toMatchObject([{ kind: 'remove', isFirst: true }])
  })

  test('makes another in it afterwards', () => {
    const size = { min: 2, max: 2 }
    const { changes } = turn({ made: up(2), seen: place, policy: { size } })
    expect(changes).toMatchObject([{ kind: 'add', replaces: { id: 101, isGone: true } }])
  })
})

describe('what a turn says that has watched nobody', () => {
  const then = 'when it has been DOWN at every look for scale_out.healthy_within'
  test.each<readonly [string, readonly Made[], string]>([
    [
      'of one',
      [down(1)],
      `1 member exists, 0 of them in service, and max is 1; web-1 is DOWN: a follow that stays, or a reconcile that waits, replaces it ${then}`,
    ],
    [
      'of five, of which two are DOWN',
      [...up(1, 2, 3), down(4), down(5)],
      `5 members exist, 3 of them in service, and max is 5; web-4, web-5 are DOWN: a follow that stays, or a reconcile that waits, replaces each of them ${then}`,
    ],
    ['where another starts', [young(1)], '1 of 1 members are on their way already; 1 in service are wanted'],
  ])('%s: the hold names it', (_what, made, detail) => {
    expect(turn({ made }).hold?.detail).toBe(detail)
  })
})
