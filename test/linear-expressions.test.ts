import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createContext, Script } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { ROOT } from './support/root.ts'

// Every regular expression of the source, each given 300 KB of what it likes to repeat and an end that it does not like. One that is
// not linear takes minutes for that, a linear one milliseconds: what is between does not depend on how busy the host is.

const SIZE = 300_000
const LIMIT = 5_000
const LITERAL =
  /(?<=[(,=:[!&|?{};\n]\s*|return )\/(?![*/])((?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([dgimsuy]*)(?=[\s,.;)\]}])/g

/** What is repeated: single characters, and pairs that two parts of an expression may share. */
const PUMPS = [
  ' ',
  'a',
  'A',
  '0',
  '9',
  '.',
  ':',
  '=',
  '-',
  '_',
  '/',
  '[',
  ']',
  '{',
  '"',
  "'",
  '\\',
  '*',
  '#',
  ',',
  '\n',
  '\t',
  '\u001b',
  '\u202e',
  '::',
  '::a',
  'a ',
  ' =',
  'a=',
  '0.',
  'a.',
  'a-',
  '1h',
  '##',
  ']]',
  '\r\n',
  'ü',
  '"a',
  '$a',
  '${',
]
const BEGINNINGS = ['', 'a', '[']
/** Each with an end that most expressions do not like. */
const TEXTS = PUMPS.flatMap((pump) =>
  BEGINNINGS.map((beginning) => `${beginning}${pump.repeat(SIZE / pump.length)}!\u0000x`),
)

const source = join(ROOT, 'src')
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.ts'),
)
const found = files.flatMap((file) =>
  [...readFileSync(join(source, file), 'utf8').matchAll(LITERAL)].flatMap(([text, body = '', flags = '']) => {
    try {
      return [{ file, text, expression: new RegExp(body, flags.replace('y', '')) }]
    } catch {
      return []
    }
  }),
)

test('they are found', () => {
  expect(found.length).toBeGreaterThan(100)
  expect(found.some(({ text }) => text.includes('[-_.](?=[A-Za-z0-9])'))).toBe(true)
})

const world: { text: string; expression: RegExp } = { text: '', expression: /x/ }
const context = createContext(world)
const search = new Script('text.search(expression)')

/** Whether an expression is through with a text in time. */
function isThrough(expression: RegExp, text: string): boolean {
  Object.assign(world, { text, expression })
  try {
    search.runInContext(context, { timeout: LIMIT })
    return true
  } catch {
    return false
  }
}

test('what is not linear is seen', () => {
  expect(isThrough(/\s+$/, `${' '.repeat(SIZE)}!`)).toBe(false)
})

describe('linear', () => {
  test.each(found)('$file: $text', ({ expression }) => {
    const slow = TEXTS.find((text) => !isThrough(expression, text))
    expect(slow === undefined ? null : `${slow.slice(0, 12)}...`).toBeNull()
  })
})
