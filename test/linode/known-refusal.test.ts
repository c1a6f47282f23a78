import { describe, expect, test } from 'vitest'
import { apiError } from '../../src/linode/api-error.ts'

/** The error that a refusal becomes. */
function errorOf(reason: string, field?: string, status = 400) {
  const text = JSON.stringify({ errors: [{ reason, ...(field === undefined ? {} : { field }) }] })
  return apiError('creating web-4', { kind: 'answer', status, headers: {}, text }, [])
}

test.each([
  ['address', 'This address is already in use by another node of this config', 'address-taken'],
  ['address', 'Must be a private IPv4 address', 'refused'],
  ['port', 'Port 80 is already in use on this NodeBalancer', 'refused'],
])('a taken address of a backend node is known by its field: %s, %s', (field, reason, code) => {
  expect(errorOf(reason, field).code).toBe(code)
})

describe('a refusal is known by the API’s own words', () => {
  test.each([
    [
      'a plan that the region has no room for, which has been seen with a 403',
      403,
      'The Linode plan you chose is not currently available in the selected region. Please select another region or plan type, or contact Support for assistance.',
      undefined,
      'no-capacity',
      /instance\.type a list of types/,
    ],
    ['no slots', 400, 'No open slots for this plan!', undefined, 'no-capacity', /instance\.type/],
    [
      'the account’s limit',
      400,
      'Account Limit reached. Please open a support ticket.',
      undefined,
      'refused',
      /Linode support/,
    ],
    [
      'a limit on plans',
      400,
      'You have reached the limit for the number of active services on your account.',
      undefined,
      'refused',
      /Linode support/,
    ],
    [
      'a full placement group',
      400,
      'This placement group has no capacity',
      undefined,
      'refused',
      /placement_group/,
    ],
    ['interfaces', 400, 'Must be linode', 'interface_generation', 'refused', /set nodebalancer\.backend/],
    ['a taken label', 400, 'Label must be unique among your linodes', 'label', 'label-taken', /^$/],
    ['any other', 400, 'region is not valid', 'region', 'refused', /^$/],
    [
      'a restricted user',
      403,
      'Unauthorized',
      undefined,
      'missing-scope',
      /give the user of the token the grant/,
    ],
  ] as const)('%s', (_rule, status, reason, field, code, remedy) => {
    const error = errorOf(reason, field, status)
    expect(error.code).toBe(code)
    expect(error.remedy ?? '').toMatch(remedy)
    expect(error.message).toContain(reason)
  })
})
