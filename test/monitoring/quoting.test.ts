import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { array, assert, constantFrom, oneof, property, string } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { cronCommand } from '../../src/monitoring/quoting/cron-command.ts'
import { shellWord } from '../../src/monitoring/quoting/shell-word.ts'
import { unitCommand, unitText } from '../../src/monitoring/quoting/unit-command.ts'
import { yamlText } from '../../src/monitoring/quoting/yaml-text.ts'
import { systemdAnalyze } from '../support/systemd-analyze.ts'

const AWKWARD = [
  'sp ace',
  "it's",
  '"quoted"',
  '$HOME',
  '${HOME}',
  '$(touch ran)',
  '`touch ran`',
  'a;b',
  'a&b|c>d',
  '50%',
  '%n',
  '%%',
  'back\\slash',
  '#comment',
  '~',
  '*',
  '',
  '-n',
  'ü 漢',
  '{{ x }}',
  ': x',
  '- y',
]
const CONTROLS = ['a\nb', 'a\rb', 'a\tb', 'a\u0000b', 'a\u001bb', 'a\u0085b', 'a\u202eb', 'a\u200fb']

const asAny = oneof(
  constantFrom(...AWKWARD),
  string({ unit: constantFrom(...`ab/ .'"$%\\\`(){};&|<>*?~#!=-`.split('')) }),
)
const words = array(asAny, { minLength: 1, maxLength: 4 })

describe('a shell gets the very word', () => {
  test('whatever is in it', () => {
    assert(
      property(words, (each) => {
        const line = `printf '%s\\0' ${each.map(shellWord).join(' ')}`
        const heard = execFileSync('/bin/sh', ['-c', line], { cwd: '/', env: { HOME: '/h' } }).toString()
        expect(heard.split('\0').slice(0, -1)).toEqual(each)
      }),
      { numRuns: 60, seed: 20 },
    )
  })
})

/** What cron makes of a command: `\%` is a percent sign, a bare one ends the line (crontab(5)). */
function throughCron(command: string): string {
  return (command.replaceAll('\\%', '\0').split('%')[0] ?? '').replaceAll('\0', '%')
}

describe('cron hands its shell the very line', () => {
  test('whatever is in it, or it is refused', () => {
    let handed = 0
    assert(
      property(asAny, (text) => {
        if (text.includes('\\%')) {
          expect(() => cronCommand(text)).toThrow('backslash before')
          return
        }
        expect(throughCron(cronCommand(text))).toBe(text)
        handed++
      }),
      { numRuns: 300, seed: 21 },
    )
    expect(handed).toBeGreaterThan(200)
  })

  test.each([
    ['a line end', 'a\nb', 'it has a line end'],
    ['a backslash before a percent sign', 'a\\%b', 'it has a backslash before a %'],
    ['a line longer than cron takes', 'x'.repeat(999), 'cron takes at most 998 bytes a line'],
  ])('%s is refused', (_, line, why) => expect(() => cronCommand(line)).toThrow(why))
})

/** How systemd reads a quoted word back: systemd.syntax(7) and systemd.service(5). */
function throughSystemd(line: string): readonly string[] {
  const found = line.match(/"(?:[^"\\]|\\.)*"|[^\s"]+/g) ?? []
  return found.map((word) =>
    (word.startsWith('"') ? word.slice(1, -1).replaceAll(/\\(.)/g, '$1') : word)
      .replaceAll('%%', '%')
      .replaceAll('$$', '$'),
  )
}

describe('systemd starts the very command', () => {
  test('whatever its arguments are', () => {
    assert(
      property(words, (args) => {
        const line = unitCommand(['/opt/la', ...args])
        expect(throughSystemd(line)).toEqual(['/opt/la', ...args])
        expect(line.replaceAll('%%', '').replaceAll('$$', '')).not.toMatch(/[%$]/)
      }),
      { numRuns: 300, seed: 22 },
    )
  })

  test.each([
    ['a relative program', ['./la'], 'absolute path'],
    ['a program with a variable in its path', ['/opt/$HOME/la'], 'has a $ in it'],
    ['a control character', ['/opt/la', 'a\nExecStart=/bin/sh'], 'control characters'],
  ])('%s is refused', (_, command, why) => expect(() => unitCommand(command)).toThrow(why))

  test('a description has no specifiers, and joins no lines', () => {
    expect(unitText('50% of web')).toBe('50%% of web')
    expect(() => unitText('web\\')).toThrow('joins two lines')
  })
})

if (systemdAnalyze() === null)
  test('systemd-analyze on quoted commands: not run, it is not here', () =>
    expect(systemdAnalyze()).toBeNull())
else
  test('systemd itself has nothing to say of what is quoted', () => {
    const folder = mkdtempSync(join(tmpdir(), 'linode-autoscale-'))
    const command = unitCommand(['/bin/echo', ...AWKWARD])
    writeFileSync(join(folder, 'quoted.service'), `[Service]\nType=oneshot\nExecStart=${command}\n`)
    const said = execFileSync('systemd-analyze', ['verify', '--man=no', join(folder, 'quoted.service')])
    expect(said.toString()).toBe('')
    rmSync(folder, { recursive: true })
  })

describe('YAML reads the very text', () => {
  test('whatever is in it', () => {
    assert(
      property(asAny, (text) => {
        expect(parse(`[${yamlText(text)}]`)).toEqual([text])
        expect(yamlText(text)).not.toContain('\n')
      }),
      { numRuns: 300, seed: 23 },
    )
  })
})

test.each(CONTROLS)('%j is refused by every format', (text) => {
  for (const quote of [shellWord, unitText, yamlText, (t: string) => unitCommand(['/opt/la', t])])
    expect(() => quote(text)).toThrow('control characters')
})
