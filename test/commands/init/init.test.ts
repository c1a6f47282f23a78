import { describe, expect, test } from 'vitest'
import { parseProfile } from '../../../src/profile/parse-profile.ts'
import { World } from '../../support/world.ts'

const FLAGS = [
  '--name',
  'web',
  '--nodebalancer',
  '12345',
  '--config',
  '67890:8080',
  '--user',
  'alice',
  '--out',
  'new.yaml',
]

const words = (text = ''): string => text.replaceAll(/\s+/g, ' ').trim()

describe('init', () => {
  test('writes a commented profile from flags, which every other command takes', async () => {
    const world = new World()
    const { code, out } = await world.run('init', ...FLAGS, '--min', '2', '--max', '5')
    expect(code).toBe(0)
    expect(out).toContain('new.yaml: a profile of the fleet web behind NodeBalancer 12345')
    const text = world.files.get('new.yaml') ?? ''
    expect(text.split('\n').filter((line) => line.includes('#')).length).toBeGreaterThan(10)
    const { policy, instance } = parseProfile(text, { path: 'new.yaml' })
    expect(policy).toMatchObject({ name: 'web', region: 'us-east', size: { min: 2, max: 5 } })
    expect(policy.attachments).toEqual([{ nodeBalancer: 12345, config: 67890, port: 8080 }])
    expect(instance.fields).toMatchObject({ authorized_users: ['alice'] })
    expect((await world.run('scale-out', '--dry-run', '-p', 'new.yaml')).code).toBe(0)
    expect(world.writes).toEqual([])
  })

  test('offers a person what there is, types with prices, and a default for everything; shows it, and writes after a yes', async () => {
    const world = new World()
    world.sandbox.byHand.ensureFirewall(4242)
    world.answers = ['', '67890:80', 'shop', 'g6-standard-1', '', 'alice sandbox', '4242', '', '6', 'y']
    const { code } = await world.run('init', '--out', 'new.yaml')
    expect(code).toBe(0)
    expect(world.questions[0]).toMatch(/^ {2}12345 {2}\(.*, us-east\)\nNodeBalancer \[12345\]: $/)
    expect(world.questions[3]).toMatch(/^ {2}g6-nanode-1 +1 GB +1 core +\$0\.0075\/h +\$5\.00\/month\n/)
    expect(world.questions[5]).toContain('  alice    (1 SSH key)\n')
    expect(world.questions[6]).toContain('  4242  (firewall-4242)\n')
    expect(world.questions).toHaveLength(10)
    expect(world.questions[9]).toMatch(/type +g6-standard-1, \$0\.018\/h, \$12\.00\/month each/)
    expect(world.questions[9]).toMatch(
      /size +2 to 6 members, \$0\.036 to \$0\.108\/h\nWrite new\.yaml\? \[y\/N/,
    )
    const { policy, instance } = parseProfile(world.files.get('new.yaml') ?? '', { path: '' })
    expect(policy).toMatchObject({ name: 'shop', size: { min: 2, max: 6 } })
    expect(instance).toMatchObject({
      type: 'g6-standard-1',
      image: 'linode/debian12',
      fields: { authorized_users: ['alice', 'sandbox'], firewall_id: 4242 },
    })
    expect(world.writes).toEqual([])
  })
})

describe('a person at a terminal', () => {
  test('asks again after a mistake, and says what was wrong', async () => {
    const world = new World()
    world.answers = ['99', '', '', 'we b', 'shop', 'g6-nano', '', '', 'bob', '', '', '9', '3', '9', 'y']
    expect((await world.run('init', '--out', 'new.yaml')).code).toBe(0)
    const again = world.questions.filter((question) => /^ *(?:there is no|name:|size)/.test(question))
    expect(again.map((question) => question.split('\n')[0])).toEqual([
      expect.stringContaining('there is no NodeBalancer 99; there is 12345 ('),
      expect.stringContaining('name:'),
      expect.stringContaining('there is no type g6-nano; there is g6-nanode-1, g6-standard-1'),
      expect.stringContaining('there is no user bob; there is sandbox, alice'),
      expect.stringContaining('3 is below min (9)'),
    ])
  })

  test.each(['', 'n', 'yess'])('writes nothing when the last answer is %j', async (answer) => {
    const world = new World()
    world.answers = [...Array.from({ length: 9 }, () => ''), answer]
    const { code, err } = await world.run('init', '--out', 'new.yaml')
    expect([code, err]).toEqual([2, expect.stringContaining('not confirmed: nothing was written')])
    expect(world.files.has('new.yaml')).toBe(false)
  })

  test('shows the very file before it is written', async () => {
    const world = new World()
    world.answers = [...Array.from({ length: 9 }, () => ''), 's', 'y']
    await world.run('init', '--out', 'new.yaml')
    expect(words(world.questions.at(-1))).toContain(words(world.files.get('new.yaml')))
  })
})

describe('nobody to ask', () => {
  test('--yes asks nothing of a person either, and writes; --dry-run prints the text and writes nothing', async () => {
    const world = new World()
    world.answers = []
    const shown = await world.run('init', ...FLAGS, '--yes', '--dry-run')
    expect([shown.code, world.files.has('new.yaml')]).toEqual([0, false])
    expect((await world.run('init', ...FLAGS, '--yes')).code).toBe(0)
    expect([world.questions, world.files.get('new.yaml')]).toEqual([[], shown.out])
    expect(JSON.parse((await world.run('init', ...FLAGS, '--dry-run', '--json')).out)).toMatchObject({
      command: 'init',
      result: 'done',
      dry_run: true,
      text: shown.out,
    })
  })

  test('where nobody can be asked, says what is missing, what there is, and what has a default', async () => {
    const world = new World()
    world.sandbox.byHand.ensureFirewall(4242)
    const { code, err } = await world.run('init', '--name', 'web', '--out', 'new.yaml')
    expect(code).toBe(2)
    expect(err).toContain('give --nodebalancer, --config\n')
    expect(err).not.toContain('--name ')
    expect(err).toMatch(/--nodebalancer +12345 \(.*, us-east\)\n/)
    expect(err).toMatch(/--config +67890 of 12345 \(listens on 80\)\n/)
    expect(err).toMatch(/--type +\[g6-nanode-1\] g6-nanode-1 1 GB 1 core \$0\.0075\/h .* and \d+ more\n/)
    expect(err).toMatch(/--user +\[none\] .*alice/)
    expect(err).toMatch(/--firewall +\[none\] 4242 \(firewall-4242\)\n/)
    expect(err).toMatch(/--max +\[4\]\n/)
  })

  test('what a token may not read is not offered, and anything goes', async () => {
    const world = new World()
    world.sandbox.byHand.setScopes('linodes:read_write nodebalancers:read_write events:read_only')
    const { code } = await world.run('init', ...FLAGS, '--firewall', '4242', '--user', 'bob')
    expect(code).toBe(0)
    expect(world.files.get('new.yaml')).toContain('firewall_id: 4242')
  })
})

describe('the screens of init', () => {
  test.each([60, 80])('every question and the preview fit %i columns and 14 rows', async (columns) => {
    const world = new World()
    world.terminal = { columns: () => columns, rows: () => 14, color: false }
    for (let i = 0; i < 30; i++) world.sandbox.byHand.ensureFirewall(4000 + i)
    world.answers = ['', '', 'a-fleet-of-a-longer-name', '?', ...Array.from({ length: 6 }, () => ''), 'y']
    expect((await world.run('init', '--out', 'new.yaml')).code).toBe(0)
    const shown = world.questions.filter((_question, i) => i !== 4)
    expect(shown).toHaveLength(10)
    for (const question of shown) {
      const lines = question.split('\n')
      expect(lines.length).toBeLessThanOrEqual(14)
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns)
    }
    expect(world.questions[3]).toContain('more: ? lists them all')
    expect((world.questions[4]?.split('\n') ?? []).length).toBeGreaterThan(14)
  })
})

describe('init refuses', () => {
  test('never overwrites', async () => {
    const world = new World()
    world.files.set('new.yaml', 'mine')
    const { code, err } = await world.run('init', ...FLAGS)
    expect([code, err]).toEqual([2, expect.stringContaining('new.yaml is there already')])
    expect(world.files.get('new.yaml')).toBe('mine')
    expect(world.sandbox.log).toEqual([])
  })

  test.each<readonly [string, readonly string[], string]>([
    ['nobody to ask', [], 'give --name, --nodebalancer, --config'],
    ['another type', [...FLAGS, '--type', 'g6-nano'], 'there is no type g6-nano; there is g6-nanode-1'],
    ['another user', FLAGS.with(7, 'bob'), 'there is no user bob; there is sandbox, alice'],
    ['another firewall', [...FLAGS, '--firewall', '4242'], 'there is no firewall 4242'],
    ['another NodeBalancer', FLAGS.with(3, '99'), 'there is no NodeBalancer 99; there is 12345 ('],
    [
      'another config',
      FLAGS.with(5, '6789'),
      'NodeBalancer 12345 has no config 6789; there is 67890 (listens on',
    ],
    ['bounds the wrong way round', [...FLAGS, '--min', '5', '--max', '2'], '2 is below min (5)'],
    ['a name that is none', FLAGS.with(1, 'we b: x'), 'name: we b: x-1 is not a label that Linode takes'],
    ['a number that is none', [...FLAGS, '--max', 'many'], '--max many: give a whole number'],
  ])('%s: exit 2, and nothing is written', async (_rule, flags, why) => {
    const world = new World()
    const { code, err } = await world.run('init', '--out', 'new.yaml', ...flags)
    expect([code, err]).toEqual([2, expect.stringContaining(why)])
    expect(world.files.has('new.yaml')).toBe(false)
  })
})

test('names the schema that is shipped with it, for editors', async () => {
  const world = new World()
  world.home = '/opt/la'
  world.files.set('/opt/la/docs/profile.schema.json', '{}')
  await world.run('init', ...FLAGS)
  const [first] = (world.files.get('new.yaml') ?? '').split('\n')
  expect(first).toBe('# yaml-language-server: $schema=/opt/la/docs/profile.schema.json')
})
