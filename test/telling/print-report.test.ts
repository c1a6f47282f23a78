import { describe, expect, test } from 'vitest'
import type { Io } from '../../src/io.ts'
import { printReport } from '../../src/telling/print-report.ts'

interface Told {
  readonly label: string
  readonly hidden?: string
}

/** What is on standard output, and which reports were laid out. */
function print(report: Told, json: boolean): { readonly out: string; readonly laid: readonly Told[] } {
  let out = ''
  const laid: Told[] = []
  const io: Pick<Io, 'out' | 'terminals'> = {
    out: (text) => {
      out += text
    },
    terminals: { out: null, err: null },
  }
  printReport(io, { json }, report, {
    json: ({ label }) => ({ label }),
    lines: (of) => {
      laid.push(of)
      return [`label: ${of.label}`, 'the end']
    },
  })
  return { out, laid }
}

const ESC = '\u001B'
const hostile: readonly (readonly [string, string, string])[] = [
  ['moves the cursor', `web${ESC}[2Jx`, 'web\\u001b[2Jx'],
  ['begins a line', 'web\nforged: yes', 'web forged: yes'],
  ['ends a line by a carriage return', 'web\rx', 'web x'],
  ['turns the direction', 'web\u202Ex', 'web\\u202ex'],
  ['is a command of a runner', '::error::x', ': :error::x'],
  ['is an old command of a runner', '##[error]x', '# #[error]x'],
]

describe('a text from outside', () => {
  test.each(hostile)('that %s is made visible in lines', (_, label, shown) => {
    expect(print({ label }, false).out).toBe(`label: ${shown}\nthe end\n`)
  })

  test.each(hostile)('that %s is made visible in JSON, also for who reads it', (_, label, shown) => {
    expect(JSON.parse(print({ label }, true).out)).toEqual({ label: shown })
  })

  test('with a backslash is told as it is', () => {
    expect(print({ label: 'C:\\web' }, false).out).toContain('label: C:\\web\n')
    expect(JSON.parse(print({ label: 'C:\\web' }, true).out)).toEqual({ label: 'C:\\web' })
  })
})

test('a report in which nothing that is told is suspicious is laid out once, whatever it holds beside', () => {
  const { out, laid } = print({ label: 'web', hidden: `${ESC}[2J` }, false)
  expect(out).toBe('label: web\nthe end\n')
  expect(laid).toHaveLength(1)
})
