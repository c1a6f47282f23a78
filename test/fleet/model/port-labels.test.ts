import { describe, expect, test } from 'vitest'
import {
  canBeMarked,
  formerLabel,
  formerOf,
  isMarked,
  markedLabel,
  markOf,
  newcomerLabel,
  newcomerOf,
  unmarkedLabel,
} from '../../../src/fleet/model/mark.ts'
import { MINUTE, NOON } from '../../support/a-fleet.ts'

/** With `.was` and five digits 32 characters, all that the API takes. */
const JUST = 'a-fleet-of-21-charact-7'
/** One more. */
const OVER = 'a-fleet-of-22-characte-7'
const LONG = 'a-fleet-of-24-characters-999'
const NEW_YEAR = Date.UTC(2026, 0, 1)

describe('the label of a backend node of a former port', () => {
  test.each([
    ['web-3', NOON, 'web-3.wasgsmo0'],
    ['web-3', NOON + MINUTE, 'web-3.wasgsmpo'],
    ['web-3', NEW_YEAR, 'web-3.was00000'],
    [JUST, NOON, `${JUST}.wasgsmo0`],
    [OVER, NOON, 'a-fleet-of-22-characte.7gsmo0'],
    [LONG, NOON, 'a-fleet-of-24-characters.rrgsmo0'],
  ])('says of %s whose it is, and since %i: %s', (label, at, expected) => {
    expect(formerLabel(label, at)).toBe(expected)
    expect(formerOf(expected)).toEqual({ label, since: at })
    expect(unmarkedLabel(expected)).toBe(label)
    expect([markOf(expected), newcomerOf(expected)]).toEqual([null, null])
  })

  test.each([
    'web-3',
    'web.3',
    'web-3.was',
    'web-3.wasgsmo',
    'web-3.wasgsmo00',
    'web-3.wasGSMO0',
    'web-3.wasgsmo0x',
    'web-3.outgsmo0',
    '.wasgsmo0',
    // A name so short has room for the whole label: this is somebody's own.
    'web.3gsmo0',
    'a-fleet-of-21-charact.7gsmo0',
    'a-fleet-of-24-characters.rrrrrgsmo0',
    `x${OVER}.7GSMO0`,
    'a-fleet-of-24-characters.newgsmo0',
  ])('%s is none', (label) => {
    expect(formerOf(label)).toBeNull()
  })
})

describe('the label of a backend node that is to take over', () => {
  test.each([
    ['web-3', 'web-3.newgsmo0'],
    [JUST, `${JUST}.newgsmo0`],
    // Where there is no room for when, as long as there is some for the number.
    [OVER, 'a-fleet-of-22-characte_7.new'],
    [LONG, 'a-fleet-of-24-characters_rr.new'],
  ])('of %s: %s', (label, expected) => {
    expect(newcomerLabel(label, NOON)).toBe(expected)
    expect(unmarkedLabel(expected)).toBe(label)
    expect(newcomerOf(expected)).toBe(label)
    expect([markOf(expected), formerOf(expected)]).toEqual([null, null])
  })

  test.each([
    'web-3',
    'web-3.new',
    'web-3.newgsmo',
    'web-3.newgsmo00',
    'web-3.newGSMO0',
    '.newgsmo0',
    // A name so short has room for when: this is somebody's own.
    'web_3.new',
    'a-fleet-of-21-charact_7.new',
    'a-fleet-of-24-characters_0.new',
    'a-fleet-of-24-characters_rrrrr.new',
    'a-fleet-of-24-characters_R.new',
    'a-fleet-of-24-characters_rr.new0',
  ])('%s is none', (label) => {
    expect(newcomerOf(label)).toBeNull()
  })
})

describe('our mark where there is hardly room for it', () => {
  test.each([
    [JUST, `${JUST}.outgsmo0`],
    [OVER, 'a-fleet-of-22-characte_7gsmo0'],
    [LONG, 'a-fleet-of-24-characters_rrgsmo0'],
    ['a-fleet-of-24-characters-1296', 'a-fleet-of-24-characters_100gsmo0'],
  ])('%s: %s', (label, expected) => {
    expect(markedLabel(label, NOON)).toBe(expected)
    expect(unmarkedLabel(expected)).toBe(label)
    expect(canBeMarked(label)).toBe(expected.length <= 32)
  })

  test.each([
    ['its number has five digits in base 36, and is not read again', 'fleet-of-20-characts-1679616', false],
    ['the highest that is', 'fleet-of-20-characts-1679615', true],
    ['on a former port it would be read as what is to take over', 'a-fleet-of-22-characte-30344', false],
    ['on a former port it would be read as a drain', 'a-fleet-of-22-characte-32213', false],
    ['on a former port it would be read as another’s', 'a-fleet-of-22-characte-41860', false],
  ])('what is written must be read again: %s', (_why, label, expected) => {
    expect(markedLabel(label, NOON).length).toBeLessThanOrEqual(32)
    expect(canBeMarked(label)).toBe(expected)
  })

  test.each([
    // There is room for the whole mark: this is somebody's own.
    'a-fleet-of-21-charact_7gsmo0',
    'web_3gsmo0',
    // No number of ours begins with a nought.
    'a-fleet-of-24-characters_0gsmo0',
    'a-fleet-of-24-characters_rrrrrgsmo0',
    'a-fleet-of-24-characters_rrGSMO0',
    '_rrgsmo0',
    'web_3',
  ])('%s carries none', (label) => {
    expect(isMarked(label)).toBe(false)
    expect(unmarkedLabel(label)).toBe(label)
  })

  test('a time before the first that is counted is told by the round before', () => {
    expect(markOf(markedLabel('web-3', NEW_YEAR - MINUTE))?.since).toBe(NEW_YEAR - MINUTE + 36 ** 5 * 1000)
  })
})
