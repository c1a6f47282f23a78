import { expect, test } from 'vitest'
import { blot } from '../src/blot.ts'

const KEY = '-----BEGIN KEY-----\nabcdefghij\n-----END KEY-----'

test.each<readonly [string, string, readonly string[], string]>([
  ['as it is', 'x secret y secret', ['secret'], 'x *** y ***'],
  ['as JSON escapes it', String.raw`{"p":"a\"b\\c"}`, [String.raw`a"b\c`], '{"p":"***"}'],
  ['the longer of two first', 'secret-long secret', ['secret', 'secret-long'], '*** ***'],
  ['a line of a long one', 'x abcdefghij y', [KEY], 'x *** y'],
  ['a long one as JSON escapes it', JSON.stringify(KEY), [KEY], '"***"'],
  ['nothing for an empty one', 'abc', [''], 'abc'],
  ['what means something to a replacement', 'a$&b', ['$&'], 'a***b'],
])('%s', (_, text, secrets, shown) => expect(blot(text, secrets)).toBe(shown))
