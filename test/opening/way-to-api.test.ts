import { describe, expect, test } from 'vitest'
import { UsageError } from '../../src/errors.ts'
import { wayToApi } from '../../src/opening/way-to-api.ts'
import { AUTHORITY } from '../support/wire/certificates.ts'

const API = 'https://api.linode.com'

async function way(env: Readonly<Record<string, string>>) {
  const files = {
    read: (path: string): string | null => {
      if (path === '/folder') throw new Error('EISDIR: illegal operation on a directory, read')
      return { '/ca.pem': AUTHORITY, '/text': 'hello' }[path] ?? null
    },
    bytes: () => null,
    facts: () => null,
    realPath: () => null,
    self: () => null,
    list: () => null,
  }
  return await wayToApi({ env, files }, API)
}

describe('how the API is reached', () => {
  test.each<readonly [string, Readonly<Record<string, string>>, object]>([
    ['straight, believing whom Node believes', {}, { proxy: null, ca: null }],
    [
      'through a proxy',
      { https_proxy: 'http://proxy:3128' },
      { proxy: { source: '$https_proxy' }, ca: null },
    ],
    ['believing one authority', { LINODE_CA: '/ca.pem' }, { proxy: null, ca: AUTHORITY }],
    ["by linode-cli's name", { LINODE_CLI_CA: '/ca.pem' }, { ca: AUTHORITY }],
    ["by linodego's name first", { LINODE_CA: '/ca.pem', LINODE_CLI_CA: '/text' }, { ca: AUTHORITY }],
    ['an empty name is none', { LINODE_CA: '', HTTPS_PROXY: '' }, { proxy: null, ca: null }],
  ])('%s', async (_how, env, expected) => expect(await way(env)).toMatchObject(expected))

  test.each([
    ['/gone', 'there is no file /gone'],
    ['/text', '/text holds no certificate in PEM form'],
    ['/folder', '/folder cannot be read'],
  ])('$LINODE_CA with %s is refused', async (path, message) => {
    await expect(way({ LINODE_CA: path })).rejects.toThrow(UsageError)
    await expect(way({ LINODE_CA: path })).rejects.toThrow(`$LINODE_CA: ${message}`)
  })
})
