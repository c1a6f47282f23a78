import { describe, expect, test } from 'vitest'
import { WEB, World } from '../support/world.ts'

const CLI = `[DEFAULT]
default-user = alice
region = us-west
api_scheme = http

[alice]
token = sandbox-token
region = us-east
type = g6-nanode-1
image = linode/debian12
authorized_users = alice, bob
api_host = 127.0.0.1:1
api_version = v4beta
`

/** A world whose profile leaves everything to linode-cli's config. */
function withCli(config = CLI): World {
  const world = new World()
  world.profile((text) => text.replace(/instance:\n( {2}.*\n)*/, 'instance: { tags: [khw] }\n'))
  world.files.set('/home/alice/.config/linode-cli', config)
  world.env = { HOME: '/home/alice' }
  return world
}

/** The lines of standard error that tell where something comes from. */
const told = (err: string): readonly string[] =>
  err
    .trim()
    .split('\n')
    .map((line) => line.replace(/^\S+ /, ''))
    .filter((line) => line.includes(' from ') || line.startsWith('profile'))

describe('status --verbose says where each value comes from', () => {
  const from = "from linode-cli's config /home/alice/.config/linode-cli"

  test('users of linode-cli need nothing new', async () => {
    const { code, err } = await withCli().run('status', '--verbose')
    expect(code).toBe(0)
    expect(told(err)).toEqual([
      'profile linode-autoscale.yaml',
      `instance.region us-east ${from}`,
      `instance.type g6-nanode-1 ${from}`,
      `instance.image linode/debian12 ${from}`,
      `instance.authorized_users alice, bob ${from}`,
      `token ${from}`,
      `API http://127.0.0.1:1 ${from}`,
      `API version v4beta ${from}`,
    ])
    expect(err).not.toContain('sandbox-token')
  })

  test('the environment comes before it, and the profile too', async () => {
    const world = withCli()
    world.profile(() => WEB)
    world.env = {
      ...world.env,
      LINODE_CLI_TOKEN: 'sandbox-token',
      LINODE_CLI_API_HOST: 'localhost:2',
      LINODE_CLI_API_VERSION: 'v4',
    }
    const { err } = await world.run('status', '--verbose')
    expect(told(err)).toEqual([
      'profile linode-autoscale.yaml',
      'instance.region us-east from the profile',
      'instance.type g6-nanode-1 from the profile',
      'instance.image linode/debian12 from the profile',
      'instance.authorized_users alice from the profile',
      'token from $LINODE_CLI_TOKEN',
      'API http://localhost:2 from $LINODE_CLI_API_HOST',
      'API version v4 from $LINODE_CLI_API_VERSION',
    ])
  })

  test('$LINODE_URL comes before linode-cli’s host', async () => {
    const world = withCli()
    world.env = { ...world.env, LINODE_URL: 'http://127.0.0.1:3', LINODE_CLI_API_HOST: 'localhost:2' }
    expect(told((await world.run('status', '--verbose')).err)).toContain(
      'API http://127.0.0.1:3 from $LINODE_URL',
    )
  })
})

describe('the API version of linode-cli', () => {
  test('v4beta takes every call there', async () => {
    const world = withCli()
    expect((await world.run('scale-out')).code).toBe(0)
    expect(world.sandbox.log.filter((e) => !e.path.startsWith('/v4beta/'))).toEqual([])
  })

  test('v4 leaves to v4beta what only that can tell: the locks', async () => {
    const world = withCli(CLI.replace('v4beta', 'v4'))
    world.sandbox.byHand.setLocks('web-3', ['cannot_delete'])
    expect((await world.run('status')).out).toContain('held: locked (cannot_delete)')
  })

  test('any other is refused', async () => {
    const { code, err } = await withCli(CLI.replace('v4beta', 'v5')).run('status')
    expect([code, err]).toEqual([
      2,
      "error: linode-cli's config /home/alice/.config/linode-cli: the API version v5 is not known; there are v4 and v4beta\n",
    ])
  })
})
