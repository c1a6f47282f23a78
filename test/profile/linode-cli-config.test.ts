import { describe, expect, test } from 'vitest'
import type { Env } from '../../src/profile/find-profile.ts'
import { readLinodeCliConfig } from '../../src/profile/linode-cli-config.ts'
import { madeFiles } from '../support/profile/made-files.ts'

/** As linode-cli writes it. */
const WRITTEN = `[DEFAULT]
default-user = alice

[alice]
token = of-alice
region = us-east
type = g6-nanode-1
image = linode/debian12
authorized_users = alice,bob

[carol]
token = of-carol
`
const HOME = '/home/alice'

/** What a text at ~/.config/linode-cli says. */
const said = (text: string) =>
  readLinodeCliConfig({ HOME }, madeFiles({ [`${HOME}/.config/linode-cli`]: text }))

describe('where it is looked for', () => {
  const OLD = `${HOME}/.linode-cli`
  const NEW = `${HOME}/.config/linode-cli`
  test.each<readonly [string, Env, readonly string[], string | null]>([
    ['$LINODE_CLI_CONFIG first', { HOME, LINODE_CLI_CONFIG: '/cli' }, ['/cli', OLD, NEW], '/cli'],
    ['$LINODE_CLI_CONFIG alone, when it is set', { HOME, LINODE_CLI_CONFIG: '/cli' }, [OLD, NEW], null],
    ['a ~ in it is the home', { HOME, LINODE_CLI_CONFIG: '~/cli' }, [`${HOME}/cli`], `${HOME}/cli`],
    ['a ~ elsewhere is not', { HOME, LINODE_CLI_CONFIG: '~bob/cli' }, [`${HOME}bob/cli`], null],
    ['the old place before the new one', { HOME }, [OLD, NEW], OLD],
    ['the new place', { HOME }, [NEW], NEW],
    [
      '$XDG_CONFIG_HOME for ~/.config',
      { HOME, XDG_CONFIG_HOME: '/xdg' },
      ['/xdg/linode-cli', NEW],
      '/xdg/linode-cli',
    ],
    ['an empty variable is none', { HOME, LINODE_CLI_CONFIG: '' }, [NEW], NEW],
    ['nowhere without a home', {}, [OLD, NEW], null],
  ])('%s', (_rule, env, paths, found) => {
    const files = madeFiles(Object.fromEntries(paths.map((p) => [p, WRITTEN])))
    expect(readLinodeCliConfig(env, files)?.path ?? null).toBe(found)
  })
})

describe('what it says', () => {
  test('is what its default user has', () => {
    expect(said(WRITTEN)).toEqual({
      path: '/home/alice/.config/linode-cli',
      token: 'of-alice',
      apiHost: null,
      apiScheme: null,
      apiVersion: null,
      defaults: {
        region: 'us-east',
        type: 'g6-nanode-1',
        image: 'linode/debian12',
        authorized_users: ['alice', 'bob'],
      },
    })
  })

  test('of another default user is another', () => {
    expect(said(WRITTEN.replace('default-user = alice', 'default-user = carol'))).toMatchObject({
      token: 'of-carol',
      defaults: {},
    })
  })

  test('under [DEFAULT] is inherited, and the user’s own comes before it', () => {
    const text = WRITTEN.replace(
      '[DEFAULT]',
      '[DEFAULT]\nregion = eu-west\napi_host = api.example.org\napi_scheme = https\napi_version = v4beta',
    )
    expect(said(text)).toMatchObject({
      apiHost: 'api.example.org',
      apiScheme: 'https',
      apiVersion: 'v4beta',
      defaults: { region: 'us-east' },
    })
    expect(said(text.replace('= alice', '= carol'))?.defaults).toEqual({ region: 'eu-west' })
  })

  test.each<readonly [string, string, string | null]>([
    ['nothing in an empty file', '', null],
    ['nothing of a user that is not there', '[DEFAULT]\ndefault-user = dave\n[alice]\ntoken = t\n', null],
    ['nothing without a default user', '[alice]\ntoken = t\n', null],
    ['nothing for an empty value', '[DEFAULT]\ndefault-user = a\n[a]\ntoken =\n', null],
    ['nothing in comments', '[DEFAULT]\ndefault-user = a\n[a]\n# token = t\n; token = u\n', null],
    ['the same with colons', '[DEFAULT]\ndefault-user: a\n[a]\ntoken: t\n', 't'],
    ['the same without blanks', '[DEFAULT]\ndefault-user=a\n[a]\ntoken=t\n', 't'],
    ['the same in capitals', '[DEFAULT]\nDefault-User = a\n[a]\nTOKEN = t\n', 't'],
    ['the same with carriage returns', '[DEFAULT]\r\ndefault-user = a\r\n[a]\r\ntoken = t\r\n', 't'],
    ['the whole of a value with = in it', '[DEFAULT]\ndefault-user = a\n[a]\ntoken = t=u\n', 't=u'],
  ])('%s', (_rule, text, token) => {
    expect(said(text)).toMatchObject({ token })
  })
})

describe('what it says of users', () => {
  test('of users is a list, without blanks and gaps', () => {
    const text = WRITTEN.replace('alice,bob', ' alice , ,bob,')
    expect(said(text)?.defaults.authorized_users).toEqual(['alice', 'bob'])
    expect(said(WRITTEN.replace('alice,bob', ' , '))?.defaults).not.toHaveProperty('authorized_users')
  })

  test('under names that every object has is nothing special', () => {
    expect(said('[DEFAULT]\ndefault-user = constructor\n__proto__ = x\n')).toMatchObject({ token: null })
  })
})
