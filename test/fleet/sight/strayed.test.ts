import { describe, expect, test } from 'vitest'
import type { Activity, Backend, Instance } from '../../../src/fleet/model/fleet.ts'
import { backendId, configId, instanceId } from '../../../src/fleet/model/ids.ts'
import { markedLabel } from '../../../src/fleet/model/mark.ts'
import { takeCensus } from '../../../src/fleet/sight/census.ts'
import { strayedMembers } from '../../../src/fleet/sight/strayed.ts'
import {
  aBackend,
  aDeletion,
  aFleet,
  aMember,
  anInstance,
  aNodeBalancer,
  aPolicy,
  aSighting,
  MINUTE,
  NOON,
  type Made,
} from '../../support/a-fleet.ts'
import { anEvent } from '../../support/an-event.ts'
import { aMemberOnTwo, aPolicyOnTwo, bothConfigs } from '../../support/two-configs.ts'

/** When our mark was set. */
const MARKED = NOON - MINUTE
const OUT = { label: markedLabel('web-1', MARKED), mode: 'drain' } as const
/** At another port of the same machine. */
const OTHER = '192.168.130.1:8443'
const OURS = 'fleet:web:12345'

const strayed = (instance: Partial<Instance>, backend: Partial<Backend>, seen: Around = {}) => {
  const { beside = [], log = [] } = seen
  const made = [aMember(1, instance, backend), aMember(2), ...beside.map((i) => ({ instance: i }))]
  const { strayed: found, foreign } = aFleet(made, { activity: log })
  return [found.map((m) => m.label), foreign.map((b) => b.label)]
}

/** The log tells that web-1 was made so many minutes ago, as this one or another. */
const madeAs = (minutesAgo: number, id = 101) =>
  anEvent('create', 1, minutesAgo, { instance: instanceId(id) })

/** What else is on the account. */
interface Around {
  readonly beside?: readonly Instance[]
  readonly log?: readonly Activity[]
}

describe('an instance that was left in a drain of ours', () => {
  test.each<readonly [string, Partial<Instance>, Partial<Backend>, boolean]>([
    ['without any tag', { tags: [] }, OUT, true],
    ['with tags of no fleet', { tags: ['khw'] }, OUT, true],
    ['under another label, with our tag', { label: 'web-1-debug' }, OUT, true],
    ['made in the second of the drain', { tags: [], created: MARKED }, OUT, true],
    ['not when it was made after the drain', { tags: [], created: MARKED + 1_000 }, OUT, false],
    ['not when it was made after the drain with our tag', { label: 'x', created: NOON }, OUT, false],
    ['not without any tag under another label', { tags: [], label: 'ubuntu' }, OUT, false],
    [
      'not as another member’s, on a port of no profile',
      { label: 'web-3' },
      { ...OUT, address: OTHER },
      false,
    ],
    [
      'not with the tag of another fleet, whatever else it has',
      { tags: ['khw', 'fleet:web:999'] },
      OUT,
      false,
    ],
    ['not with our tag beside another fleet’s', { label: 'x', tags: [OURS, 'fleet:web:999'] }, OUT, false],
    ['not in accept', { tags: [] }, { label: OUT.label }, false],
    ['not in a person’s drain', { tags: [] }, { mode: 'drain' }, false],
    ['not by a mark so old that it is a person’s', { tags: [] }, { ...OUT, label: 'web-1.outaaaaa' }, false],
    ['not by a mark that does not tell when', { tags: [] }, { ...OUT, label: 'web-1.out' }, false],
    ['not by the mark of no member', { tags: [] }, { ...OUT, label: 'db-1.outgsmo0' }, false],
  ])('%s', (_name, instance, backend, is) => {
    expect(strayed(instance, backend)).toEqual(is ? [['web-1'], []] : [[], [backend.label ?? 'web-1']])
  })
})

test('what was left in a drain of ours is told by its lowest backend node first, in whatever order it was listed', () => {
  const made = [3, 1, 2].map((n) =>
    aMember(n, { tags: [] }, { label: markedLabel(`web-${n}`, MARKED), mode: 'drain' }),
  )
  expect(aFleet(made).strayed.map((m) => m.label)).toEqual(['web-1', 'web-2', 'web-3'])
})

test('a drain of ours at whose address no instance is seen has left nobody', () => {
  const by = { sighting: aSighting([]), policy: aPolicy() }
  const drain = aBackend(1, OUT)
  const at = new Map([['192.168.130.1', anInstance(1, { tags: [] })]])
  expect(strayedMembers([drain], at, by).map((m) => m.label)).toEqual(['web-1'])
  expect(strayedMembers([drain], new Map(), by)).toEqual([])
})

describe('a renamed instance that was left in a drain of ours', () => {
  test.each<readonly [string, Partial<Backend>, boolean]>([
    ['not when a person has attached it there', { label: 'legacy-1' }, false],
    ['when a person has attached another machine there', { label: 'x', address: '192.168.130.2:80' }, true],
    ['when a person has attached it on another config', { label: 'x', config: configId(67891) }, true],
    ['when it has another backend node of ours there', { address: OTHER }, true],
  ])('%s', (_name, backend, is) => {
    const beside = aBackend(1, { id: backendId(900), ...backend })
    const { strayed: found } = aFleet([aMember(1, { label: 'legacy-1' }, OUT), { backends: [beside] }])
    expect(found.map((m) => m.label)).toEqual(is ? ['web-1'] : [])
  })

  const renamed = { label: 'web-1-debug' }
  const bare = { tags: [], label: 'ubuntu' }
  const namesake = anInstance(77, { label: 'web-1' })
  test.each<readonly [string, Partial<Instance>, Around, boolean]>([
    ['who was drained lives beside it', renamed, { beside: [namesake] }, false],
    ['only who was made since bears its label', renamed, { beside: [{ ...namesake, created: NOON }] }, true],
    ['who was drained was deleted', renamed, { log: [aDeletion('web-1', MARKED)] }, false],
    [
      'who was drained was deleted, and it took the label',
      { tags: [] },
      { log: [aDeletion('web-1', NOON)] },
      false,
    ],
    [
      'another one was deleted before the drain',
      renamed,
      { log: [aDeletion('web-1', MARKED - 1_000)] },
      true,
    ],
    ['the deletion failed', renamed, { log: [{ ...aDeletion('web-1', NOON), failed: true }] }, true],
    ['the log tells that it was made under that label', bare, { log: [madeAs(30)] }, true],
    ['the log tells that another one was made so since', bare, { log: [madeAs(30), madeAs(20, 900)] }, false],
    ['the log tells that another one was made so', bare, { log: [madeAs(20, 900)] }, false],
    [
      'it was given our tag, and who was made so lives under another label',
      renamed,
      { beside: [anInstance(78, { label: 'web-10' })], log: [madeAs(30, 178)] },
      false,
    ],
    ['who was made so lives no more', renamed, { log: [madeAs(30, 178)] }, true],
    [
      'it was made so itself, and renamed',
      renamed,
      { beside: [anInstance(78, { label: 'web-10' })], log: [madeAs(30)] },
      true,
    ],
  ])('when %s', (_name, instance, around, is) => {
    expect(strayed(instance, OUT, around)).toEqual(is ? [['web-1'], []] : [[], [OUT.label]])
  })
})

const locked = (instance: readonly string[], nodeBalancer: readonly string[]) =>
  aFleet([aMember(1, { locks: instance })], { nodeBalancers: [aNodeBalancer({ locks: nodeBalancer })] })
    .members[0]?.locks

test('locks are its own, and of NodeBalancers those that keep backend nodes', () => {
  expect(locked([], [])).toEqual([])
  expect(locked(['cannot_delete'], [])).toEqual(['cannot_delete'])
  expect(locked([], ['cannot_delete'])).toEqual([])
  expect(locked(['cannot_delete'], ['cannot_delete_with_subresources'])).toEqual([
    'cannot_delete',
    'cannot_delete_with_subresources on NodeBalancer 12345',
  ])
})

describe('a drain of ours that is given back is on the way into service', () => {
  const policy = aPolicyOnTwo()
  const coming = (made: Made) =>
    takeCensus(aFleet([made], bothConfigs(), policy), policy, NOON).all.map((c) => c.coming)
  const kept = { tags: ['fleet:web:12345', 'keep'] }
  test.each<readonly [string, Made, boolean]>([
    ['a person keeps the member', aMemberOnTwo(1, [OUT, OUT], kept), true],
    ['nobody does: it is to be finished', aMemberOnTwo(1, [OUT, OUT]), false],
    ['it is off', aMemberOnTwo(1, [OUT, OUT], { ...kept, status: 'offline' }), false],
    ['it is DOWN', aMemberOnTwo(1, [{ ...OUT, health: 'down' }, OUT], kept), false],
    ['a person has rejected the other config', aMemberOnTwo(1, [OUT, { mode: 'reject' }], kept), false],
    ['a person has drained the other config', aMemberOnTwo(1, [OUT, { mode: 'drain' }]), false],
    ['a person has opened the other config', aMemberOnTwo(1, [OUT, { label: OUT.label }]), true],
  ])('%s', (_name, made, is) => {
    expect(coming(made)).toEqual([is])
  })
})

const sizeOf = (size: Parameters<typeof aPolicy>[0]) => {
  const policy = aPolicy(size)
  return takeCensus(aFleet([aMember(1)], {}, policy), policy, NOON).size
}

/** From so many hours after noon on for an hour, in UTC. */
const schedule = (hours: number, min: number) => [
  {
    text: 'then',
    days: [0, 1, 2, 3, 4, 5, 6],
    from: (12 + hours) * 60,
    to: (13 + hours) * 60,
    timezone: 'UTC',
    min,
    max: null,
    lead: 0,
  },
]

describe('the size tells its bounds where more than the base size sets them', () => {
  test.each<readonly [string, Parameters<typeof aPolicy>[0], boolean]>([
    ['the base size alone', { size: { min: 2, max: 8 } }, false],
    ['an hour that comes', { size: { min: 2, max: 8, schedule: schedule(3, 4) } }, true],
    ['an hour that is', { size: { min: 2, max: 8, schedule: schedule(0, 4) } }, true],
    ['an hour that changes nothing', { size: { min: 2, max: 8, schedule: schedule(3, 1) } }, false],
  ])('%s', (_name, size, told) => {
    expect('bounds' in sizeOf(size)).toBe(told)
  })

  test('a floor that is set is told, whether it decides or not', () => {
    const nodeBalancers = [aNodeBalancer({ tags: ['floor:web:1:20261123T1300Z'] })]
    const { size } = takeCensus(aFleet([aMember(1)], { nodeBalancers }), aPolicy(), NOON)
    expect(size.bounds?.floor).toMatchObject({ n: 1 })
  })
})
