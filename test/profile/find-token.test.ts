import { describe, expect, test } from 'vitest'
import { UsageError } from '../../src/errors.ts'
import { findToken, type TokenSources } from '../../src/profile/find-token.ts'
import { madeFiles } from '../support/profile/made-files.ts'

const CREDENTIAL = '/run/credentials/web/linode-token'
const TOKEN_FILE = '/etc/token'
const cli = {
  path: '/home/alice/.config/linode-cli',
  token: 'of-cli',
  apiHost: null,
  apiScheme: null,
  apiVersion: null,
  defaults: {},
}
const env = {
  LINODE_TOKEN: 'of-env',
  LINODE_CLI_TOKEN: 'of-cli-env',
  CREDENTIALS_DIRECTORY: '/run/credentials/web',
}
const files = madeFiles({ [CREDENTIAL]: 'of-systemd\n', [TOKEN_FILE]: 'of-file\n' })
const all: TokenSources = { env, files, tokenFile: TOKEN_FILE, cli }
const none: TokenSources = { env: {}, files: madeFiles({}), tokenFile: null, cli: null }

function refusal(sources: TokenSources): string {
  try {
    findToken(sources)
  } catch (error) {
    if (error instanceof UsageError) return error.message
    throw error
  }
  throw new Error('a token was found')
}

describe('the order', () => {
  const { LINODE_TOKEN: _, ...second } = env
  const { LINODE_CLI_TOKEN: __, ...third } = second
  test.each<readonly [string, TokenSources, string, string]>([
    ['$LINODE_TOKEN', all, 'of-env', '$LINODE_TOKEN'],
    ['$LINODE_CLI_TOKEN', { ...all, env: second }, 'of-cli-env', '$LINODE_CLI_TOKEN'],
    [
      'an empty variable is none',
      { ...all, env: { ...env, LINODE_TOKEN: '' } },
      'of-cli-env',
      '$LINODE_CLI_TOKEN',
    ],
    ['the systemd credential', { ...all, env: third }, 'of-systemd', 'the systemd credential linode-token'],
    ['token_file', { ...all, env: {} }, 'of-file', 'token_file /etc/token'],
    [
      'token_file where systemd gives another credential',
      { ...all, env: { CREDENTIALS_DIRECTORY: '/run/credentials/db' } },
      'of-file',
      'token_file /etc/token',
    ],
    ['linode-cli', { ...all, env: {}, tokenFile: null }, 'of-cli', `linode-cli's config ${cli.path}`],
  ])('%s', (_rule, sources, token, source) => {
    expect(findToken(sources)).toEqual({ token, source })
  })

  test.each<readonly [string, TokenSources]>([
    ['nothing at all', none],
    ['a linode-cli config without a token', { ...none, cli: { ...cli, token: null } }],
  ])('%s: every way to give one is named', (_rule, sources) => {
    const message = refusal(sources)
    for (const way of ['LINODE_TOKEN', 'LINODE_CLI_TOKEN', 'systemd', 'token_file', 'linode-cli'])
      expect(message).toContain(way)
  })
})

describe('token_file', () => {
  const only = { ...none, tokenFile: TOKEN_FILE }
  const withMode = (mode: number) => ({ ...only, files: madeFiles({ [TOKEN_FILE]: 'of-file' }, { mode }) })

  test.each([0o600, 0o400, 0o700])('of mode %o is read', (mode) => {
    expect(findToken(withMode(mode)).token).toBe('of-file')
  })

  test.each([0o640, 0o604, 0o620, 0o602, 0o610, 0o601, 0o644, 0o777])(
    'of mode %o is refused, with the chmod to run',
    (mode) => {
      expect(refusal(withMode(mode))).toBe(
        'token_file /etc/token can be read by others: chmod 600 /etc/token',
      )
    },
  )

  test('that does not exist stops the search', () => {
    expect(refusal({ ...only, cli })).toBe('token_file /etc/token does not exist')
  })

  test('that cannot be read stops the search, and says why', () => {
    const denied = madeFiles({}, { denied: [TOKEN_FILE] })
    expect(refusal({ ...only, cli, files: denied })).toBe(
      `/etc/token cannot be read: EACCES: permission denied, open '/etc/token'`,
    )
  })

  test('is not even looked at when the environment has a token', () => {
    expect(findToken({ ...all, files: madeFiles({}, { denied: [TOKEN_FILE, CREDENTIAL] }) }).token).toBe(
      'of-env',
    )
  })
})

describe('what a token is', () => {
  test('blanks and line ends around it are not of it', () => {
    expect(findToken({ ...none, env: { LINODE_TOKEN: ' \tabc\r\n' } }).token).toBe('abc')
  })

  test.each(['   ', 'sec ret', 'sec\nret', 'sécret'])(
    'garbage such as %j is refused by its source, and never shown',
    (token) => {
      expect(refusal({ ...none, env: { LINODE_TOKEN: token } })).toBe(
        'the token of $LINODE_TOKEN is empty or has blanks or control characters in it',
      )
    },
  )

  test.each([
    ['"secret"', 'has quotes around it: take them off'],
    ["'secret'", 'has quotes around it: take them off'],
    ['\u201Csecret\u201D', 'has quotes around it: take them off'],
    ['secret"', 'has quotes around it: take them off'],
    ['Bearer secret', 'begins with Bearer: leave the token alone there'],
    ['export LINODE_TOKEN=secret', 'begins with a name: leave the token alone there'],
    ['token: secret', 'begins with a name: leave the token alone there'],
    ['sec\u200Bret', 'holds U+200B (zero width space), which nobody sees: copy it again'],
    ['sec\u0000ret', 'holds U+0000 (NUL), which nobody sees: copy it again'],
    ['sec\u007Fret', 'holds U+007F (DEL), which nobody sees: copy it again'],
  ])('%j is told for what it is, and never shown', (token, why) => {
    expect(refusal({ ...none, env: { LINODE_TOKEN: token } })).toBe(`the token of $LINODE_TOKEN ${why}`)
  })

  test('an empty file is refused, and no other source taken for it', () => {
    const empty = { ...all, env: {}, files: madeFiles({ [TOKEN_FILE]: '\n' }) }
    expect(refusal(empty)).toContain('the token of token_file /etc/token is empty')
  })
})
