import { describe, expect, test } from 'vitest'
import { whyNoKey, whyNoUser } from '../../src/profile/ssh-key.ts'
import { A_KEY } from '../support/profile/a-key.ts'

const [, BLOB = ''] = A_KEY.split(' ')

describe('an SSH key', () => {
  test.each([A_KEY, `${A_KEY} alice@example.org`, `${A_KEY} the laptop of Alice\n`, `  ${A_KEY}`])(
    '%j is one',
    (key) => {
      expect(whyNoKey(key)).toBeNull()
    },
  )

  test.each([
    ['a path', '~/.ssh/id_ed25519.pub', /^is the name of a file: write the line/],
    ['a path of the root', '/root/.ssh/id_ed25519', /^is the name of a file/],
    ['the name of a .pub', 'alice.pub', /^is the name of a file/],
    ['a user', 'alice', /^is no SSH public key: it begins with ssh-ed25519/],
    ['a blob alone', BLOB, /^is no SSH public key/],
    ['two keys in lines', `${A_KEY}\n${A_KEY}`, /^holds several lines/],
    ['two keys in one line', `${A_KEY} a@b ${A_KEY} c@d`, /^holds several keys/],
    ['a key with options', `no-pty ${A_KEY}`, /^begins with options/],
    ['a cut key', A_KEY.slice(0, -7), /^is cut off or damaged after ssh-ed25519/],
    ['a kind without a key', 'ssh-ed25519', /^is cut off or damaged/],
    ['a placeholder', 'ssh-ed25519 AAAA... alice', /^is cut off or damaged/],
    ['a key of another kind', `ssh-rsa ${BLOB}`, /^is cut off or damaged after ssh-rsa/],
    ['another format', '---- BEGIN SSH2 PUBLIC KEY ----', /ssh-keygen -i/],
  ])('%s is none', (_rule, key, why) => {
    expect(whyNoKey(key)).toMatch(why)
  })

  test.each([
    '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n-----END OPENSSH PRIVATE KEY-----',
    '-----BEGIN RSA PRIVATE KEY-----',
    '-----BEGIN PRIVATE KEY-----',
    'PuTTY-User-Key-File-3: ssh-ed25519',
  ])('a private one is refused loudly, and not shown: %j', (key) => {
    expect(whyNoKey(key)).toMatch(/^IS A PRIVATE KEY/)
    expect(whyNoKey(key)).not.toContain('b3Blb')
  })

  test('is no user', () => {
    expect([whyNoUser('alice'), whyNoUser(A_KEY)]).toEqual([
      null,
      'is a key, not the name of a user: keys go below authorized_keys',
    ])
  })

  test.each([
    ['alice@example.org', /^is an address of e-mail/],
    ['al ice', /^is no name of a user/],
    ['"alice"', /^is no name of a user/],
    ['ålice', /^is no name of a user/],
  ])('%j is no user: %s', (name, why) => {
    expect(whyNoUser(name)).toMatch(why)
  })

  test.each(['alice', 'Alice-2', 'al_ice'])('%s is one', (name) => {
    expect(whyNoUser(name)).toBeNull()
  })
})
