import { describe, expect, test } from 'vitest'
import { assembleFleet } from '../../../src/fleet/sight/assemble-fleet.ts'
import { backendId } from '../../../src/fleet/model/ids.ts'
import { aBackend, aFleet, aMember, anInstance, aPolicy, aSighting } from '../../support/a-fleet.ts'

describe('a Linode is a member iff it carries the fleet tag and a label <name>-<n>', () => {
  const table: readonly (readonly [string, readonly string[], boolean])[] = [
    ['web-1', ['fleet:web:12345'], true],
    ['web-12', ['x', 'fleet:web:12345'], true],
    ['web-1', [], false],
    ['web-1', ['fleet:web:1234'], false],
    ['web-1', ['fleet:web:99999'], false],
    ['web-1', ['fleet:we:12345'], false],
    ['web-01', ['fleet:web:12345'], false],
    ['web-0', ['fleet:web:12345'], false],
    ['web-', ['fleet:web:12345'], false],
    ['web-1a', ['fleet:web:12345'], false],
    ['web-1.out', ['fleet:web:12345'], false],
    ['web--1', ['fleet:web:12345'], false],
    ['Web-1', ['fleet:web:12345'], false],
    ['my-web-1', ['fleet:web:12345'], false],
  ]
  test.each(table)('%s with the tags %j: %s', (label, tags, isMember) => {
    const instance = anInstance(1, { label, tags })
    const fleet = aFleet([{ instance, backends: [] }])
    expect(fleet.members.map((m) => m.label)).toEqual(isMember ? [label] : [])
  })

  test('an instance of such a label that is not ours is a stranger, and its backend node is foreign', () => {
    const fleet = aFleet([aMember(1), aMember(2, { tags: [] })])
    expect(fleet.strangers.map((i) => i.label)).toEqual(['web-2'])
    expect(fleet.foreign.map((b) => b.label)).toEqual(['web-2'])
    expect(fleet.leftovers).toEqual([])
  })
})

describe('a backend node belongs to a member by its address', () => {
  test('whatever its label', () => {
    const fleet = aFleet([aMember(1, {}, { label: 'renamed' })])
    expect(fleet.members[0]?.backends.map((b) => b.label)).toEqual(['renamed'])
    expect(fleet.foreign).toEqual([])
  })

  test('by its label while the instance has no address', () => {
    const fleet = aFleet([aMember(1, { address: null })])
    expect(fleet.members[0]?.backends).toHaveLength(1)
  })

  test('of two for one place the lowest id stays, and the other is a leftover', () => {
    const second = aBackend(1, { id: backendId(1) })
    const fleet = aFleet([aMember(1), { backends: [second] }])
    expect(fleet.members[0]?.backends.map((b) => b.id)).toEqual([1])
    expect(fleet.leftovers.map((l) => [l.backend.id, l.why])).toEqual([[1001, 'second']])
  })

  test.each([
    ['web-7', 'no-instance'],
    ['web-7.out', 'no-instance'],
    ['web-1', 'second'],
    ['legacy-1', null],
    ['web-x', null],
    ['web-7.out.out', null],
  ])('at an address of nobody, labelled %s: %s', (label, why) => {
    const loose = aBackend(7, { label, address: '192.168.140.1:80' })
    const fleet = aFleet([aMember(1), { backends: [loose] }])
    expect(fleet.leftovers.map((l) => l.why)).toEqual(why === null ? [] : [why])
    expect(fleet.foreign).toEqual(why === null ? [loose] : [])
  })

  test('on a port that the profile does not name it is no member’s', () => {
    const fleet = aFleet([aMember(1, {}, { address: '192.168.130.1:8080', label: 'web-1' })])
    expect(fleet.members[0]?.backends).toEqual([])
    expect(fleet.leftovers.map((l) => l.why)).toEqual(['second'])
  })
})

test('a copied profile that names another NodeBalancer is another fleet', () => {
  const sighting = aSighting([aMember(1), aMember(2)])
  const copy = assembleFleet(sighting, aPolicy({ fleetTag: 'fleet:web:54321' }))
  expect(copy.members).toEqual([])
  expect(copy.strangers).toHaveLength(2)
})
