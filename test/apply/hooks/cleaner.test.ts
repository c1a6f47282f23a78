import { describe, expect, test } from 'vitest'
import { cleaner } from '../../../src/apply/hooks/cleaner.ts'

/** What of a line reaches the cleaner: as much as it asks for, without the carriage return of its end. */
function cut(line: string, longest: number): string {
  return line.slice(0, longest).replace(/\r$/, '')
}

/** A line that is cut within a secret, after so many whole ones; at each place where it may be. */
function cutWithin(secret: string, whole: number, longest: number): readonly string[] {
  return Array.from({ length: secret.length }, (_, i) => {
    const zeros = longest - whole * secret.length - i
    return `${secret.repeat(whole)}${'0'.repeat(Math.max(0, zeros))}${secret.repeat(99)}`
  })
}

const ESCAPES = `S${'\u001B'.repeat(7)}`
const LONG = `S${'e'.repeat(120)}`

describe('what is shown of a line', () => {
  test('is all of it up to 2,000 characters, where there is no secret in it', () => {
    const { shown, longest } = cleaner(['token'])
    expect(shown('0'.repeat(1_999))).toHaveLength(1_999)
    expect(shown(cut('0'.repeat(9_000), longest))).toHaveLength(2_000)
  })

  test('is less of a line only where it may have been cut, and a carriage return taken off it', () => {
    const { shown, longest } = cleaner(['0123456789'])
    expect(shown('x'.repeat(longest - 2))).toHaveLength(2_000)
    expect(shown('x'.repeat(longest - 1))).toHaveLength(1_999)
  })

  const table: readonly (readonly [string, string, readonly string[]])[] = [
    ['a short secret', 'Sees', ['Sees']],
    ['a long one', LONG, [LONG]],
    ['one with another in it, whose blot is longer than itself', LONG, [LONG, 'e']],
    ['one with a carriage return', 'Seee\reeeeeee', ['Seee\reeeeeee']],
    ['one that is written as JSON writes it', JSON.stringify(ESCAPES).slice(1, -1), [ESCAPES]],
  ]
  test.each(table)(
    'has no part of %s, wherever it was cut and whatever was blotted before',
    (_what, written, secrets) => {
      const { shown, longest } = cleaner(secrets)
      for (const whole of [0, 1, 2, 4, 40]) {
        for (const line of cutWithin(written, whole, longest))
          expect(shown(cut(line, longest))).toMatch(/^[0*]*$/)
      }
    },
  )
})
