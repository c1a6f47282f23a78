import { expect, test } from 'vitest'
import { hostWitness } from '../../../src/fleet/sight/host-witness.ts'
import { aPolicy, anInstance } from '../../support/a-fleet.ts'
import type { Instance } from '../../../src/fleet/model/fleet.ts'

const nowhere = { address: null, elsewhere: [] } as const

test.each<readonly [string, readonly Instance[], number | null]>([
  ['a member before a stranger', [anInstance(1, { tags: [] }), anInstance(2)], 102],
  [
    'one whose address is known before a member without',
    [anInstance(1, nowhere), anInstance(2, { tags: [] })],
    102,
  ],
  ['one that was renamed, when there is no member', [anInstance(3, { label: 'db-85' })], 103],
  ['a member without an address, when there is nobody else', [anInstance(1, nowhere)], 101],
  ['nobody, when there is nobody', [], null],
])('the witness is %s', (_who, instances, id) => {
  expect(hostWitness({ instances }, aPolicy())?.id ?? null).toBe(id)
})
