import { expect, test } from 'vitest'
import { UsageError } from '../../src/errors.ts'
import type { InstanceSpec } from '../../src/fleet/model/instance-spec.ts'
import { refuseToken } from '../../src/profile/refuse-token.ts'
import { parseProfile } from '../../src/profile/parse-profile.ts'
import { WEB } from '../support/world.ts'

const { instance } = parseProfile(WEB, { path: '' })
const withData = (userData: string): InstanceSpec => ({ ...instance, userData })

test.each([
  ['as it is', 'export T=secret-token-123'],
  ['encoded', Buffer.from('secret-token-123').toString('base64')],
])('a token in what members are given is refused, %s', (_how, text) => {
  expect(() => refuseToken(withData(text), 'secret-token-123')).toThrow(UsageError)
})

test('what is shorter than any token, and stands in every text, is no token', () => {
  expect(() => refuseToken(withData('echo hello'), 't')).not.toThrow()
})
