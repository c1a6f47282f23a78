import { describe, expect, test } from 'vitest'
import { parseTrace, TraceError } from '../../src/simulate/parse-trace.ts'

describe('a trace from a file', () => {
  test.each([
    ['one number a line, a minute apart', '1\n2\n3.5\n', { step: 60_000, points: [1, 2, 3.5], gaps: 0 }],
    ['lines of another distance', '1\n2\n', { step: 5_000, points: [1, 2], gaps: 0 }, 5_000],
    [
      'a first line of names',
      'time,load\n2026-11-25T00:00:00Z,1\n2026-11-25T00:00:30Z,2\n',
      { step: 30_000, points: [1, 2], gaps: 0, start: Date.UTC(2026, 10, 25) },
    ],
    [
      'seconds since 1970',
      '1764028800,1\n1764028801,4\n',
      { step: 1_000, points: [1, 4], gaps: 0, start: 1_764_028_800_000 },
    ],
    [
      'milliseconds since 1970',
      '1764028800000;1\n1764032400000;4\n',
      { step: 3_600_000, points: [1, 4], gaps: 0, start: 1_764_028_800_000 },
    ],
    [
      'tabs, comments and empty lines',
      '# load\n1764028800\t1\n\n1764028860\t4\n',
      { step: 60_000, points: [1, 4], gaps: 0, start: 1_764_028_800_000 },
    ],
    ['a gap is filled in between', '0,1\n60,2\n240,5\n', { step: 60_000, points: [1, 2, 3, 4, 5], gaps: 2 }],
    ['Windows line ends', '1\r\n2\r\n', { step: 60_000, points: [1, 2], gaps: 0 }],
    ['nothing is a load of zero', '0\n0\n', { step: 60_000, points: [0, 0], gaps: 0 }],
  ] as const)('%s', (_, text, trace, step?: number) => {
    expect(parseTrace(text, step === undefined ? {} : { step })).toEqual(trace)
  })

  test.each([
    ['one point', '1\n', 'a trace has at least two points'],
    ['nothing', '', 'a trace has at least two points'],
    ['no number', '1\n2\nx\n', 'line 3: "x" is no load: a number from 0 up is wanted'],
    ['below zero', '1\n-2\n', 'line 2: "-2" is no load: a number from 0 up is wanted'],
    ['infinite', '1\nInfinity\n', 'line 2: "Infinity" is no load: a number from 0 up is wanted'],
    ['an empty cell', '0,1\n60,\n', 'line 2: "" is no load: a number from 0 up is wanted'],
    ['no time', '0,1\nnoon,2\n', 'line 2: "noon" is no time'],
    ['three columns', '0,1,2\n60,1,2\n', 'line 1: one number, or a time and a number, not 3 columns'],
    ['backwards', '60,1\n0,2\n', 'line 2: it is not later than the line before'],
    ['the same time twice', '60,1\n60,2\n', 'line 2: it is not later than the line before'],
    ['times here and there', '0,1\n2\n', 'line 2: either every line has a time or none has'],
    ['half a second', '0.0,1\n0.5,2\n', 'its points are 0.5s apart: from 1s to 1h is wanted'],
    ['a day', '0,1\n86400,2\n', 'its points are 86400s apart: from 1s to 1h is wanted'],
    ['a gap without end', '0,1\n1,2\n99999999,3\n', 'line 3: the gap before it is too long'],
  ])('%s is refused with its line', (_, text, said) => {
    expect(() => parseTrace(text)).toThrow(new TraceError(said))
  })
})
