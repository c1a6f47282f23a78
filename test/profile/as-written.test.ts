import { describe, expect, test } from 'vitest'
import { ProfileError } from '../../src/errors.ts'
import { parseProfile } from '../../src/profile/parse-profile.ts'

const WEB = `name: web
instance:
  region: us-east
  type: g6-nanode-1
  image: linode/debian12
  stackscript_id: 7
nodebalancer: { id: 12345, configs: [{ id: 67890, port: 80 }] }
size: { min: 2, max: 8 }
`
const withLine = (line: string): string =>
  WEB.replace('  stackscript_id: 7\n', (known) => `${known}  ${line}\n`)

/** What a create would send of a line below `instance`. */
const sent = (line: string): Readonly<Record<string, unknown>> =>
  parseProfile(withLine(line), { path: 'web.yaml' }).instance.fields

/** What is said of a profile. */
function saidOf(text: string): readonly string[] {
  try {
    parseProfile(text, { path: 'web.yaml' })
    return []
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error
    return error.problems.map(({ line, message }) => `${line ?? '?'}: ${message}`)
  }
}

describe('a value that is passed on stays as it is written', () => {
  test.each(
    '1.10 0123 1234567e3 12345678901234567890 0x1F 0o17 1.0 +5 -0 1e3 .5 True FALSE .inf .NaN 1_000 2026-01-01 12:30:45 yes off'.split(
      ' ',
    ),
  )('%s', (value) => {
    expect(sent(`stackscript_data: { x: ${value} }`)['stackscript_data']).toEqual({ x: value })
    expect(sent(`extra: { list: [{ x: ${value} }] }`)['list']).toEqual([{ x: value }])
    expect(sent(`stackscript_data: { a: &v ${value}, b: *v }`)['stackscript_data']).toEqual({
      a: value,
      b: value,
    })
  })

  test.each<[string, unknown]>([
    ['8080', 8080],
    ['-3', -3],
    ['1.5', 1.5],
    ['true', true],
    ['"1.10"', '1.10'],
    ['!!float 1.10', 1.1],
    ['!!str 8080', '8080'],
  ])('%s, which is that already', (value, expected) => {
    expect(sent(`stackscript_data: { x: ${value} }`)['stackscript_data']).toEqual({ x: expected })
    expect(sent(`extra: { x: ${value} }`)['x']).toEqual(expected)
  })

  test('the name of a value, too', () => {
    expect(sent('stackscript_data: { 010: a, 1.10: b }')['stackscript_data']).toEqual({
      '010': 'a',
      '1.10': 'b',
    })
  })

  test('and a number elsewhere is one', () => {
    const text = WEB.replace('port: 80', 'port: &port 0x50')
    expect(parseProfile(text, { path: 'web.yaml' }).policy.attachments[0]?.port).toBe(80)
  })
})

describe('a tag of YAML that a profile has no use for is refused, wherever it stands', () => {
  test.each([
    ['instance:\n', 'instance: !linode\n', '3: the tag !linode means nothing in a profile: take it off'],
    [
      'stackscript_id: 7',
      'stackscript_id: !env 7',
      '6: the tag !env means nothing in a profile: take it off',
    ],
    ['g6-nanode-1', '!!binary aGk=', '4: the tag !!binary means nothing in a profile: take it off'],
    ['[{ id', '!!set [{ id', '7: the tag !!set means nothing in a profile: take it off'],
  ])('%j as %j', (from, to, said) => {
    expect(saidOf(WEB.replace(from, to))).toContain(said)
  })

  test('those of YAML itself are taken', () => {
    expect(
      saidOf(WEB.replace('g6-nanode-1', '!!str g6-nanode-1').replace('min: 2', 'min: !!int "2"')),
    ).toEqual([])
  })
})

describe('a character that nobody sees is named, with its line', () => {
  test.each([
    [
      'name: web',
      'name: we\u200Bb',
      '1: holds U+200B (zero width space), which nobody sees: type the line again',
    ],
    [
      'name: web',
      'name:\u00A0web',
      '1: holds U+00A0 (no-break space), which nobody sees: type the line again',
    ],
    ['  type:', '\u00A0 type:', '4: holds U+00A0 (no-break space), which nobody sees: type the line again'],
    ['image:', 'ima\u00ADge:', '5: holds U+00AD (soft hyphen), which nobody sees: type the line again'],
    [
      'us-east',
      '"us-east\u202E"',
      '3: holds U+202E (right-to-left override), which nobody sees: type the line again',
    ],
    ['us-east', 'us-east\u3164', '3: holds U+3164, which nobody sees: type the line again'],
    ['us-east', 'us-east\u0007', '3: holds U+0007, which nobody sees: type the line again'],
    ['size:', '\uFEFFsize:', '8: holds U+FEFF (byte order mark), which nobody sees: type the line again'],
  ])('%j as %j', (from, to, said) => {
    expect(saidOf(WEB.replace(from, to))).toContain(said)
  })

  test('but not in a remark, nor in a picture of two parts, nor at the start of a file', () => {
    const command = '{ on_hold: { command: [/bin/tell, "\u{1F469}\u200D\u{1F4BB} done"] } }'
    expect(saidOf(`\uFEFF# une fl\u00E8che\u00A0: \u2192\n${WEB}hooks: ${command}\n`)).toEqual([])
  })
})

test('all problems of all kinds are told at once', () => {
  const text = WEB.replace('name: web', 'name: we\u200Bb')
    .replace('type: g6-nanode-1', 'type: !plan g6-nanode-1\n  tags: [eu]\n  authorized_keys: [~/.ssh/id.pub]')
    .concat('prometheus: { url: "http://:9090" }\n')
  expect(saidOf(text).map((line) => line.split(':')[0])).toEqual(['1', '1', '4', '5', '6', '11'])
})
