import { array, assert, constantFrom, oneof, property, string } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allHarmless, harmless, harmlessLines } from '../src/harmless.ts'

describe('a text from outside, on one line', () => {
  test.each([
    ['an escape sequence', '\u001b[2J', '\\u001b[2J'],
    ['a title of the window', '\u001b]0;T\u0007', '\\u001b]0;T\\u0007'],
    ['C1 controls', 'a\u009b31m', 'a\\u009b31m'],
    ['a line end', 'a\nb', 'a b'],
    ['every other line end', 'a\r\n\u0085\u2028\u2029\v\fb', 'a b'],
    ['a tab', 'a\tb', 'a b'],
    ['a mark of direction', 'a\u202eb\u2066c\u200fd', 'a\\u202eb\\u2066c\\u200fd'],
    ['what nobody sees', 'a\u200bb\ufeffc\u{e0041}d', 'a\\u200bb\\ufeffc\\ue0041d'],
    ['half a character', 'a\ud800b', 'a\\ud800b'],
    ['a command of GitHub', '::error::x', ': :error::x'],
    ['one with values', '::error file=a,line=1::x', ': :error file=a,line=1::x'],
    ['one in the middle', 'x ::add-mask::y', 'x : :add-mask::y'],
    ['one that something may end', '::error ', ': :error '],
    ['one after blanks', '  ::set-output name=a:b::x', '  : :set-output name=a:b::x'],
    [
      'one of Azure and of TeamCity',
      'x ##vso[task] ##teamcity[a] ##[group]',
      'x # #vso[task] # #teamcity[a] # #[group]',
    ],
  ])('%s is shown, not obeyed', (_, text, shown) => expect(harmless(text)).toBe(shown))

  test.each([
    'web-3',
    'Größe 漢字 🙂',
    '[2600:3c00::f03c:91ff:fe24:3a2f]:80',
    'fe80::abcd fe80::1',
    '::ffff:192.0.2.1',
    '::1',
    'a::b',
    '## heading',
    String.raw`C:\u001b`,
  ])('%s stays as it is', (text) => expect(harmless(text)).toBe(text))

  test('whatever is put together', () => {
    const part = oneof(
      string({ unit: 'binary' }),
      constantFrom('::error::', '::a', '::', ':', '\n', '\u001b[', '\u0085', '\u202e', '##', '[', 'vso['),
    )
    let changed = 0
    assert(
      property(array(part), (parts) => {
        const text = parts.join('')
        const safe = harmless(text)
        expect(safe).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|^\s*::[g-z]|::error::|##(?:\[|vso\[)/iu)
        expect(harmless(safe)).toBe(safe)
        changed += safe === text ? 0 : 1
      }),
      { numRuns: 2_000, seed: 30 },
    )
    expect(changed).toBeGreaterThan(500)
  })
})

test('lines of ours stay lines, and none of theirs is added', () =>
  expect(harmlessLines(['a\nb', 'c'])).toBe('a b\nc'))

test('every text of a value, wherever it stands, and what was one object is still one', () => {
  const shared = { label: 'a\nb' }
  const value = {
    list: [shared, shared],
    map: new Map([['k\n', shared]]),
    'key\u001b': 1,
    none: null,
    at: 5,
    cycle: [] as unknown[],
  }
  value.cycle.push(value)
  const safe = allHarmless(value)
  expect(safe).toMatchObject({
    list: [{ label: 'a b' }, { label: 'a b' }],
    'key\\u001b': 1,
    none: null,
    at: 5,
  })
  expect(safe.list[0]).toBe(safe.list[1])
  expect([...safe.map]).toEqual([['k ', { label: 'a b' }]])
  expect(safe.cycle[0]).toBe(safe)
})
