import { describe, expect, test } from 'vitest'
import {
  formerLabel,
  formerOf,
  newcomerLabel,
  newcomerOf,
  unmarkedLabel,
} from '../../../src/fleet/model/mark.ts'
import { NOON } from '../../support/a-fleet.ts'

/** A member's label of so many characters, with number 36: `1000` in base 36 is more than one digit. */
const labelOf = (length: number): string => `${'w'.repeat(length - 3)}-36`
const lengths = [5, 20, 22, 23, 24, 25, 26]

describe('a backend node that a changed port leaves behind', () => {
  test.each(lengths)('of a member whose label has %i characters is known again, with its time', (length) => {
    const label = labelOf(length)
    const former = formerLabel(label, NOON)
    expect(former.length).toBeLessThanOrEqual(32)
    expect(former).not.toBe(label)
    expect(formerOf(former)).toEqual({ label, since: NOON })
    expect(unmarkedLabel(former)).toBe(label)
  })

  test.each(['web-3', 'web.36', 'web-3.was', 'web-3.was1234', 'legacy.1abcde'])('is not %s', (label) => {
    expect(formerOf(label)).toBeNull()
    expect(unmarkedLabel(label)).toBe(label)
  })
})

describe('a backend node that is to take over', () => {
  test.each(lengths)(
    'of a member whose label has %i characters fits, and is known again where it is marked',
    (length) => {
      const label = labelOf(length)
      const newcomer = newcomerLabel(label, NOON)
      expect(newcomer.length).toBeLessThanOrEqual(32)
      expect(unmarkedLabel(newcomer)).toBe(label)
      expect(newcomerOf(newcomer)).toBe(length <= 23 ? label : null)
    },
  )
})
