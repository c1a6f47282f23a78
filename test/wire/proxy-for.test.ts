import { describe, expect, test } from 'vitest'
import { UsageError } from '../../src/errors.ts'
import { proxyFor } from '../../src/wire/proxy-for.ts'

const API = 'https://api.linode.com'
const P = 'http://proxy:3128'
const chosen = (target: string, env: Readonly<Record<string, string>>): string | null => {
  const found = proxyFor(new URL(target), env)
  return found === null ? null : `${found.url.href} ${found.source}`
}

describe('which proxy', () => {
  test.each<readonly [string, string, Readonly<Record<string, string>>, string | null]>([
    ['none is named', API, {}, null],
    ['HTTPS_PROXY for https', API, { HTTPS_PROXY: P }, `${P}/ $HTTPS_PROXY`],
    ['the lower-case name', API, { https_proxy: P }, `${P}/ $https_proxy`],
    [
      'the lower-case name first',
      API,
      { https_proxy: P, HTTPS_PROXY: 'http://other:1' },
      `${P}/ $https_proxy`,
    ],
    ['an empty one is none', API, { https_proxy: '', HTTPS_PROXY: P }, `${P}/ $HTTPS_PROXY`],
    ['http_proxy is not for https', API, { http_proxy: P, HTTP_PROXY: P }, null],
    ['HTTPS_PROXY is not for http', 'http://prometheus:9090', { HTTPS_PROXY: P }, null],
    ['http_proxy for http', 'http://prometheus:9090', { http_proxy: P }, `${P}/ $http_proxy`],
    ['ALL_PROXY for either', API, { ALL_PROXY: P }, `${P}/ $ALL_PROXY`],
    ['ALL_PROXY for http too', 'http://prometheus:9090', { all_proxy: P }, `${P}/ $all_proxy`],
    [
      'the scheme of its own before ALL_PROXY',
      API,
      { ALL_PROXY: 'http://other:1', HTTPS_PROXY: P },
      `${P}/ $HTTPS_PROXY`,
    ],
    ['a proxy without a scheme', API, { HTTPS_PROXY: 'proxy:3128' }, `${P}/ $HTTPS_PROXY`],
    [
      'HTTP_PROXY where a web server may have set it',
      'http://prometheus:9090',
      { HTTP_PROXY: P, REQUEST_METHOD: 'GET' },
      null,
    ],
  ])('%s', (_rule, target, env, expected) => {
    expect(chosen(target, env)).toBe(expected)
  })

  test.each([
    'http://127.0.0.1:4000',
    'http://localhost:9090',
    'https://[::1]:1',
    'https://127.8.8.8',
    'http://a.localhost',
    'http://0.0.0.0:9090',
    'https://[::ffff:127.0.0.1]',
    'http://127.1:9090',
  ])('%s is this very machine: never through a proxy', (target) => {
    const all = { http_proxy: P, HTTP_PROXY: P, https_proxy: P, HTTPS_PROXY: P, all_proxy: P, ALL_PROXY: P }
    expect(chosen(target, all)).toBeNull()
  })

  test.each([
    'https://127.example.org',
    'https://localhost.example.org',
    'https://notlocalhost',
    'https://[::ffff:10.0.0.1]',
  ])('%s is another one', (target) => expect(chosen(target, { HTTPS_PROXY: P })).not.toBeNull())
})

describe('NO_PROXY', () => {
  test.each<readonly [string, string, boolean]>([
    ['*', API, true],
    ['api.linode.com', API, true],
    ['API.Linode.COM', API, true],
    ['linode.com', API, true],
    ['.linode.com', API, true],
    ['*.linode.com', API, true],
    ['node.com', API, false],
    ['other.org, ,linode.com', API, true],
    ['other.org linode.com', API, true],
    ['api.linode.com:443', API, true],
    ['api.linode.com:8443', API, false],
    ['api.linode.com.', API, true],
    ['api.linode.com', `${API}.`, true],
    ['.', API, false],
    ['10.0.0.0/8', 'http://10.1.2.3:9090', true],
    ['10.0.0.0/8', 'http://11.1.2.3:9090', false],
    ['10.1.2.3', 'http://10.1.2.3:9090', true],
    ['10.1.2.3:9090', 'http://10.1.2.3:9090', true],
    ['10.1.2.3:80', 'http://10.1.2.3:9090', false],
    ['10.0.0.0/99', 'http://10.1.2.3:9090', false],
    ['fd00::/8', 'http://[fd00::7]:9090', true],
    ['[fd00::7]:9090', 'http://[fd00::7]:9090', true],
    ['[fd00::7]', 'http://[fd00:0:0::7]:9090', true],
    ['fd00::7', 'http://[fd00::8]:9090', false],
    ['2.3', 'http://10.1.2.3:9090', false],
  ])('%s, for %s: %s', (list, target, direct) => {
    expect(chosen(target, { ALL_PROXY: P, NO_PROXY: list }) === null).toBe(direct)
  })

  test('in small letters it has the word', () => {
    expect(chosen(API, { ALL_PROXY: P, no_proxy: 'other.org', NO_PROXY: '*' })).not.toBeNull()
    expect(chosen(API, { ALL_PROXY: P, no_proxy: '', NO_PROXY: '*' })).toBeNull()
  })
})

describe('what is no proxy is refused with the name of the variable, and without its text, in which a password may stand', () => {
  test.each([
    ['socks5://proxy:1080', 'socks5:// is no proxy that linode-autoscale can speak to'],
    ['http://user:hunter2@:bad', '$HTTPS_PROXY is not the URL of a proxy'],
    ['user:hunter2@proxy:99999', '$HTTPS_PROXY is not the URL of a proxy'],
    ['http://', '$HTTPS_PROXY is not the URL of a proxy'],
  ])('%s', (text, message) => {
    const ask = () => proxyFor(new URL(API), { HTTPS_PROXY: text })
    expect(ask).toThrow(UsageError)
    expect(ask).toThrow(message)
    expect(ask).not.toThrow(/hunter2/)
  })
})
