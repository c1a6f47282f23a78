import { expect, test } from 'vitest'
import { fillIn, memberNames } from '../../../src/fleet/model/member-names.ts'
import { aPolicy } from '../../support/a-fleet.ts'

test('user data may name its member', () => {
  expect([...memberNames('web-12', aPolicy())]).toEqual([
    ['MEMBER_LABEL', 'web-12'],
    ['MEMBER_NUMBER', '12'],
    ['FLEET_NAME', 'web'],
    ['FLEET_TAG', 'fleet:web:12345'],
    ['NODEBALANCER_ID', '12345'],
    ['REGION', 'us-east'],
  ])
})

test('what is no member has no number, and no attachment no NodeBalancer', () => {
  const names = memberNames('db', aPolicy({ attachments: [] }))
  expect([names.get('MEMBER_NUMBER'), names.get('NODEBALANCER_ID')]).toEqual(['', ''])
})

test.each([
  ['hostname ${MEMBER_LABEL}', 'hostname web-1'],
  ['${MEMBER_LABEL}${MEMBER_NUMBER}', 'web-11'],
  ['${HOME} $MEMBER_LABEL ${member_label} ${}', '${HOME} $MEMBER_LABEL ${member_label} ${}'],
])('%s becomes %s', (text, filled) => {
  expect(fillIn(text, memberNames('web-1', aPolicy()))).toBe(filled)
})
