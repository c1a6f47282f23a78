import { expect, test } from 'vitest'
import { membersExist } from '../../../src/fleet/model/members-exist.ts'

test.each([
  [0, '0 members exist'],
  [1, '1 member exists'],
  [2, '2 members exist'],
])('%i', (n, said) => {
  expect(membersExist(n)).toBe(said)
})
