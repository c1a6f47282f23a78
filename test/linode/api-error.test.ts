import { describe, expect, test } from 'vitest'
import { apiError, isLost, isTurnedAway, reasonsOf } from '../../src/linode/api-error.ts'
import type { Reply } from '../../src/linode/send.ts'

type Headers = Readonly<Record<string, string>>
const answer = (status: number, text: string, headers: Headers = {}): Reply => ({
  kind: 'answer',
  status,
  headers,
  text,
})
const said = (status: number, reason: string, field?: string, headers: Headers = {}): Reply =>
  answer(status, JSON.stringify({ errors: [{ reason, ...(field === undefined ? {} : { field }) }] }), headers)
const page = (status: number): Reply =>
  answer(status, '<html>proxy</html>', { 'content-type': 'text/html; charset=utf-8' })
const none = (reached: boolean, why: string): Reply => ({
  kind: 'none',
  reached,
  why,
  mistake: null,
})

const TROUBLE = 'the API has trouble; run it again'
const RENEW = 'the token is wrong, expired or revoked: make a new one in Cloud Manager'
const NETWORK = 'check the network and the API base, then run it again'
const GRANT =
  'give the user of the token the grant for it, or create a token of an unrestricted user with linodes:read_write, nodebalancers:read_write and events:read_only'
const SCOPES = 'create a token with linodes:read_write, nodebalancers:read_write and events:read_only'
const UNAUTHORIZED = 'Your OAuth token is not authorized to use this endpoint.'

const REPLIES: readonly (readonly [string, Reply, string, string, string | null])[] = [
  ['no connection', none(false, 'ECONNREFUSED'), 'unavailable', 'x: no answer (ECONNREFUSED)', NETWORK],
  [
    'no answer in time',
    none(true, 'no answer within 10s'),
    'unavailable',
    'x: no answer (no answer within 10s)',
    NETWORK,
  ],
  ['408', said(408, 'Timeout'), 'unavailable', 'x: Timeout (HTTP 408)', TROUBLE],
  ['500', said(500, 'Internal Server Error'), 'unavailable', 'x: Internal Server Error (HTTP 500)', TROUBLE],
  ['502 without a word', answer(502, ''), 'unavailable', 'x: not an answer of the API (HTTP 502)', TROUBLE],
  ['503 of a proxy', page(503), 'unavailable', 'x: an HTML page instead of an answer (HTTP 503)', TROUBLE],
  ['504', said(504, 'Gateway Timeout'), 'unavailable', 'x: Gateway Timeout (HTTP 504)', TROUBLE],
  [
    'a 404 of a proxy is no absence',
    page(404),
    'unavailable',
    'x: an HTML page instead of an answer (HTTP 404)',
    TROUBLE,
  ],
  [
    'a 401 of a proxy says nothing of the token',
    page(401),
    'unavailable',
    'x: an HTML page instead of an answer (HTTP 401)',
    TROUBLE,
  ],
  [
    'a success that is no JSON',
    answer(200, 'ok'),
    'unavailable',
    'x: not an answer of the API (HTTP 200)',
    TROUBLE,
  ],
  ['a redirection', answer(302, ''), 'refused', 'x: not an answer of the API (HTTP 302)', null],
  [
    '429',
    said(429, 'Too many requests'),
    'unavailable',
    'x: Too many requests (HTTP 429)',
    'too many requests with this token; run it again in a minute',
  ],
  ...(
    [
      ['60', 'run it again in a minute'],
      ['3600', 'the API asks to wait 3600 seconds before it is run again'],
      ['Tue, 24 Nov 2026 13:00:00 GMT', 'the API asks to wait until 2026-11-24T13:00:00Z'],
      ['soon', 'run it again in a minute'],
    ] as const
  ).map(
    ([asked, then]) =>
      [
        `429 with Retry-After: ${asked}`,
        said(429, 'Too many requests', undefined, { 'retry-after': asked }),
        'unavailable',
        'x: Too many requests (HTTP 429)',
        `too many requests with this token; ${then}`,
      ] as const,
  ),
  ['401 Invalid Token', said(401, 'Invalid Token'), 'token-refused', 'x: Invalid Token (HTTP 401)', RENEW],
  [
    '401 Invalid OAuth Token',
    said(401, 'Invalid OAuth Token'),
    'token-refused',
    'x: Invalid OAuth Token (HTTP 401)',
    RENEW,
  ],
  [
    '401 of a token whose scopes are unknown',
    said(401, 'no', undefined, { 'x-oauth-scopes': 'unknown' }),
    'token-refused',
    'x: no (HTTP 401)',
    RENEW,
  ],
  [
    '401 of a token without the scope',
    said(401, UNAUTHORIZED, undefined, {
      'x-oauth-scopes': 'linodes:read_only',
      'x-accepted-oauth-scopes': 'linodes:read_write',
    }),
    'missing-scope',
    'x: the token may not do this: it needs the scope linodes:read_write and has linodes:read_only (HTTP 401)',
    SCOPES,
  ],
  [
    '403 of a user without the grant',
    said(403, 'Unauthorized'),
    'missing-scope',
    'x: the token, or its user, may not do this: Unauthorized; the API does not say what is missing (HTTP 403)',
    GRANT,
  ],
  [
    '403 of a user without the grant, whose token has every scope',
    said(403, 'Unauthorized', undefined, {
      'x-oauth-scopes': '*',
      'x-accepted-oauth-scopes': 'linodes:read_write',
    }),
    'missing-scope',
    'x: the token, or its user, may not do this: Unauthorized; the API does not say what is missing (HTTP 403)',
    GRANT,
  ],
  [
    '401 that names no scope',
    said(401, UNAUTHORIZED),
    'missing-scope',
    `x: the token, or its user, may not do this: ${UNAUTHORIZED}; the API does not say what is missing (HTTP 401)`,
    GRANT,
  ],
  ['404', said(404, 'Not found'), 'not-found', 'x: Not found (HTTP 404)', null],
  [
    'a label that is taken',
    said(400, 'Label must be unique among your linodes', 'label'),
    'label-taken',
    'x: label: Label must be unique among your linodes (HTTP 400)',
    null,
  ],
  [
    'a label that is wrong',
    said(400, 'Length must be 3-64', 'label'),
    'refused',
    'x: label: Length must be 3-64 (HTTP 400)',
    null,
  ],
  [
    'something else that must be unique',
    said(400, 'must be unique', 'ipv4'),
    'refused',
    'x: ipv4: must be unique (HTTP 400)',
    null,
  ],
  ['a conflict', said(409, 'Conflict'), 'refused', 'x: Conflict (HTTP 409)', null],
  ['a refusal without a word', answer(418, 'tea'), 'refused', 'x: not an answer of the API (HTTP 418)', null],
  [
    'several reasons',
    answer(400, '{"errors":[{"reason":"a","field":"f"},{"reason":"b"},7,null]}'),
    'refused',
    'x: f: a; b (HTTP 400)',
    null,
  ],
]

describe('every reply that is no success has a code, a message and, where there is one, a remedy', () => {
  test.each(REPLIES)('%s', (_rule, reply, code, message, remedy) => {
    const error = apiError('x', reply, [])
    expect({ code: error.code, message: error.message, remedy: error.remedy }).toEqual({
      code,
      message,
      remedy,
    })
  })
})

describe('whether it may be sent again', () => {
  test.each<readonly [string, Reply, 'had no effect' | 'nobody knows' | 'is answered']>([
    ['429', said(429, 'x'), 'had no effect'],
    ['Linode busy.', said(400, 'Linode busy.'), 'had no effect'],
    ['linode busy without a full stop', said(400, 'linode busy'), 'had no effect'],
    ['a connection that was never made', none(false, 'ENOTFOUND'), 'had no effect'],
    ['a connection that broke', none(true, 'ECONNRESET'), 'nobody knows'],
    ...[408, 500, 502, 503, 504].map((s) => [`${s}`, said(s, 'x'), 'nobody knows'] as const),
    ['half a success', answer(200, '{"id":'), 'nobody knows'],
    ['a success that is a list', answer(200, '[]'), 'nobody knows'],
    ['a page of HTML with any status', page(400), 'nobody knows'],
    ['a success', answer(200, '{}'), 'is answered'],
    ['a refusal', said(400, 'region is not valid', 'region'), 'is answered'],
    ['a refusal that speaks of busy Linodes', said(400, 'Linode busy. Or not'), 'is answered'],
    ['an absence', said(404, 'Not found'), 'is answered'],
  ])('%s', (_rule, reply, told) => {
    expect([isTurnedAway(reply), isLost(reply)]).toEqual([told === 'had no effect', told === 'nobody knows'])
  })
})

describe('reasons', () => {
  test.each([
    ['of no JSON', 'x', []],
    ['of an envelope that is no list', '{"errors":"x"}', []],
    ['of a list', '[{"reason":"x"}]', []],
    ['of an error', '{"errors":[{"reason":"x","field":"f"}]}', [{ reason: 'x', field: 'f' }]],
    [
      'of an error whose field is none',
      '{"errors":[{"reason":"x","field":7}]}',
      [{ reason: 'x', field: null }],
    ],
    ['of an error without one', '{"errors":[{}]}', [{ reason: 'no reason given', field: null }]],
  ])('%s', (_rule, text, reasons) => {
    expect(reasonsOf(text)).toEqual(reasons)
  })
})

describe('secrets', () => {
  test('are blotted out of what the API says, each time', () => {
    const error = apiError('x', said(400, 'hunter2 and hunter2 and the-token', 'hunter2'), [
      'hunter2',
      'the-token',
    ])
    expect(error.message).toBe('x: ***: *** and *** and *** (HTTP 400)')
  })

  test('that are empty blot nothing', () => {
    expect(apiError('x', said(400, 'no'), ['']).message).toBe('x: no (HTTP 400)')
  })

  test('that are part of another leave nothing of it', () => {
    expect(apiError('x', said(400, 'ab-secret'), ['ab', 'ab-secret']).message).toBe('x: *** (HTTP 400)')
  })

  test('are blotted out of the scopes too', () => {
    const headers = { 'x-oauth-scopes': 'the-token' }
    expect(apiError('x', said(403, 'no', undefined, headers), ['the-token']).message).not.toContain(
      'the-token',
    )
  })
})
