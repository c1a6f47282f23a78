import { describe, expect, test } from 'vitest'
import {
  canBeMarked,
  formerLabel,
  formerOf,
  markedLabel,
  markOf,
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
    'of a member whose label has %i characters fits, is known again, and is not its plain label',
    (length) => {
      const label = labelOf(length)
      const newcomer = newcomerLabel(label, NOON)
      expect(newcomer.length).toBeLessThanOrEqual(32)
      expect(newcomer).not.toBe(label)
      expect(unmarkedLabel(newcomer)).toBe(label)
      expect(newcomerOf(newcomer)).toBe(label)
    },
  )
})

/** The labels that each of the three readers finds in one. */
const read = (it: string) => [markOf(it)?.label ?? null, formerOf(it)?.label ?? null, newcomerOf(it)]

describe('of the three labels that a run writes each is read as itself alone', () => {
  test.each([2, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24])(
    'of a fleet whose name has %i characters',
    (length) => {
      for (const n of [1, 9, 10, 36, 99, 999, 1295]) {
        const label = `${'w'.repeat(length)}-${n}`
        const [out, was, next] = [
          markedLabel(label, NOON),
          formerLabel(label, NOON),
          newcomerLabel(label, NOON),
        ]
        expect(read(out), out).toEqual([label, null, null])
        expect(read(was), was).toEqual([null, label, null])
        expect(read(next), next).toEqual([null, null, label])
        expect(read(label), label).toEqual([null, null, null])
        expect(canBeMarked(label)).toBe(true)
      }
    },
  )
})
