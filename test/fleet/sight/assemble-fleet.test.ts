import { describe, expect, test } from 'vitest'
import { assembleFleet } from '../../../src/fleet/sight/assemble-fleet.ts'
import type { Instance } from '../../../src/fleet/model/fleet.ts'
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
    ['web-1.outgsmo0', ['fleet:web:12345'], false],
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

  test('but under its own label before a lower id', () => {
    const older = aBackend(1, { id: backendId(1), label: 'web-7.outgsmo0', mode: 'drain' })
    const fleet = aFleet([aMember(1), { backends: [older] }])
    expect(fleet.members[0]?.backends.map((b) => b.id)).toEqual([1001])
    expect(fleet.leftovers.map((l) => [l.backend.id, l.why])).toEqual([[1, 'second']])
  })
})

describe('a backend node of an instance that is no member', () => {
  test.each<readonly [string, Partial<Instance>]>([
    ['renamed to what is no member', { label: 'web-1-debug' }],
    ['without the fleet tag', { tags: [] }],
    ['of another fleet', { tags: ['fleet:web:999'] }],
  ])('an instance %s keeps its backend node, which is foreign', (_name, instance) => {
    const fleet = aFleet([aMember(1, instance), aMember(2)])
    expect(fleet.foreign.map((b) => b.label)).toEqual(['web-1'])
    expect([fleet.leftovers, fleet.doubts]).toEqual([[], []])
  })

  test('one that was given another number keeps it too', () => {
    const fleet = aFleet([aMember(1, { label: 'web-7' })])
    expect(fleet.members.map((m) => [m.label, m.backends.map((b) => b.label)])).toEqual([
      ['web-7', ['web-1']],
    ])
  })

  test('a renamed instance with the fleet tag is told', () => {
    const fleet = aFleet([aMember(1, { label: 'web-1-debug' })])
    expect(fleet.renamed.map((i) => i.label)).toEqual(['web-1-debug'])
  })

  test.each<readonly [string, Partial<Instance>]>([
    ['in the list', {}],
    ['at another address of its own', { address: '192.168.130.99', elsewhere: ['192.168.140.1'] }],
  ])('in front of a living instance it is foreign, whatever it is called: %s', (_name, more) => {
    const instance = anInstance(9, { label: 'ubuntu', tags: [], address: '192.168.140.1', ...more })
    const node = aBackend(9, { address: '192.168.140.1:80', health: 'down' })
    const fleet = aFleet([aMember(1), { instance, backends: [node] }])
    expect([fleet.foreign, fleet.leftovers, fleet.doubts]).toEqual([[node], [], []])
  })

  test('in front of one that was found only by its address, too', () => {
    const node = aBackend(9, { address: '192.168.140.1:80', health: 'down' })
    const found = [anInstance(9, { label: 'ubuntu', tags: [], address: '192.168.140.1' })]
    const hosts = { asked: ['192.168.140.1'], found, trusted: true, sees: 'all' } as const
    const fleet = aFleet([aMember(1), { backends: [node] }], { hosts })
    expect([fleet.foreign, fleet.leftovers, fleet.doubts]).toEqual([[node], [], []])
  })
})

describe('a backend node that is found by its address alone', () => {
  test('one without our tag that is not listed yet is a stranger by its label, and by no other', () => {
    const at = '192.168.140.1'
    const hosts = { asked: [at], trusted: true, sees: null } as const
    const found = (label: string) => [anInstance(9, { label, tags: [], address: at })]
    const strangers = (label: string) =>
      aFleet([aMember(1)], { hosts: { ...hosts, found: found(label) } }).strangers.map((i) => i.label)
    expect(strangers('web-9')).toEqual(['web-9'])
    expect(strangers('ubuntu')).toEqual([])
  })

  test('a member that is not listed yet and was found by its address is a member', () => {
    const found = [anInstance(9, { address: '192.168.140.1' })]
    const hosts = { asked: ['192.168.140.1'], found, trusted: true, sees: null } as const
    const fleet = aFleet([aMember(1), { backends: [aBackend(9, { address: '192.168.140.1:80' })] }], {
      hosts,
    })
    expect(fleet.members.map((m) => [m.label, m.backends.length])).toEqual([
      ['web-1', 1],
      ['web-9', 1],
    ])
  })

  test('on a port that the profile does not name it is a person’s', () => {
    const fleet = aFleet([
      aMember(1),
      { backends: [aBackend(1, { id: backendId(5), address: '192.168.130.1:8080' })] },
    ])
    expect(fleet.members[0]?.backends.map((b) => b.id)).toEqual([1001])
    expect(fleet.foreign.map((b) => b.id)).toEqual([5])
    expect(fleet.leftovers).toEqual([])
  })
})

test('a copied profile that names another NodeBalancer is another fleet', () => {
  const sighting = aSighting([aMember(1), aMember(2)])
  const copy = assembleFleet(sighting, aPolicy({ fleetTag: 'fleet:web:54321' }))
  expect(copy.members).toEqual([])
  expect(copy.strangers).toHaveLength(2)
})

test('what nobody is sure about is told by id, of whatever kind the doubt is', () => {
  // 2001 takes connections beside one that a person has set; the others are at hosts without an instance and UP.
  const second = aBackend(1, { id: backendId(2001) })
  const bare = [3001, 9].map((id) => aBackend(7, { id: backendId(id), address: `192.168.140.7:80` }))
  const made = [aMember(1, {}, { mode: 'reject' }), { backends: [second, ...bare] }]
  expect(aFleet(made).doubts.map((d) => d.backend.id)).toEqual([9, 2001, 3001])
  expect(aFleet(made.toReversed()).doubts.map((d) => d.backend.id)).toEqual([9, 2001, 3001])
})

test('one that is listed and was found by its address too is one member', () => {
  const { instance } = aMember(1)
  const found = instance === undefined ? [] : [instance]
  const hosts = { asked: ['192.168.130.1'], found, trusted: true, sees: 'all' as const }
  expect(aFleet([aMember(1), aMember(2)], { hosts }).members.map((m) => m.label)).toEqual(['web-1', 'web-2'])
  const [one, two] = [aMember(1), aMember(2)]
  const lagged = aFleet([two, { backends: one.backends ?? [] }], { hosts })
  expect(lagged.members.map((m) => m.label)).toEqual(['web-1', 'web-2'])
})
