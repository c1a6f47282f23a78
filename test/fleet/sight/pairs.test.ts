import { expect, test } from 'vitest'
import { instanceId } from '../../../src/fleet/model/ids.ts'
import { pairsOf } from '../../../src/fleet/sight/pairs.ts'
import { aFleet, aMember, aPolicy, NOON, type Made } from '../../support/a-fleet.ts'

const FLEET = 'fleet:web:12345'
const old = (n: number): Made => aMember(n)
/** Member n, made for the place of another, whatever that one was made from. */
const fresh = (n: number, id: number, of: number): Made =>
  aMember(n, { id: instanceId(id), tags: [FLEET, `replaces:${of}:always`] })

test.each<readonly [string, readonly Made[], readonly string[]]>([
  [
    'each old one has its own',
    [old(1), old(2), fresh(3, 300, 102), fresh(4, 200, 101)],
    ['101 200', '102 300'],
  ],
  [
    'of two for one place the lowest id stands',
    [old(1), fresh(3, 300, 101), fresh(4, 200, 101)],
    ['101 200'],
  ],
  [
    'and of three, whatever their numbers',
    [old(1), fresh(3, 200, 101), fresh(4, 300, 101), fresh(5, 150, 101)],
    ['101 150'],
  ],
  [
    'none for the place of one that is gone, or of itself',
    [old(1), fresh(3, 300, 109), fresh(4, 200, 200)],
    [],
  ],
])('the pairs that stand: %s', (_rule, made, pairs) => {
  const found = pairsOf(aFleet(made), aPolicy(), NOON)
  expect(found.map((p) => `${p.old.instance.id} ${p.fresh.instance.id}`)).toEqual(pairs)
})
