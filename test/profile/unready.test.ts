import { describe, expect, test } from 'vitest'
import { ProfileError, type Problem } from '../../src/errors.ts'
import { parseProfile } from '../../src/profile/parse-profile.ts'
import { refuseUnready } from '../../src/profile/unready.ts'
import { madeFiles } from '../support/profile/made-files.ts'

const PATH = '/etc/web/web.yaml'
const SOUND = `name: web
instance:
  region: us-east
  type: g6-nanode-1
  image: linode/debian12
  metadata: { user_data_file: u }
  stackscript_data:
    db: { env: DB }
    key: { env: AWS_KEY }
nodebalancer: { id: 12345, configs: [{ id: 67890, port: 80 }] }
size: { min: 2, max: 8 }
`
const SECRET =
  "9 instance.stackscript_data.key $AWS_KEY is named like a token or a credential of this host, and the StackScript's author would get it: if that is meant, give the value under the name $STACKSCRIPT_AWS_KEY"
const LARGE = madeFiles({
  '/etc/web/u': '#!/bin/sh\n'.padEnd(16_384 - 'web-99999'.length) + ' ${MEMBER_LABEL}',
})

const lines = (problems: readonly Problem[]): readonly string[] =>
  problems.map(({ line, at, message }) => `${line} ${at} ${message}`)

/** What a create lacks of a profile that is sound, and else everything that is told. */
function told(text: string, files = madeFiles({}), env = {}): readonly string[] {
  try {
    return lines(parseProfile(text, { path: PATH, files, env }).unready ?? [])
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error
    return ['refused', ...lines(error.problems)]
  }
}

describe('what a create would need and does not find', () => {
  test.each([
    ['no such file', madeFiles({}), '/etc/web/u does not exist'],
    [
      'one that cannot be read',
      madeFiles({}, { denied: ['/etc/web/u'] }),
      "/etc/web/u cannot be read: EACCES: permission denied, open '/etc/web/u'",
    ],
    ['too large a file', LARGE, '/etc/web/u has 16385 bytes, and 16384 are allowed'],
  ])('%s is told with its line, beside what is not set and what is a secret', (_rule, files, why) => {
    const all = [
      `6 instance.metadata.user_data_file ${why}`,
      '8 instance.stackscript_data.db $DB is not set',
      SECRET,
    ]
    expect(told(SOUND, files)).toEqual(all)
    expect(told(SOUND.replace('max: 8', 'max: 1'), files)).toEqual([
      'refused',
      ...all,
      '11 size.max 1 is below min (2)',
    ])
  })

  test('nothing is told of what is there, nor a secret that is set by its right name', () => {
    const files = madeFiles({ '/etc/web/u': '#!/bin/sh\n' })
    const text = SOUND.replace('AWS_KEY', 'STACKSCRIPT_AWS_KEY')
    expect(told(text, files, { DB: '', STACKSCRIPT_AWS_KEY: 'k' })).toEqual([])
  })

  test('a value that is written wrong is told once', () => {
    const text = SOUND.replace('{ env: DB }', '{ evn: DB }').replace('{ env: AWS_KEY }', '{ env: 7 }')
    const problems = told(text, madeFiles({ '/etc/web/u': '#!/bin/sh\n' }))
    expect(problems.filter((line) => line.includes('is not set'))).toEqual([])
    expect(problems[0]).toBe('refused')
  })

  test('is refused whole, or only below a key', () => {
    const profile = parseProfile(SOUND, { path: PATH, files: madeFiles({}), env: {} })
    expect(() => refuseUnready(profile)).toThrow(/:6: .*\n.*:8: .*\n.*:9: /)
    expect(() => refuseUnready(profile, 'instance.metadata')).toThrow(/^[^\n]*:6: [^\n]*$/)
    expect(() => refuseUnready(profile, 'instance.extra')).not.toThrow()
  })
})
