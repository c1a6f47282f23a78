import { describe, expect, test } from 'vitest'
import type { Fleet, Sighting } from '../../../src/fleet/model/fleet.ts'
import { planRemovalAgain } from '../../../src/fleet/plan/plan-removal-again.ts'
import { planRequest } from '../../../src/fleet/plan/plan-request.ts'
import type { Request } from '../../../src/fleet/plan/request.ts'
import {
  aFleet,
  aLeaver,
  aMember,
  anInstance,
  type Made,
  MINUTE,
  NOON,
  aPolicy,
} from '../../support/a-fleet.ts'
import { inBy, inTo } from '../../support/a-request.ts'
import { anEvent } from '../../support/an-event.ts'
import { changesOf } from '../../support/changes-of.ts'

const policy = aPolicy()
const up = (...n: readonly number[]): readonly Made[] => n.map((each) => aMember(each))
/** Drained at noon. */
const OUT = { label: 'web-5.outgsmo0', mode: 'drain' } as const
const LATER = { observedAt: NOON + MINUTE }

/** What is planned at the second look, of a request that was planned on the first. */
function again(first: Fleet, second: Fleet, request: Request) {
  const plan = planRequest(first, policy, request, first.observedAt)
  return planRemovalAgain({ fleet: first, plan }, second, policy)
}

function second(made: readonly Made[], seen: Partial<Sighting> = {}): Fleet {
  return aFleet(made, { ...LATER, ...seen })
}

describe('the second look after the drain', () => {
  const table: readonly (readonly [string, readonly Made[], Request, readonly string[]])[] = [
    ['removes what was drained', [...up(1, 2, 3, 4), aLeaver(5)], inBy(1), ['remove web-5']],
    ['counts a member that is gone as removed', [...up(1, 2, 3), aLeaver(5)], inBy(1), ['put-back web-5']],
    ['counts one of two', [...up(1, 2, 3), aLeaver(5)], inBy(2), ['remove web-5']],
    ['counts no more than were asked for', [...up(1, 2), aLeaver(5)], inBy(1), ['put-back web-5']],
    ['to a size: goes by who is there', [...up(1, 2, 3), aLeaver(5)], inTo(3), ['remove web-5']],
    ['and counts nobody who is gone', [...up(1, 2, 3), aLeaver(5)], inTo(4), ['put-back web-5']],
    ['removes nobody who was not drained first', up(1, 2, 3, 4, 5), inBy(1), []],
    [
      'removes nobody who is drained on nothing',
      [...up(1, 2, 3, 4), aMember(5, {}, null)],
      inBy(1),
      ['attach web-5'],
    ],
  ]
  test.each(table)('%s', (_name, made, request, changes) => {
    const sized = changesOf(again(aFleet(up(1, 2, 3, 4, 5)), second(made), request))
    expect(sized).toEqual(changes)
  })

  test('goes by the time of the second look', () => {
    const drained = [...up(1, 2, 3, 4), aLeaver(5)]
    const late = second(drained, { activity: [anEvent('delete', 9, -0.5)] })
    expect(changesOf(again(aFleet(up(1, 2, 3, 4, 5)), late, inBy(1)))).toEqual(['remove web-5'])
  })
})

const why = (what: string, at: string) => `cooldown: ${what} at ${at}, which was not to be seen at first`

describe('a member that was added beside a drain', () => {
  const first = aFleet(up(1, 2, 3, 4, 5))
  const drained = [...up(1, 2, 3, 4), aLeaver(5)]
  const grown = second([...drained, aMember(6, { created: NOON + 1_000 })])

  test('has the victim put back, whoever looked first', () => {
    expect(again(first, grown, inBy(1)).changes).toMatchObject([
      {
        kind: 'put-back',
        member: 'web-5',
        because: 'web-6 was added meanwhile: its capacity is wanted again',
        hold: 'cooldown',
        wait: false,
      },
    ])
  })

  test.each<readonly [string, Fleet, Fleet, Request, string]>([
    [
      'only its event shows',
      first,
      second(drained, { activity: [anEvent('create', 6, -0.1)] }),
      inBy(1),
      'put-back',
    ],
    ['a size was asked for', first, grown, inTo(4), 'put-back'],
    [
      'it is another fleet’s of the same name',
      first,
      second([...drained, aMember(6, { created: NOON + 1_000, tags: ['fleet:web:777'] }, null)], {
        activity: [anEvent('create', 6, -0.1, { instance: anInstance(6).id })],
      }),
      inBy(1),
      'remove',
    ],
    ['--force was given', first, grown, inBy(1, { force: true }), 'remove'],
    ['it was there for long, and a list lagged', first, second([...drained, aMember(6)]), inBy(1), 'remove'],
    ['the drain was not its own', aFleet([...up(1, 2, 3, 4), aLeaver(5)]), grown, inBy(1), 'remove'],
  ])('when %s', (_rule, before, after, request, kind) => {
    expect(changesOf(again(before, after, request))).toEqual([`${kind} web-5`])
  })
})

test.each<readonly [string, number, string]>([
  ['in the very second of the first look', NOON, 'put-back web-5: web-6 was added meanwhile'],
  ['in the second before', NOON - 1_000, 'remove web-5'],
])('`created` tells no part of a second: one that was added %s', (_when, created, change) => {
  const none = aPolicy({ scaleIn: { ...aPolicy().scaleIn, cooldown: 0 } })
  const first = aFleet(up(1, 2, 3, 4, 5), { observedAt: NOON + 900 })
  const plan = planRequest(first, none, inBy(1), first.observedAt)
  const later = second([...up(1, 2, 3, 4), aLeaver(5), aMember(6, { created })])
  const [what] = planRemovalAgain({ fleet: first, plan }, later, none).changes.map(
    (c) => `${c.kind} ${c.member}${c.kind === 'put-back' ? `: ${c.because}` : ''}`,
  )
  expect(what).toMatch(new RegExp(`^${change}`))
})

test('calls off what was trimmed above max, unless it never served', () => {
  const small = aPolicy({ size: { min: 2, max: 4 } })
  const reconcile = inBy(0, { action: 'reconcile' })
  const trimmed = (fifth: Made) => {
    const fleet = aFleet([...up(1, 2, 3, 4), fifth], {}, small)
    const plan = planRequest(fleet, small, reconcile, NOON)
    const late = { ...LATER, activity: [anEvent('delete', 9, 1)] }
    const { instance } = fifth
    const out = { ...(instance === undefined ? {} : { instance }), backends: aLeaver(5).backends ?? [] }
    return changesOf(planRemovalAgain({ fleet, plan }, aFleet([...up(1, 2, 3, 4), out], late, small), small))
  }
  expect(trimmed(aMember(5))).toEqual(['put-back web-5'])
  expect(trimmed(aMember(5, { created: NOON - 5 * MINUTE }, { health: 'down' }))).toEqual(['remove web-5'])
})

const drained = [...up(1, 2, 3, 4), aLeaver(5)]

describe('a change of size that the first look could not see', () => {
  test('calls off a drain that it would have held', () => {
    const plan = again(
      aFleet(up(1, 2, 3, 4, 5)),
      second(drained, { activity: [anEvent('delete', 9, 1)] }),
      inBy(1),
    )
    expect(plan.changes).toMatchObject([
      {
        kind: 'put-back',
        member: 'web-5',
        because: why('web-9 was deleted', '2026-11-23T11:59:00Z'),
        wait: false,
      },
    ])
  })

  const passes: readonly (readonly [string, Partial<Sighting>, Request, readonly Made[]])[] = [
    ['--force was given', { activity: [anEvent('delete', 9, 1)] }, inBy(1, { force: true }), up(5)],
    ['it came after the first look', { activity: [anEvent('delete', 9, -0.1)] }, inBy(1), up(5)],
    ['its cooldown was over by the first look', { activity: [anEvent('delete', 9, 15)] }, inBy(1), up(5)],
    ['no events can be read', { activity: null }, inBy(1), up(5)],
  ]
  test.each(passes)('does not when %s', (_name, seen, request, fifth) => {
    const plan = again(aFleet([...up(1, 2, 3, 4), ...fifth]), second(drained, seen), request)
    expect(changesOf(plan)).toEqual(['remove web-5'])
  })

  test('counts a member created just before it', () => {
    const first = aFleet(up(1, 2, 3, 4, 5))
    const changes = [-1_000, 0].map((ms) =>
      changesOf(again(first, second([...drained, aMember(6, { created: NOON + ms })]), inBy(1))),
    )
    expect(changes).toEqual([['put-back web-5'], ['put-back web-5']])
  })

  test('changes nothing but removals', () => {
    const seen = second([...drained, aMember(6, {}, null)], { activity: [anEvent('delete', 9, 1)] })
    expect(changesOf(again(aFleet(up(1, 2, 3, 4, 5)), seen, inBy(1)))).toEqual([
      'attach web-6',
      'put-back web-5',
    ])
  })
})

/** Another run has begun to drain web-5 at noon, and both looks show it. */
const begunByAnother = (told: Partial<Sighting>, seen: Partial<Sighting>, request = inBy(1)) =>
  again(aFleet(drained, told), second(drained, seen), request)

describe('the drain of another run, and a change of size that neither has seen', () => {
  const before = { activity: [anEvent('delete', 9, 1)] }

  test.each<readonly [string, Partial<Sighting>, Request]>([
    ['in its second', { activity: [anEvent('delete', 9, 0)] }, inBy(1)],
    ['before it', before, inBy(1)],
    ['before it, whatever else may be removed', before, inTo(3)],
  ])('calls off the drain of another run that it would have held: %s', (_name, seen, request) => {
    expect(changesOf(begunByAnother({}, seen, request))).toEqual(['put-back web-5'])
  })

  test.each<readonly [string, Partial<Sighting>, Partial<Sighting>, Request]>([
    ['was there to be seen at first', before, before, inBy(1)],
    ['came after the drain', {}, { activity: [anEvent('delete', 9, -0.5)] }, inBy(1)],
    ['has no cooldown any more', {}, { activity: [anEvent('delete', 9, 15)] }, inBy(1)],
    ['is nothing beside --force', {}, before, inBy(1, { force: true })],
    [
      'is the event of one that was there',
      {},
      { activity: [anEvent('create', 4, 1, { instance: anInstance(4).id })] },
      inBy(1),
    ],
  ])('finishes the drain of another run where the change %s', (_name, told, seen, request) => {
    expect(changesOf(begunByAnother(told, seen, request))).toEqual(['remove web-5'])
  })

  test('finishes that of a dead one, and of one that has somebody in its place', () => {
    const dead = [...up(1, 2, 3, 4), aMember(5, {}, { ...OUT, health: 'down' })]
    const substitute = aMember(6, { tags: ['fleet:web:12345', `replaces:${anInstance(5).id}`] })
    const replaced = [...drained, substitute]
    for (const made of [dead, replaced]) {
      expect(changesOf(again(aFleet(made), second(made, before), inBy(1)))).toContain('remove web-5')
    }
  })
})
