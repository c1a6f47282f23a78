import { describe, expect, test } from 'vitest'
import type { Instance } from '../../../src/fleet/model/fleet.ts'
import { configId, nodeBalancerId } from '../../../src/fleet/model/ids.ts'
import { planAdoption, type Candidate } from '../../../src/fleet/plan/plan-adoption.ts'
import { aBackend, aFleet, aMember, anInstance, aPolicy } from '../../support/a-fleet.ts'
import { anEvent } from '../../support/an-event.ts'

const policy = aPolicy({ size: { min: 2, max: 4 } })
const TAGS = ['khw', 'fleet:web:12345']
const fleet = aFleet([aMember(1), aMember(2)])

const person = (n: number, more: Partial<Instance> = {}): Instance =>
  anInstance(n, { label: `db-${n}`, tags: [], ...more })
const candidate = (instance: Instance | null, more: Partial<Candidate> = {}): Candidate => ({
  asked: instance?.label ?? 'db-9',
  instance,
  behind: [12345],
  isNamed: true,
  ...more,
})

describe('a person’s instances become members', () => {
  test('under free numbers, with their own tags and the fleet’s, each once', () => {
    const { adoptions, problems } = planAdoption(
      fleet,
      policy,
      [candidate(person(7, { tags: ['mine', 'khw'] })), candidate(person(8, { tags: ['a,b, ,'] }))],
      TAGS,
    )
    expect(problems).toEqual([])
    expect(adoptions.map((a) => [a.instance.label, a.label, a.tags])).toEqual([
      ['db-7', 'web-3', ['mine', 'khw', 'fleet:web:12345']],
      ['db-8', 'web-4', ['a', 'b', 'khw', 'fleet:web:12345']],
    ])
  })

  test('under no number that was freed a moment ago', () => {
    const freed = aFleet([aMember(1), aMember(2)], { activity: [anEvent('delete', 3, 1)] })
    expect(planAdoption(freed, policy, [candidate(person(7))], TAGS).adoptions[0]?.label).toBe('web-4')
  })

  test('with their backend nodes at their own address and port, and no other', () => {
    const backends = [
      aBackend(7, { label: 'old' }),
      aBackend(7, { id: aBackend(77).id, address: '192.168.130.7:8080' }),
      aBackend(8, { label: 'other' }),
    ]
    const seen = aFleet([aMember(1), { backends }])
    const { adoptions } = planAdoption(seen, policy, [candidate(person(7))], TAGS)
    expect(adoptions[0]?.backends.map((b) => b.id)).toEqual([backends[0]?.id])
  })
})

describe('what is in the way of an adoption', () => {
  const table: readonly (readonly [string, Candidate, string, string])[] = [
    ['nobody has that label', candidate(null), 'there is no instance db-9', 'correct the label'],
    ['it is one already', candidate(anInstance(5)), 'web-5 is a member already', 'leave it out'],
    [
      'it is another fleet’s',
      candidate(person(7, { tags: ['fleet:db:1', 'fleet:x:2'] })),
      'db-7 belongs to another fleet (fleet:db:1, fleet:x:2)',
      'take that tag off it first',
    ],
    [
      'it is behind another NodeBalancer',
      candidate(person(7), { behind: [12345, 5, 6] }),
      'db-7 is behind NodeBalancer 5, 6, which is not this fleet’s',
      'detach it there first',
    ],
    [
      'nobody knows what it is behind',
      candidate(person(7), { behind: null }),
      'db-7 may be behind another NodeBalancer: that could not be read',
      'give the token nodebalancers:read_only',
    ],
    [
      'it is elsewhere',
      candidate(person(7, { region: 'eu-west' })),
      'db-7 is in eu-west, not in us-east',
      'only instances of the NodeBalancer’s region can be adopted',
    ],
    [
      'it is locked',
      candidate(person(7, { locks: ['a', 'b'] })),
      'db-7 is locked (a, b)',
      'take the lock off first',
    ],
    [
      'it is counted already, under the label and tags that it had when the fleet was read',
      candidate(anInstance(1, { label: 'db-1', tags: [] })),
      'db-1 is counted already',
      'leave it out',
    ],
    [
      'it has no address',
      candidate(person(7, { address: null })),
      'db-7 has no address of the kind that the fleet is reached at',
      'give it one first: see docs/backends.md',
    ],
  ]
  test.each(table)('%s', (_name, it, message, remedy) => {
    const { adoptions, problems } = planAdoption(fleet, policy, [it, candidate(person(8))], TAGS)
    expect(problems).toEqual([{ code: 'refused', message, remedy }])
    expect(adoptions).toEqual([])
  })
})

describe('what is in the way of several adoptions', () => {
  test('it is counted already', () => {
    const { problems } = planAdoption(fleet, policy, [candidate(anInstance(1, { label: 'web-1' }))], TAGS)
    expect(problems.map((p) => p.message)).toEqual(['web-1 is a member already'])
  })

  test('there would be more than max', () => {
    const many = [7, 8, 9].map((n) => candidate(person(n)))
    expect(planAdoption(fleet, policy, many.slice(1), TAGS).problems).toEqual([])
    expect(planAdoption(fleet, policy, many, TAGS).problems).toEqual([
      {
        code: 'refused',
        message: '2 members and 3 more are above size.max (4)',
        remedy: 'raise size.max first, or reconcile would remove some',
      },
    ])
  })
})

const meant = (instance: Instance | null, more: Partial<Candidate> = {}) =>
  candidate(instance, { isNamed: false, ...more })
const alone = (...candidates: readonly Candidate[]) => {
  const { adoptions, leftAlone, problems } = planAdoption(fleet, policy, candidates, TAGS)
  return {
    adopted: adoptions.map((a) => a.instance.label),
    left: leftAlone.map(({ instance, why }) => [instance.label, ...why]),
    problems: problems.map((p) => p.message),
  }
}

describe('what only a pattern meant', () => {
  const far = person(7, { region: 'eu-west', locks: ['a'] })
  const away = ['db-7', 'db-7 is in eu-west, not in us-east', 'db-7 is locked (a)']

  test.each<readonly [string, readonly Candidate[], Partial<ReturnType<typeof alone>>]>([
    ['is adopted', [meant(person(7))], { adopted: ['db-7'] }],
    ['is left alone where it cannot be, and every reason is told', [meant(far)], { left: [away] }],
    ['keeps no other from it', [meant(far), candidate(person(8))], { adopted: ['db-8'], left: [away] }],
    [
      'is told in the order in which it was found',
      [meant(person(8, { locks: ['b'] })), meant(far)],
      { left: [['db-8', 'db-8 is locked (b)'], away] },
    ],
    ['is nobody where there is no instance', [meant(null)], {}],
    [
      'is told beside what refuses all',
      [meant(far), candidate(person(8, { locks: ['b'] }))],
      { left: [away], problems: ['db-8 is locked (b)'] },
    ],
  ])('%s', (_rule, candidates, found) => {
    expect(alone(...candidates)).toEqual({ adopted: [], left: [], problems: [], ...found })
  })
})

test('behind another NodeBalancer is whoever is behind one that the profile does not name', () => {
  const attachments = [12345, 54321].map((id, i) => ({
    nodeBalancer: nodeBalancerId(id),
    config: configId(67890 + i),
    port: 80,
  }))
  const two = aPolicy({ size: { min: 2, max: 4 }, attachments })
  const problems = (...behind: readonly number[]) =>
    planAdoption(aFleet([aMember(1)], {}, two), two, [candidate(person(7), { behind })], TAGS).problems
  expect(problems(12345)).toEqual([])
  expect(problems(54321)).toEqual([])
  expect(problems(12345, 54321)).toEqual([])
  expect(problems(12345, 999).map((p) => p.message)).toEqual([expect.stringContaining('999')])
})
