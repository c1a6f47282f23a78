import { describe, expect, test } from 'vitest'
import { ProfileError } from '../../src/errors.ts'
import { parseProfile } from '../../src/profile/parse-profile.ts'
import type { InstanceDefaults } from '../../src/profile/instance-defaults.ts'

/** Sound, one key a line where a test wants to break it. */
const SOUND = `name: web
instance:
  region: us-east
  type: g6-nanode-1
  image: linode/debian12
  authorized_users: [alice]
nodebalancer:
  id: 12345
  configs: [{ id: 67890, port: 80 }]
size:
  min: 2
  max: 8
`

/** Every problem of a text as `line:column path message`; none when it is sound. */
function problemsOf(text: string, defaults: InstanceDefaults = {}): readonly string[] {
  try {
    parseProfile(text, { path: 'web.yaml', defaults })
    return []
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error
    return error.problems.map(({ line, column, at, message }) => `${line}:${column} ${at} ${message}`)
  }
}

type Row = readonly [rule: string, from: string, to: string, ...problems: readonly string[]]
/** What stands at the very end: line 13 is the first of it. */
const END = '  max: 8\n'

function told(rows: readonly Row[]): void {
  test.each(rows)('%s', (_rule, from, to, ...problems) => {
    expect(SOUND).toContain(from)
    const written = from === END ? `${SOUND}${to}\n` : SOUND.replace(from, to)
    expect(problemsOf(written)).toEqual(problems)
  })
}

test('the sound profile of this file has no problem', () => {
  expect(problemsOf(SOUND)).toEqual([])
})

describe('a key that is missing or empty', () => {
  told([
    ['a name', 'name: web\n', '', '1:1 name is missing'],
    ['a region', '  region: us-east\n', '', '2:1 instance.region is missing'],
    ['a type', '  type: g6-nanode-1\n', '', '2:1 instance.type is missing'],
    ['an image', '  image: linode/debian12\n', '', '2:1 instance.image is missing'],
    ['a port', ', port: 80', '', '9:13 nodebalancer.configs[0].port is missing'],
    ['a bound', '  min: 2\n', '', '10:1 size.min is missing'],
    ['a whole mapping', 'size:\n  min: 2\n  max: 8\n', '', '1:1 size is missing'],
    ['a name without a value', 'name: web', 'name:', '1:1 name is empty'],
    ['a mapping without a value', 'size:\n  min: 2\n  max: 8\n', 'size:\n', '10:1 size is empty'],
    ['a tilde', 'name: web', 'name: ~', '1:1 name is empty'],
  ])
})

describe('a key that is unknown', () => {
  told([
    [
      'is told with the one that was meant',
      'region:',
      'regin:',
      '3:3 instance.regin unknown key, did you mean region?',
    ],
    ['two letters swapped', 'image:', 'iamge:', '5:3 instance.iamge unknown key, did you mean image?'],
    ['at the top', END, 'scale_uot: {}', '13:1 scale_uot unknown key, did you mean scale_out?'],
    [
      'in a config',
      'port: 80',
      'prot: 80',
      '9:13 nodebalancer.configs[0].port is missing',
      '9:26 nodebalancer.configs[0].prot unknown key, did you mean port?',
    ],
    ['with nothing near it', END, 'colour: red', '13:1 colour unknown key'],
    ['is never guessed from prototypes', END, 'constructor: 1', '13:1 constructor unknown key'],
    [
      'root_pass',
      '  region',
      '  root_pass: x\n  region',
      '3:3 instance.root_pass is made at random and shown to nobody; remove it',
    ],
    [
      'label',
      '  region',
      '  label: x\n  region',
      '3:3 instance.label is set by linode-autoscale: <name>-<n>; remove it',
    ],
    [
      'private_ip',
      '  region',
      '  private_ip: true\n  region',
      '3:3 instance.private_ip is set by linode-autoscale; remove it',
    ],
    [
      'interface_generation',
      '  region',
      '  interface_generation: linode\n  region',
      '3:3 instance.interface_generation is set by linode-autoscale; remove it',
    ],
  ])
})

describe('a value of the wrong kind', () => {
  told([
    ['a mapping for text', 'name: web', 'name: { a: 1 }', '1:1 name expected text'],
    ['a number for text', 'name: web', 'name: 7', '1:1 name expected text: write it in quotes'],
    [
      'text for a mapping',
      'size:\n  min: 2\n  max: 8\n',
      'size: 2-8\n',
      '10:1 size expected a mapping of keys',
    ],
    [
      'a list for a mapping',
      'size:\n  min: 2\n  max: 8\n',
      'size: [2, 8]\n',
      '10:1 size expected a mapping of keys',
    ],
  ])
})

describe('a value that is no number, list or choice', () => {
  told([
    ['text for a number', 'min: 2', 'min: two', '11:3 size.min expected a whole number'],
    ['a fraction', 'min: 2', 'min: 1.5', '11:3 size.min expected a whole number'],
    ['a number that is none', 'min: 2', 'min: .nan', '11:3 size.min expected a whole number'],
    [
      'a word of old YAML for a switch',
      '  region',
      '  backups_enabled: yes\n  region',
      '3:3 instance.backups_enabled expected true or false',
    ],
    ['one user for a list of them', '[alice]', 'alice', '6:3 instance.authorized_users expected a list'],
    [
      'a tag for a list of them',
      '  region',
      '  tags: khw\n  region',
      '3:3 instance.tags expected a list of tags',
    ],
    [
      'a number among tags',
      '  region',
      '  tags: [khw, 7]\n  region',
      '3:15 instance.tags[1] expected text: write it in quotes',
    ],
    [
      'configs that are no list',
      '[{ id: 67890, port: 80 }]',
      '{ id: 67890, port: 80 }',
      '9:3 nodebalancer.configs expected a list of configs',
    ],
    [
      'configs by id alone',
      '[{ id: 67890, port: 80 }]',
      '[67890]',
      '9:13 nodebalancer.configs[0] expected a mapping of keys',
    ],
    [
      'a NodeBalancer by id alone',
      '\n  id: 12345\n  configs: [{ id: 67890, port: 80 }]',
      ' 12345',
      '7:1 nodebalancer expected a mapping of keys',
    ],
    [
      'an encryption of another name',
      '  region',
      '  disk_encryption: on\n  region',
      '3:3 instance.disk_encryption must be enabled or disabled',
    ],
  ])
})

describe('a value that is no choice', () => {
  told([
    [
      'a victim of another name',
      END,
      'scale_in: { victim: random }',
      '13:13 scale_in.victim must be newest, oldest or billing-hour',
    ],
    [
      'a list in what a StackScript asks for',
      '  region',
      '  stackscript_data: { a: [1] }\n  region',
      '3:23 instance.stackscript_data.a expected text, a number, true or false',
    ],
  ])
})

const withData = (text: string): string => SOUND.replace('  region', `  stackscript_data: ${text}\n  region`)

describe('what a StackScript asks for', () => {
  test('is text, numbers and switches under names of its own', () => {
    expect(problemsOf(withData('{ user: a, port: 8080, tls: true }'))).toEqual([])
  })
  test('is no list', () => {
    const problem = '3:3 instance.stackscript_data expected a mapping of keys'
    expect(problemsOf(withData('[a]'))).toEqual([problem])
  })
})

describe('a tag that no member should have', () => {
  told([
    [
      'a tag of blanks',
      '  region',
      '  tags: ["   "]\n  region',
      '3:10 instance.tags[0] begins or ends with a blank',
    ],
    [
      'a tag with a line end',
      '  region',
      '  tags: ["abc\\ndef"]\n  region',
      '3:10 instance.tags[0] holds a line end or a tab',
    ],
    [
      'what nobody sees, by an escape',
      '  region',
      '  tags: ["abc\\u200bdef"]\n  region',
      '3:10 instance.tags[0] holds U+200B (zero width space), which nobody sees',
    ],
    ...['spec:1-ab', 'replaces:97', 'Spec:x', 'former:1-ab.x'].map(
      (own): readonly [string, string, string, string] => [
        `the tag ${own}, which says what a member is`,
        '  region',
        `  tags: ["${own}"]\n  region`,
        `3:10 instance.tags[0] begins like a tag that linode-autoscale gives itself: take another word than ${own.split(':')[0] ?? ''}`,
      ],
    ),
    [
      'the tag of another fleet',
      '  region',
      '  tags: [khw, "fleet:api:7"]\n  region',
      '3:15 instance.tags[1] is how a member of another fleet is known: take it out',
    ],
  ])
})

describe('a value out of its bounds', () => {
  told([
    ['min 0', 'min: 2', 'min: 0', '11:3 size.min must be at least 1'],
    ['max 1001', 'max: 8', 'max: 1001', '12:3 size.max must be at most 1000'],
    ['port 0', 'port: 80', 'port: 0', '9:26 nodebalancer.configs[0].port must be at least 1'],
    ['port 65536', 'port: 80', 'port: 65536', '9:26 nodebalancer.configs[0].port must be at most 65535'],
    ['an id of 0', 'id: 12345', 'id: 0', '8:3 nodebalancer.id must be at least 1'],
    ['no config', '[{ id: 67890, port: 80 }]', '[]', '9:3 nodebalancer.configs name at least one config'],
    [
      'no NodeBalancer',
      '\n  id: 12345\n  configs: [{ id: 67890, port: 80 }]',
      ' []',
      '7:1 nodebalancer name at least one NodeBalancer',
    ],
    ['an empty name', 'name: web', 'name: ""', '1:1 name must not be empty'],
    [
      'a name of 25 characters',
      'name: web',
      `name: ${'w'.repeat(25)}`,
      '1:1 name must have at most 24 characters',
    ],
    [
      'a tag of 51 characters',
      '  region',
      `  tags: [${'t'.repeat(51)}]\n  region`,
      '3:10 instance.tags[0] is too long: tags have 3 to 50 characters',
    ],
    [
      'a tag of two characters',
      '  region',
      '  tags: [eu]\n  region',
      '3:10 instance.tags[0] is too short: tags have 3 to 50 characters',
    ],
    [
      'a protect_tag of two characters',
      END,
      'scale_in: { protect_tag: no }',
      '13:13 scale_in.protect_tag is too short: tags have 3 to 50 characters',
    ],
    ['a step of 0', END, 'scale_out: { step: 0 }', '13:14 scale_out.step must be at least 1'],
    [
      'a load of 1',
      END,
      'load: { high: 1, high_for: 5m, low: 0.3, low_for: 10m }',
      '13:9 load.high must be below 1',
    ],
    [
      'a load of 0',
      END,
      'load: { high: 0.7, high_for: 5m, low: 0, low_for: 10m }',
      '13:34 load.low must be above 0',
    ],
    [
      'a Prometheus without http',
      END,
      'prometheus: { url: "127.0.0.1:9090" }',
      '13:15 prometheus.url write a URL, such as http://127.0.0.1:9090',
    ],
  ])
})

describe('a duration', () => {
  const bad = 'write a duration, such as 90s, 5m or 1h'
  told([
    ['without a unit', END, 'scale_out: { cooldown: 300 }', `13:14 scale_out.cooldown ${bad}`],
    ['without a unit, as text', END, 'scale_out: { cooldown: "300" }', `13:14 scale_out.cooldown ${bad}`],
    ['in days', END, 'scale_out: { cooldown: 1d }', `13:14 scale_out.cooldown ${bad}`],
    ['with a blank', END, 'scale_out: { cooldown: 5 m }', `13:14 scale_out.cooldown ${bad}`],
    ['below zero', END, 'scale_out: { cooldown: -5m }', `13:14 scale_out.cooldown ${bad}`],
    ['in fractions', END, 'scale_out: { cooldown: 1.5h }', `13:14 scale_out.cooldown ${bad}`],
    [
      'with its units the wrong way round',
      END,
      'scale_out: { cooldown: 30m1h }',
      `13:14 scale_out.cooldown ${bad}`,
    ],
    ['of nothing', END, 'scale_out: { cooldown: "" }', `13:14 scale_out.cooldown ${bad}`],
    [
      'above a day for a cooldown',
      END,
      'scale_out: { cooldown: 24h1s }',
      '13:14 scale_out.cooldown must be at most 24h',
    ],
    [
      'above an hour for healthy_within',
      END,
      'scale_out: { healthy_within: 61m }',
      '13:14 scale_out.healthy_within must be at most 1h',
    ],
    ['above an hour for drain', END, 'scale_in: { drain: 3601s }', '13:13 scale_in.drain must be at most 1h'],
    ['of exactly its bound is fine', END, 'scale_in: { drain: 60m, cooldown: 23h59m60s }'],
    ['of no time at all is fine', END, 'scale_in: { cooldown: 0s }'],
  ])
})

describe('keys that do not agree', () => {
  told([
    ['max below min', 'max: 8', 'max: 1', '12:3 size.max 1 is below min (2)'],
    [
      'a step above max',
      END,
      'scale_out: { step: 9 }\nscale_in: { step: 9 }',
      '13:14 scale_out.step 9 is above size.max (8)',
      '14:13 scale_in.step 9 is above size.max (8)',
    ],
    [
      'low not below high',
      END,
      'load: { high: 0.5, high_for: 5m, low: 0.5, low_for: 10m }',
      '13:34 load.low 0.5 is not below high (0.5): the fleet would never rest',
    ],
    [
      'a config named twice',
      '[{ id: 67890, port: 80 }]',
      '[{ id: 67890, port: 80 }, { id: 67890, port: 81 }]',
      '9:40 nodebalancer.configs[1].id config 67890 is named twice',
    ],
    [
      'a config of two NodeBalancers',
      '\n  id: 12345\n  configs: [{ id: 67890, port: 80 }]',
      '\n  - { id: 1, configs: [{ id: 5, port: 80 }] }\n  - { id: 2, configs: [{ id: 5, port: 80 }] }',
      '9:26 nodebalancer[1].configs[0].id config 5 is named twice',
    ],
    ...['-web', 'my web', 'a--b', 'a..b', 'web-', 'wéb'].map((name): Row => [
      `a name that is no label: ${name}`,
      'name: web',
      `name: ${name}`,
      `1:1 name ${name}-1 is not a label that Linode takes: use letters, digits and single -, _ or . between them`,
    ]),
  ])

  test.each(['w', 'web-api', 'a.b_c-d', '7up', 'W'.repeat(24)])('a name such as %s is a label', (name) => {
    expect(problemsOf(SOUND.replace('name: web', `name: ${name}`))).toEqual([])
  })
})

describe('what is no profile', () => {
  test.each([
    ['nothing', '', '1:1  is no profile: expected keys such as name: and size:'],
    ['only a comment', '# web\n', '1:1  is no profile: expected keys such as name: and size:'],
    ['a list', '- web\n', '1:1  is no profile: expected keys such as name: and size:'],
    ['a word', 'web', '1:1  is no profile: expected keys such as name: and size:'],
    ['two documents', `${SOUND}---\n${SOUND}`, '13:1  holds a second document: one profile a file'],
    [
      'an alias without its anchor',
      SOUND.replace('[alice]', '*users'),
      '6:21  *users is used before an anchor &users is set',
    ],
  ])('%s', (_rule, text, problem) => {
    expect(problemsOf(text)).toEqual([problem])
  })

  test.each([
    ['a tab for a blank', SOUND.replace('  min', '\tmin'), 11],
    ['a list without an end', SOUND.replace('[alice]', '[alice'), 7],
    ['a quote without an end', SOUND.replace('web', '"web'), 13],
  ])('%s is told with its line', (_rule, text, line) => {
    const [first = ''] = problemsOf(text)
    expect(first).toMatch(new RegExp(`^${line}:\\d+  \\S`))
  })

  test('text that YAML does not understand does not move the lines below it', () => {
    const text = '  stray: 1\nname: web\n  over\n  lines\n  more: [\n'
    expect(problemsOf(text).map((p) => p.split(' ')[0])).toContain('5:9')
  })

  test('a bomb of aliases is refused, not built', () => {
    const levels = Array.from(
      { length: 12 },
      (_, i) => `l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(', ')}]`,
    )
    const [first] = problemsOf(`l0: &l0 [x]\n${levels.join('\n')}\n`)
    expect(first).toContain('Excessive alias count')
  })
})

describe('all at once', () => {
  test('every problem is told, by line', () => {
    const text = SOUND.replace('name: web', 'name: ""')
      .replace('us-east', '')
      .replace('port: 80', 'port: 99999')
      .replace('max: 8', 'max: 1')
    expect(problemsOf(`${text}scale_out: { cooldown: soon }\ncolour: red\n`)).toEqual([
      '1:1 name must not be empty',
      '3:3 instance.region is empty',
      '9:26 nodebalancer.configs[0].port must be at most 65535',
      '12:3 size.max 1 is below min (2)',
      '13:14 scale_out.cooldown write a duration, such as 90s, 5m or 1h',
      '14:1 colour unknown key',
    ])
  })

  told([
    [
      'a key written twice, beside the others',
      'max: 8',
      'max: 8\n  max: 1\nnaem: x',
      '12:3 size.max 1 is below min (2)',
      '13:3 size.max is written twice',
      '14:1 naem unknown key, did you mean name?',
    ],
    [
      'a key written twice in a list',
      'port: 80',
      'port: 80, port: 81',
      '9:36 nodebalancer.configs[0].port is written twice',
    ],
  ])

  test('the message has a line for each, with the path of the file', () => {
    const text = SOUND.replace('region:', 'regin:').replace('max: 8', 'max: 1')
    expect(() => parseProfile(text, { path: '/etc/web.yaml' })).toThrow(
      new ProfileError('/etc/web.yaml', [
        { at: 'instance.regin', line: 3, column: 3, message: 'unknown key, did you mean region?' },
        { at: 'size.max', line: 12, column: 3, message: '1 is below min (2)' },
      ]),
    )
    expect(() => parseProfile(text, { path: '/etc/web.yaml' })).toThrow(
      '/etc/web.yaml:3: instance.regin: unknown key, did you mean region?\n/etc/web.yaml:12: size.max: 1 is below min (2)',
    )
  })
})
