import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lineDiff } from '../../src/render/line-diff.ts'

describe('the difference of two texts', () => {
  test.each([
    ['nothing for the same text', 'a\nb', 'a\nb', []],
    ['a line more', 'a\nb', 'a\nx\nb', ['  a', '+ x', '  b']],
    ['a line fewer', 'a\nx\nb', 'a\nb', ['  a', '- x', '  b']],
    ['another line', 'a\nb\nc', 'a\nx\nc', ['  a', '- b', '+ x', '  c']],
    ['far lines are left out', '1\n2\n3\n4\n5\n6\n7', '1\n2\n3\n4\n5\n6\nx', ['  5', '  6', '- 7', '+ x']],
    [
      'a gap between two changes is shown as one',
      'a\n1\n2\n3\n4\n5\n6\nz',
      'b\n1\n2\n3\n4\n5\n6\ny',
      ['- a', '+ b', '  1', '  2', '  ...', '  5', '  6', '- z', '+ y'],
    ],
  ])('%s', (_, before, after, lines) => {
    expect(lineDiff(before, after)).toEqual(lines)
  })

  test('is empty only for the same text, and + and - tell every line that came or went', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 }).map((lines) => lines.join('\n'))
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = lineDiff(before, after)
        const count = (sign: string): number => lines.filter((line) => line.startsWith(sign)).length
        expect(lines.length === 0).toBe(before === after)
        expect(count('+') - count('-')).toBe(after.split('\n').length - before.split('\n').length)
      }),
    )
  })
})
