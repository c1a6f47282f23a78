import { describe, expect, test } from 'vitest'
import { WEB, World } from '../support/world.ts'

describe('before anything is sent', () => {
  test('mistakes of user data, environment, token and the API’s address are told at once', async () => {
    const more = `metadata: { user_data_file: init.yaml }\n  stackscript_data: { db: { env: NOT_SET } }`
    const world = new World({ profile: WEB.replace('  authorized_users', `  ${more}\n  authorized_users`) })
    world.env = { LINODE_TOKEN: '"quoted"', LINODE_URL: 'localhost:1' }
    const { code, err } = await world.run('status')
    expect([code, world.sandbox.log]).toEqual([2, []])
    const lines = [
      'user_data_file',
      '$NOT_SET is not set',
      'has quotes around it',
      'localhost:1 is not a URL',
    ]
    for (const line of lines) expect(err).toContain(line)
  })

  test('and those of the profile have their lines in the JSON, under one code', async () => {
    const more = `metadata: { user_data_file: init.yaml }\n  stackscript_data:\n    db: { env: NOT_SET }\n    key: { env: AWS_X }`
    const world = new World({ profile: WEB.replace('  authorized_users', `  ${more}\n  authorized_users`) })
    world.env = { LINODE_TOKEN: '"quoted"' }
    const { code, out } = await world.run('status', '--json')
    const { error } = JSON.parse(out)
    expect([code, error.code, world.sandbox.log]).toEqual([2, 'profile', []])
    expect(error.problems.map(({ at }: { at: string }) => at)).toEqual([
      'instance.metadata.user_data_file',
      'instance.stackscript_data.db',
      'instance.stackscript_data.key',
    ])
    expect(error.message).toMatch(/\nthe token of \$LINODE_TOKEN has quotes around it: take them off$/)
  })

  test('what is wrong with the user data is told with the line of the profile, beside its other mistakes', async () => {
    const more = `metadata: { user_data_file: init.yaml }\n  tags: [eu]`
    const world = new World()
    world.files.set('linode-autoscale.yaml', WEB.replace('  tags: [khw]', `  ${more}`))
    world.files.set('init.yaml', 'packages: [nginx]\r\n')
    const { code, out } = await world.run('status', '--json')
    const { problems } = JSON.parse(out).error
    expect([code, problems.map((p: { line: number; at: string }) => `${p.line} ${p.at}`)]).toEqual([
      2,
      ['6 instance.metadata.user_data_file', '6 instance.metadata.user_data_file', '7 instance.tags[0]'],
    ])
  })
})
