import { describe, expect, test } from 'vitest'
import { parseProfile } from '../../src/profile/parse-profile.ts'
import { yamlBounds } from '../../src/profile/yaml-bounds.ts'
import { WEB } from '../support/world.ts'

const LEVELS = 5_000
const repeated = (n: number, each: (i: number) => string): string =>
  Array.from({ length: n }, (_, i) => each(i)).join('')

// Judged by what is counted, not by a clock: each of these costs a parser its square, or its stack.
describe('a text that would be slow to read is refused by its first excess', () => {
  test.each([
    ['20,000 aliases', `a: &a x\nb: [${'*a, '.repeat(20_000)}]\n`, 'more than 100 aliases'],
    [
      'aliases of aliases',
      `a: &a [x]\n${repeated(120, (i) => `b${i}: &b${i} [*a, *a]\n`)}`,
      'more than 100 aliases',
    ],
    ['thousands of brackets', `a: ${'['.repeat(LEVELS)}${']'.repeat(LEVELS)}\n`, 'more than 64 levels deep'],
    ['thousands of braces', `a: ${'{b: '.repeat(LEVELS)}`, 'more than 64 levels deep'],
    ['dashes in a row', `a:\n  ${'- '.repeat(LEVELS)}x\n`, 'more than 64 levels deep'],
    ['question marks in a row', `${'? '.repeat(LEVELS)}x\n`, 'more than 64 levels deep'],
    ['lines that are ever deeper', repeated(300, (i) => `${' '.repeat(i)}a:\n`), 'more than 64 levels deep'],
    ['lists that are ever deeper', repeated(300, (i) => `${' '.repeat(i)}-\n`), 'more than 64 levels deep'],
    ['keys without an end', repeated(20_000, (i) => `k${i}: 1\n`), 'more than 20000 words'],
    ['anchors without an end', repeated(20_000, (i) => `- &a${i} x\n`), 'more than 20000 words'],
    ['two million characters', `a: ${'x'.repeat(2_000_000)}\n`, 'more than 1000000 characters'],
  ])('%s', (_, text, why) => {
    expect(yamlBounds(text)?.message).toContain(why)
    expect(() => parseProfile(text, { path: 'web.yaml' })).toThrow(why)
    expect(() => parseProfile(`${WEB}${text}`, { path: 'web.yaml' })).toThrow(why)
  })

  test('with the line that it is on', () => {
    const text = `a: 1\nb:\n  - ${'['.repeat(100)}\n`
    expect(() => parseProfile(text, { path: 'web.yaml' })).toThrow(
      /^web\.yaml:3: is more than 64 levels deep/,
    )
  })
})

describe('what is no excess is read', () => {
  test.each([
    ['a profile', WEB],
    [
      'brackets in a comment and in a text',
      `${WEB}# ${'['.repeat(500)}\n#  ${'- '.repeat(500)}\nx: "${'{'.repeat(500)}"\n`,
    ],
    ['sixty levels', repeated(60, (i) => `${' '.repeat(i)}a:\n`)],
    ['a long list of short lines', repeated(1_500, (i) => `- { a: ${i} }\n`)],
    ['levels that end again', repeated(1_000, () => 'a:\n  b:\n    - c\n')],
    ['a block of text', `a: |\n${'  - - - - [[[\n'.repeat(2_000)}`],
    [
      'several documents, byte order mark and line ends of Windows',
      '\ufeffa: 1\r\nb:\r\n  - 2\r\n---\r\nc: 3\r\n',
    ],
  ])('%s', (_, text) => expect(yamlBounds(text)).toBeNull())
})
