import { describe, expect, test } from 'vitest'
import { UsageError } from '../../src/errors.ts'
import { apiBase } from '../../src/profile/api-base.ts'

const cli = { path: '/cli', token: null, apiHost: null, apiScheme: null, apiVersion: null, defaults: {} }

describe('where the API is', () => {
  test.each([
    ['Linode itself', {}, null, 'https://api.linode.com', 'the default'],
    ['Linode itself, though there is a linode-cli', {}, cli, 'https://api.linode.com', 'the default'],
    ['an empty variable is none', { LINODE_URL: '' }, null, 'https://api.linode.com', 'the default'],
    [
      'linode-cli’s host, by https',
      {},
      { ...cli, apiHost: 'api.example.org' },
      'https://api.example.org',
      "linode-cli's config /cli",
    ],
    [
      'linode-cli’s host, by its scheme',
      {},
      { ...cli, apiHost: 'localhost:4000', apiScheme: 'http' },
      'http://localhost:4000',
      "linode-cli's config /cli",
    ],
    [
      '$LINODE_URL before linode-cli’s host',
      { LINODE_URL: 'http://127.0.0.1:4000' },
      { ...cli, apiHost: 'api.example.org' },
      'http://127.0.0.1:4000',
      '$LINODE_URL',
    ],
  ])('%s', (_rule, env, config, url, source) => {
    expect(apiBase(env, config)).toEqual({ url, source, version: null })
  })
})

describe('what is cut from it', () => {
  test.each([
    ['https://api.example.org/', 'https://api.example.org'],
    ['https://api.example.org/v4', 'https://api.example.org'],
    ['https://api.example.org/v4/', 'https://api.example.org'],
    ['https://api.example.org/v4beta', 'https://api.example.org'],
    ['https://api.example.org/proxy/v4', 'https://api.example.org/proxy'],
    ['https://api.example.org/v44', 'https://api.example.org/v44'],
    ['HTTPS://API.example.org:443', 'https://api.example.org'],
    ['https://api.example.org/?a=b#c', 'https://api.example.org'],
  ])('%s is %s', (LINODE_URL, url) => {
    expect(apiBase({ LINODE_URL }, null).url).toBe(url)
  })
})

describe('the token travels in the clear on loopback only', () => {
  test.each([
    'http://localhost:4000',
    'http://127.0.0.1',
    'http://127.1.2.3:80',
    'http://[::1]:4000',
    'http://LOCALHOST',
    'http://2130706433',
  ])('%s is loopback', (LINODE_URL) => {
    expect(apiBase({ LINODE_URL }, null).source).toBe('$LINODE_URL')
  })

  test.each([
    'http://api.linode.com',
    'http://10.0.0.1',
    'http://localhost.example.org',
    'http://127.0.0.1.example.org',
    'http://127.0.0.1@example.org',
    'http://[::2]',
    'http://0.0.0.0',
  ])('%s is not', (LINODE_URL) => {
    expect(() => apiBase({ LINODE_URL }, null)).toThrow(UsageError)
    expect(() => apiBase({ LINODE_URL }, null)).toThrow(
      'is not https, and the token would travel in the clear',
    )
  })

  test('linode-cli’s host is no exception, and is told by its file', () => {
    expect(() => apiBase({}, { ...cli, apiHost: 'api.linode.com', apiScheme: 'http' })).toThrow(
      new UsageError(
        "linode-cli's config /cli: http://api.linode.com is not https, and the token would travel in the clear",
      ),
    )
  })
})

test.each([
  'localhost:4000',
  'api.linode.com',
  '/v4',
  'ftp://localhost',
  'https://',
  'https://a b',
  'file:///etc/passwd',
])('%s is not a URL of an API', (LINODE_URL) => {
  expect(() => apiBase({ LINODE_URL }, null)).toThrow(
    new UsageError(`$LINODE_URL: ${LINODE_URL} is not a URL; write one such as http://127.0.0.1:4000`),
  )
})
