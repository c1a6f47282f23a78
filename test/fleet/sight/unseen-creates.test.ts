import { describe, expect, test } from 'vitest'
import type { Activity, Backend, Sighting } from '../../../src/fleet/model/fleet.ts'
import { backendId, instanceId } from '../../../src/fleet/model/ids.ts'
import { formerLabel, markedLabel, newcomerLabel } from '../../../src/fleet/model/mark.ts'
import { unseenCreates } from '../../../src/fleet/sight/unseen-creates.ts'
import { aBackend, aFleet, aMember, aPolicy, NOON, type Made } from '../../support/a-fleet.ts'
import { anEvent } from '../../support/an-event.ts'

const unseen = (activity: readonly Activity[] | null, made: readonly Made[] = [aMember(1)]) =>
  unseenCreates(aFleet(made, { activity }), aPolicy(), NOON)

describe('a create that is in no list yet', () => {
  const born = anEvent('create', 9, 5)
  const again = anEvent('create', 9, 5, { instance: anEvent('create', 8, 5).instance })
  test.each<readonly [string, readonly Activity[] | null, readonly string[]]>([
    ['is told by its event', [born], ['web-9']],
    [
      'each once, and in one order',
      [anEvent('create', 8, 5), born, born, anEvent('create', 7, 1)],
      ['web-7', 'web-8', 'web-9'],
    ],
    ['for as long as a new member may take', [anEvent('create', 9, 10)], ['web-9']],
    ['and no longer', [anEvent('create', 9, 10.001)], []],
    ['not one that failed', [{ ...born, failed: true }], []],
    ['not one that is listed', [anEvent('create', 1, 5)], []],
    ['not one that was deleted since', [born, anEvent('delete', 9, 4)], []],
    ['whatever its label was by then', [born, anEvent('delete', 9, 4, { label: 'other' })], []],
    ['nor one whose label was deleted since, of whichever instance', [again, anEvent('delete', 9, 4)], []],
    ['or in the same second', [again, anEvent('delete', 9, 5)], []],
    ['but a deletion before it says nothing', [again, anEvent('delete', 9, 6)], ['web-9']],
    ['nor one that failed', [born, anEvent('delete', 9, 4, { failed: true })], ['web-9']],
    ['nor one of another', [born, anEvent('delete', 8, 4)], ['web-9']],
    ['not a label that is no member’s', [anEvent('create', 9, 5, { label: 'web-9a' })], []],
    ['nobody knows without events', null, []],
  ])('%s', (_name, activity, labels) => {
    expect(unseen(activity)).toEqual(labels)
  })

  test('not one that is listed as a stranger', () => {
    expect(unseen([anEvent('create', 2, 5)], [aMember(1), aMember(2, { tags: [] })])).toEqual([])
  })

  test('nor one that is listed under the name that somebody gave it since', () => {
    const born = anEvent('create', 9, 5, { instance: instanceId(102) })
    expect(unseen([born], [aMember(1), aMember(2, { label: 'mine' })])).toEqual([])
    expect(unseen([born], [aMember(1), aMember(3, { label: 'mine' })])).toEqual(['web-9'])
  })
})

const node = (overrides: Partial<Backend> = {}): Made => ({ backends: [aBackend(9, overrides)] })

describe('a backend node of nobody that was seen', () => {
  test.each<readonly [string, Made, readonly Activity[], readonly string[]]>([
    ['that is UP tells of one', node(), [], ['web-9']],
    ['that is Unknown does', node({ health: 'unknown' }), [], ['web-9']],
    ['one that is DOWN does not', node({ health: 'down' }), [], []],
    ['nor one that is not open', node({ mode: 'drain' }), [], []],
    ['nor one whose member was deleted', node(), [anEvent('delete', 9, 600)], []],
    ['by its bare label', node({ label: 'web-9.newgsmo0' }), [], ['web-9']],
  ])('%s', (_name, made, activity, labels) => {
    expect(unseen(activity, [aMember(1), made])).toEqual(labels)
  })
})

const EVERYBODY = { asked: ['192.168.130.9'], found: [], trusted: true, sees: 'all' } as const
const unchecked = aFleet([]).configs.map((c) => ({ ...c, checked: false }))
const fresh: Partial<Backend> = { health: 'unknown' }
const labelled = (label: string): Partial<Backend> => ({ ...fresh, label })

const long = aPolicy().scaleOut.healthyWithin

describe('a backend node whose address nobody has, so a trusted answer says to one who sees everybody', () => {
  const [mark, old] = [markedLabel('web-9', NOON - long), markedLabel('web-9', NOON - long - 1_000)]
  const [newer, older] = [newcomerLabel('web-9', NOON - long), newcomerLabel('web-9', NOON - long - 1_000)]
  const was = formerLabel('web-9', NOON - long - 1_000)
  test.each<readonly [string, Partial<Backend>, Partial<Sighting>, readonly string[]]>([
    ['is on its way while its check has yet to speak', fresh, {}, ['web-9']],
    ['also where no events may be read', fresh, { activity: null }, ['web-9']],
    ['not where nothing is checked: only what runs was attached there', fresh, { configs: unchecked }, []],
    ['nor there where no events may be read', fresh, { configs: unchecked, activity: null }, []],
    [
      'but by its event it is, there too',
      fresh,
      { configs: unchecked, activity: [anEvent('create', 9, 10)] },
      ['web-9'],
    ],
    ['for healthy_within after its create', fresh, { activity: [anEvent('create', 9, 10)] }, ['web-9']],
    ['and no longer', fresh, { activity: [anEvent('create', 9, 10.02)] }, []],
    [
      'a create that failed dates nothing',
      fresh,
      { activity: [anEvent('create', 9, 11, { failed: true })] },
      ['web-9'],
    ],
    ['for healthy_within after its mark', labelled(mark), {}, ['web-9']],
    ['not after', labelled(old), {}, []],
    ['for healthy_within after it was to take over', labelled(newer), {}, ['web-9']],
    ['and not after that', labelled(older), {}, []],
    ['nor after it was to go', labelled(was), {}, []],
  ])('%s', (_rule, overrides, seen, labels) => {
    const fleet = aFleet([aMember(1), node(overrides)], { activity: [], hosts: EVERYBODY, ...seen })
    expect(fleet.doubts).toHaveLength(1)
    expect(unseenCreates(fleet, aPolicy(), NOON)).toEqual(labels)
  })
})

describe('a backend node whose address somebody may have', () => {
  test.each<readonly [string, Partial<Sighting>]>([
    [
      'is on its way for all we know if the answer proves nothing',
      { configs: unchecked, hosts: { ...EVERYBODY, trusted: false } },
    ],
    ['or was given to one who sees some', { configs: unchecked, hosts: { ...EVERYBODY, sees: 'some' } }],
    [
      'or is not known to be given to one who sees all',
      { configs: unchecked, hosts: { ...EVERYBODY, sees: 'unknown' } },
    ],
    ['or was not about its address', { configs: unchecked, hosts: { ...EVERYBODY, asked: [] } }],
  ])('%s', (_rule, seen) => {
    const fleet = aFleet([aMember(1), node(fresh)], { activity: [], ...seen })
    expect(fleet.doubts).toHaveLength(1)
    expect(unseenCreates(fleet, aPolicy(), NOON)).toEqual(['web-9'])
  })

  test('a second one at a member’s own place is nobody who comes', () => {
    const [own, second] = [
      aBackend(1, { mode: 'drain' }),
      aBackend(1, { id: backendId(9_999), label: 'web-9' }),
    ]
    const fleet = aFleet([aMember(1, {}, own), { backends: [second] }])
    expect(fleet.doubts).toMatchObject([{ second: true }])
    expect(unseenCreates(fleet, aPolicy(), NOON)).toEqual([])
  })
})
