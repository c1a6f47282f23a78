import { describe, expect, test } from 'vitest'
import type { Activity, Backend } from '../../../src/fleet/model/fleet.ts'
import { instanceId } from '../../../src/fleet/model/ids.ts'
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
