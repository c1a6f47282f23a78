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

  test('asks a person little, with what there is and a default for everything', async () => {
    const world = new World()
    world.answers = ['', '67890:80', 'shop', '', '', 'alice bob', '', '6']
    const { code } = await world.run('init', '--out', 'new.yaml')
    expect(code).toBe(0)
    expect(world.questions[0]).toMatch(/^NodeBalancer: 12345 \(.*, us-east\) \[12345\]: $/)
    expect(world.questions).toHaveLength(8)
    const { policy, instance } = parseProfile(world.files.get('new.yaml') ?? '', { path: '' })
    expect(policy).toMatchObject({ name: 'shop', size: { min: 2, max: 6 } })
    expect(instance).toMatchObject({
      type: 'g6-nanode-1',
      image: 'linode/debian12',
      fields: { authorized_users: ['alice', 'bob'] },
    })
  })

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
    ['another NodeBalancer', FLAGS.with(3, '99'), 'there is no NodeBalancer 99; there is 12345 ('],
    [
      'another config',
      FLAGS.with(5, '6789'),
      'NodeBalancer 12345 has no config 6789; it has 67890 (listens on',
    ],
    ['bounds the wrong way round', [...FLAGS, '--min', '5', '--max', '2'], '2 is below min (5)'],
    ['a name that is none', FLAGS.with(1, 'we b: x'), 'new.yaml'],
    ['a number that is none', [...FLAGS, '--max', 'many'], '--max many: give a whole number'],
  ])('%s: exit 2, and nothing is written', async (_rule, flags, why) => {
    const world = new World()
    const { code, err } = await world.run('init', '--out', 'new.yaml', ...flags)
    expect([code, err]).toEqual([2, expect.stringContaining(why)])
    expect(world.files.has('new.yaml')).toBe(false)
  })
})
