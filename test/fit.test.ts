import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { cutAtWord, fitted } from '../src/fit.ts'

const RED = '\u001B[31m'
const OFF = '\u001B[39m'

describe('lines on a terminal', () => {
  test.each<[string, string, readonly string[]]>([
    ['what fits stays as it is', 'size     2 in service', ['size     2 in service']],
    [
      'what goes on hangs below the text after the last gap',
      'size     2 in service of 3 members, min 2, max 8, and more than that',
      ['size     2 in service of 3 members, min', '         2, max 8, and more than that'],
    ],
    [
      'or a little to the right of its beginning',
      'web: held: cooldown, until 2026-11-23T12:05:00Z: web-2 was created',
      // No text from outside may look like a line of the log: an instant stays with the word before it.
      ['web: held: cooldown,', '  until 2026-11-23T12:05:00Z: web-2 was', '  created'],
    ],
    [
      'an instant that begins a line all the same does not look like one of the log',
      `${'y'.repeat(38)} 2026-11-23T12:05:00Z: x`,
      ['y'.repeat(38), '  … 2026-11-23T12:05:00Z: x'],
    ],
    [
      'a request that is wider than the terminal goes on at a joint of its own',
      'GET /v4/nodebalancers/1/configs/2?page=1&page_size=500 200',
      ['GET /v4/nodebalancers/1/configs/2?page=1&', '  page_size=500 200'],
    ],
    [
      'a long word goes to the left as far as it must',
      `a ${'x'.repeat(40)} b`,
      ['a', ` ${'x'.repeat(40)}`, '  b'],
    ],
    ['a word is never broken, however long', `a ${'x'.repeat(50)} b`, ['a', `  ${'x'.repeat(50)}`, '  b']],
    [
      'a gap near the right edge is no place to go on',
      `${'y'.repeat(30)}  one two three four`,
      [`${'y'.repeat(30)}  one two`, '  three four'],
    ],
  ])('%s', (_rule, line, told) => {
    expect(fitted([line], 41)).toEqual(told)
  })

  test('a colour goes on with its line, and ends where it ended', () => {
    const lines = fitted([`${RED}one two three four five six seven eight nine ten${OFF} eleven`], 30)
    expect(lines.map((line) => stripVTControlCharacters(line))).toEqual([
      'one two three four five six',
      '  seven eight nine ten eleven',
    ])
    expect(lines[1]).toBe(`${RED}  seven eight nine ten${OFF} eleven`)
  })

  test('off a terminal nothing is broken', () => {
    const line = 'word '.repeat(100)
    expect(fitted([line], null)).toEqual([line])
  })
})

test.each([
  ['one two three', 20, 'one two three'],
  ['one two three', 12, 'one two…'],
  ['one two three', 8, 'one two…'],
  ['one two three', 7, 'one…'],
])('%j in %d columns is cut after a word: %j', (text, columns, cut) => {
  expect(cutAtWord(text, columns)).toBe(cut)
})
