import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ageOf,
  canBeMarked,
  formerOf,
  isMarked,
  markedLabel,
  markOf,
  newcomerOf,
  unmarkedLabel,
} from '../../../src/fleet/model/mark.ts'
import { MINUTE, NOON } from '../../support/a-fleet.ts'

const LONG = 'a-fleet-of-24-characters'

describe('our mark says whose drain it is, and since when', () => {
  test('it is put on and taken off', () => {
    expect(markedLabel('web-3', NOON)).toBe('web-3.outgsmo0')
    expect(markOf('web-3.outgsmo0')).toEqual({ label: 'web-3', since: NOON })
    expect(unmarkedLabel('web-3.outgsmo0')).toBe('web-3')
    expect(unmarkedLabel('web-3')).toBe('web-3')
  })

  test('where there is no room for it the number is in base 36', () => {
    expect(markedLabel(`${LONG}-999`, NOON)).toBe(`${LONG}_rrgsmo0`)
    expect(markOf(`${LONG}_rrgsmo0`)).toEqual({ label: `${LONG}-999`, since: NOON })
  })

  test('every label that had room for `.out` has room for it, and is read back', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9]{0,23}$/)
    const number = fc.integer({ min: 1, max: 999_999 })
    const at = fc.integer({ min: 0, max: 36 ** 5 - 1 }).map((s) => Date.UTC(2026, 0, 1) + s * 1000)
    fc.assert(
      fc.property(name, number, at, (of, n, when) => {
        const label = `${of}-${n}`
        fc.pre(label.length <= 28)
        const marked = markedLabel(label, when)
        expect(marked.length).toBeLessThanOrEqual(32)
        expect(markOf(marked)).toEqual({ label, since: when })
        expect(formerOf(marked)).toBeNull()
        expect(canBeMarked(label)).toBe(true)
      }),
      { seed: 20_261_125 },
    )
  })

  test('an older mark does not say when', () => {
    expect(markOf('web-3.out')).toEqual({ label: 'web-3', since: null })
  })

  test.each([
    'web-3',
    'web-3.out.x',
    'web-3out',
    'web-3.outABCDE',
    'web-3.outgsmo',
    'web_3gsmo0',
    'legacy_1gsmo0',
  ])('%s carries none', (label) => {
    expect(isMarked(label)).toBe(false)
  })

  test('its age is reckoned across the end of its digits, and never below zero', () => {
    expect(ageOf(NOON, NOON + MINUTE)).toBe(MINUTE)
    expect(ageOf(NOON, NOON - MINUTE)).toBe(0)
    const round = 36 ** 5 * 1000
    expect(ageOf(NOON, NOON + round + MINUTE)).toBe(MINUTE)
  })
})

describe('a label is read whole', () => {
  test.each<readonly [string, string, string, (label: string) => string | null | undefined]>([
    ['our mark', 'web-3.outgsmo0', 'web-3', (label) => markOf(label)?.label],
    ['our mark in short', `${LONG}_rrgsmo0`, `${LONG}-999`, (label) => markOf(label)?.label],
    ['what served on a former port', 'web-3.wasgsmo0', 'web-3', (label) => formerOf(label)?.label],
    ['the same in short', `${LONG}.rrgsmo0`, `${LONG}-999`, (label) => formerOf(label)?.label],
    ['what is to take over', 'web-3.newgsmo0', 'web-3', newcomerOf],
  ])('%s: no line and no sign beside it is passed over', (_what, label, member, of) => {
    expect(of(label)).toBe(member)
    for (const other of [`x\n${label}`, `${label}\nx`, `${label}.`, `${label} `, label.toUpperCase()])
      expect(of(other) ?? null, other).toBeNull()
  })
})
