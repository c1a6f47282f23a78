import { describe, expect, test } from 'vitest'
import { UsageError } from '../../src/errors.ts'
import { parseProfile } from '../../src/profile/parse-profile.ts'
import type { Profile } from '../../src/profile/profile.ts'
import { withUserData } from '../../src/profile/user-data.ts'
import { madeFiles } from '../support/profile/made-files.ts'

/** A profile at /etc/web/web.yaml with a user data file, or without. */
function aProfile(userDataFile: string | null): Profile {
  const metadata = userDataFile === null ? '' : `, metadata: { user_data_file: ${userDataFile} }`
  const text = `name: web
instance: { region: us-east, type: g6-nanode-1, image: linode/debian12, firewall_id: 7${metadata} }
nodebalancer: { id: 12345, configs: [{ id: 67890, port: 80 }] }
size: { min: 2, max: 8 }
`
  return parseProfile(text, { path: '/etc/web/web.yaml' })
}

const reading = (text: string) => (): unknown =>
  withUserData(aProfile('u'), madeFiles({ '/etc/web/u': text }))

const SCRIPT = '#!/bin/sh\n'

describe('user data', () => {
  test('keeps every byte, beside the other fields', () => {
    const files = madeFiles({ '/etc/web/init.yaml': '#cloud-config\nünicode: ✓\n' })
    const { fields, userData = '' } = withUserData(aProfile('init.yaml'), files)
    expect(Buffer.from(userData, 'latin1').toString()).toBe('#cloud-config\nünicode: ✓\n')
    expect(fields).toEqual({ firewall_id: 7 })
  })
})

describe('user data elsewhere than below the profile', () => {
  const ELSEWHERE = [
    ['above it', '../init.yaml', { '/etc/init.yaml': SCRIPT }, {}],
    ['at an absolute path', '/srv/init.yaml', { '/srv/init.yaml': SCRIPT }, {}],
    ['in a folder whose name begins alike', '/etc/web2/u', { '/etc/web2/u': SCRIPT }, {}],
    ['behind a link', 'u', { '/srv/u': SCRIPT }, { '/etc/web/u': '/srv/u' }],
  ] as const

  test.each(ELSEWHERE)('that lies %s is refused', (_rule, written, texts, links) => {
    const files = madeFiles({ ...texts, '/etc/web/web.yaml': '' }, { links })
    expect(() => withUserData(aProfile(written), files)).toThrow(
      "is not below the profile's folder /etc/web: move it there, or set metadata.user_data_anywhere: true",
    )
  })

  test.each(ELSEWHERE)('that lies %s is taken when the profile says so', (_rule, written, texts, links) => {
    const files = madeFiles({ ...texts, '/etc/web/web.yaml': '' }, { links })
    const profile = aProfile(`${written}, user_data_anywhere: true`)
    expect(withUserData(profile, files).userData).toBe(SCRIPT)
  })
})

describe('user data from what is no file', () => {
  test.each([
    ['the environment of this process', '/proc/self/environ', {}, {}],
    ['a device', '/dev/stdin', {}, {}],
    ['the same behind a link', 'u', {}, { '/etc/web/u': '/proc/self/environ' }],
    ['a pipe', 'u', { '/etc/web/u': { kind: 'other' } }, {}],
    ['a folder', 'u', { '/etc/web/u': { kind: 'folder' } }, {}],
  ] as const)('that is %s is refused, whatever the profile says', (_rule, written, facts, links) => {
    const texts = { '/etc/web/u': 'x', '/proc/self/environ': 'LINODE_TOKEN=secret', '/dev/stdin': 'x' }
    for (const more of ['', ', user_data_anywhere: true'])
      expect(() => withUserData(aProfile(`${written}${more}`), madeFiles(texts, { facts, links }))).toThrow(
        'is no regular file',
      )
  })
})

describe('user data that is refused', () => {
  test.each([
    ['beside the profile', 'init.yaml', '/etc/web/init.yaml'],
    ['below it', 'cloud/init.yaml', '/etc/web/cloud/init.yaml'],
    ['below it, by its absolute path', '/etc/web/init.yaml', '/etc/web/init.yaml'],
  ])('lies %s', (_rule, written, path) => {
    expect(withUserData(aProfile(written), madeFiles({ [path]: SCRIPT })).userData).toBe(SCRIPT)
  })

  test('is no part of a create when the profile names none', () => {
    const profile = aProfile(null)
    expect(withUserData(profile, madeFiles({}))).toEqual(profile.instance)
  })

  test('of 16,384 bytes is the most', () => {
    expect(reading(SCRIPT.padEnd(16_384))).not.toThrow()
    const named = 'instance.metadata.user_data_file: /etc/web/u'
    expect(reading(SCRIPT.padEnd(16_385))).toThrow(
      new UsageError(`${named} has 16385 bytes, and 16384 are allowed`),
    )
    expect(reading(SCRIPT + 'ü'.repeat(8_188))).toThrow(
      new UsageError(`${named} has 16386 bytes, and 16384 are allowed`),
    )
  })

  test('is measured with the names of a member filled in', () => {
    const most = SCRIPT.padEnd(16_384 - 'web-99999'.length)
    expect(reading(`${most}\${MEMBER_LABEL}`)).not.toThrow()
    expect(reading(`${most} \${MEMBER_LABEL}`)).toThrow(/16385 bytes/)
  })

  test.each([
    ['a cloud-config', '#cloud-config\n{}\n'],
    ['a script', '#!/bin/sh\ntrue\n'],
    ['compressed', '\u001f\u008b\u0008'],
  ])('%s that is in base64 already is refused: encoded twice it means nothing', (_rule, plain) => {
    const encoded = Buffer.from(plain, 'latin1').toString('base64')
    expect(reading(encoded)).toThrow(/is in base64 already: give the plain file/)
    expect(reading(`${SCRIPT}${encoded}`)).not.toThrow()
  })

  test.each([
    ['that does not exist', madeFiles({}), 'does not exist'],
    ['that is empty', madeFiles({ '/etc/web/u': '' }), 'is empty'],
  ])('%s is refused', (_rule, files, why) => {
    expect(() => withUserData(aProfile('u'), files)).toThrow(
      new UsageError(`instance.metadata.user_data_file: /etc/web/u ${why}`),
    )
  })

  test('that cannot be read is refused, and says why', () => {
    const denied = madeFiles({}, { denied: ['/etc/web/u'] })
    expect(() => withUserData(aProfile('u'), denied)).toThrow(
      new UsageError("/etc/web/u cannot be read: EACCES: permission denied, open '/etc/web/u'"),
    )
  })
})
