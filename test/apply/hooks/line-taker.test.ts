import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { LineTaker } from '../../../src/apply/hooks/line-taker.ts'

function lines(parts: readonly (string | Buffer)[], longest = 10): readonly string[] {
  const taken: string[] = []
  const taker = new LineTaker(longest, (line) => taken.push(line))
  for (const part of parts) taker.write(Buffer.from(part))
  taker.end()
  return taken
}

test.each<readonly [string, readonly (string | Buffer)[], readonly string[]]>([
  ['lines', ['a\nb\n'], ['a', 'b']],
  ['a line in pieces', ['a', 'b', 'c\nd'], ['abc', 'd']],
  ['an empty line', ['a\n\nb\n'], ['a', '', 'b']],
  ['line ends of Windows', ['a\r\nb\r\n'], ['a', 'b']],
  ['a character in pieces', [Buffer.from([0xc3]), Buffer.from([0xbc, 0x0a])], ['ü']],
  ['half a character at the end', [Buffer.from([0x61, 0xc3])], ['a\ufffd']],
  ['the beginning of a long line', ['0123456789abc', 'def\nx\n'], ['0123456789', 'x']],
  ['nothing', [''], []],
])('%s', (_, parts, taken) => expect(lines(parts)).toEqual(taken))

/** What is in use when everything else has been collected, in bytes. */
function inUse(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return process.memoryUsage().heapUsed
}

test('a line without an end keeps its beginning and nothing else', () => {
  const megabyte = Buffer.alloc(1_000_000, 'x')
  const taken: string[] = []
  const taker = new LineTaker(2_000, (line) => taken.push(line))
  const before = inUse()
  for (let i = 0; i < 100; i++) taker.write(megabyte)
  expect(inUse() - before).toBeLessThan(20_000_000)
  taker.end()
  expect(taken).toEqual(['x'.repeat(2_000)])
})
