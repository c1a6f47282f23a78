import { describe, expect, test } from 'vitest'
import type { Sighting } from '../../../src/fleet/model/fleet.ts'
import { freeNumbers } from '../../../src/fleet/plan/free-numbers.ts'
import { aBackend, aFleet, aLeaver, aMember, aPolicy, type Made, NOON } from '../../support/a-fleet.ts'
import { anEvent } from '../../support/an-event.ts'

describe('the lowest numbers that nobody uses', () => {
  const elsewhere = '192.168.140.1:80'
  const table: readonly (readonly [string, readonly Made[], Partial<Sighting>, readonly number[]])[] = [
    ['an empty account', [], {}, [1, 2]],
    ['gaps are filled', [aMember(1), aMember(3)], {}, [2, 4]],
    ['a stranger uses its number', [aMember(1, { tags: [] }, null)], {}, [2, 3]],
    [
      'a backend node without an instance does',
      [{ backends: [aBackend(1, { address: elsewhere })] }],
      {},
      [2, 3],
    ],
    [
      'a marked one does',
      [{ backends: [aBackend(1, { label: 'web-1.outgsmo0', address: elsewhere })] }],
      {},
      [2, 3],
    ],
    ['a member that leaves does', [aLeaver(1)], {}, [2, 3]],
    ['near misses do not', [aMember(1, { label: 'web-01' }, null)], {}, [1, 2]],
    ['a deletion 14 minutes ago keeps its number', [], { activity: [anEvent('delete', 1, 14)] }, [2, 3]],
    ['one 15 minutes ago does not', [], { activity: [anEvent('delete', 1, 15)] }, [1, 2]],
    ['one that failed does not', [], { activity: [anEvent('delete', 1, 1, { failed: true })] }, [1, 2]],
    ['events that may not be read', [aMember(1)], { activity: null }, [2, 3]],
  ]
  test.each(table)('%s', (_name, made, seen, numbers) => {
    expect(freeNumbers(aFleet(made, seen), aPolicy(), NOON, 2)).toEqual(numbers)
  })

  test('as many as are asked for', () => {
    expect(freeNumbers(aFleet([]), aPolicy(), NOON, 0)).toEqual([])
    expect(freeNumbers(aFleet([]), aPolicy(), NOON, 5)).toHaveLength(5)
  })
})
