import { describe, expect, test } from 'vitest'
import type { Backend } from '../../../src/fleet/model/fleet.ts'
import type { Policy } from '../../../src/fleet/model/policy.ts'
import { planRetags } from '../../../src/fleet/plan/plan-retags.ts'
import { stepsOf } from '../../../src/fleet/plan/steps-of.ts'
import { takeCensus } from '../../../src/fleet/sight/census.ts'
import { aFleet, aMember, aPolicy, NOON, type Made } from '../../support/a-fleet.ts'

const FLEET = 'fleet:web:12345'
const SPEC = `spec:1-${'a'.repeat(20)}`
const spec = {
  hashes: new Map([[1, 'a'.repeat(20)]]),
  tags: ['khw', 'autoscale'],
  shown: { region: null, types: null, image: null },
}
const policy: Policy = { ...aPolicy(), spec }
const ALL = ['khw', 'autoscale']

const tagged = (n: number, tags: readonly string[], backend: Partial<Backend> = {}): Made =>
  aMember(n, { tags: [FLEET, SPEC, ...tags] }, backend)
const OLD = aMember(1, { tags: [FLEET, `spec:1-${'b'.repeat(20)}`, ...ALL] })

function retags(made: readonly Made[], of = policy) {
  const fleet = aFleet(made, {}, of)
  return planRetags(fleet, takeCensus(fleet, of, NOON), of).flatMap((c) =>
    c.kind === 'retag' ? [[c.member, c.on, c.off] as const] : [],
  )
}

describe('tags of a member', () => {
  test.each<readonly [string, readonly Made[], ReturnType<typeof retags>]>([
    ['stay where it has those of the profile', [tagged(1, ALL)], []],
    ['however they are spelt, and whatever else is there', [tagged(1, ['KHW', 'Autoscale', 'mine'])], []],
    [
      'are put on where they lack',
      [tagged(1, ['khw']), tagged(2, [])],
      [
        ['web-1', ['autoscale'], []],
        ['web-2', ALL, []],
      ],
    ],
    ['not on one that a person holds', [tagged(1, ['keep'])], []],
    ['not on one that leaves', [tagged(1, [], { label: 'web-1.outgsmo0', mode: 'drain' })], []],
    [
      'that of a place that it has taken comes off',
      [tagged(2, [...ALL, 'replaces:101'])],
      [['web-2', [], ['replaces:101']]],
    ],
    [
      'all of them',
      [tagged(2, [...ALL, 'replaces:101', 'replaces:9:always'])],
      [['web-2', [], ['replaces:101', 'replaces:9:always']]],
    ],
    [
      'not what only looks so',
      [tagged(2, [...ALL, 'replaces:101', 'replaces:x'])],
      [['web-2', [], ['replaces:101']]],
    ],
    ['not while the pair stands', [OLD, tagged(2, [...ALL, 'replaces:101'])], []],
    ['nor of one that never served', [tagged(2, [...ALL, 'replaces:101'], { health: 'down' })], []],
  ])('%s', (_name, made, found) => {
    expect(retags(made)).toEqual(found)
  })

  test('stay where nobody has looked what the profile makes', () => {
    expect(retags([tagged(1, [])], aPolicy())).toEqual([])
  })

  test('are changed in one step, with the places that it settles', () => {
    const fleet = aFleet([tagged(1, [])], {}, policy)
    const [of] = fleet.members
    if (of === undefined) throw new Error('no member')
    const change = { kind: 'retag', member: 'web-1', of, on: ['khw'], off: ['x'] } as const
    const step = { step: 'tag', instance: of.instance, on: ['khw'], off: ['x'] }
    expect(stepsOf(change, fleet, policy, true)).toEqual([step])
    expect(stepsOf({ ...change, settles: [of.instance.id] }, fleet, policy, true)).toEqual([
      { ...step, settles: [of.instance.id] },
    ])
  })
})
