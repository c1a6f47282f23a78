import { describe, expect, test } from 'vitest'
import { scopeAllows } from '../../../src/sandbox/wire/scopes.ts'
import { emptyApi, fleetApi, WEB_4 } from '../../support/sandbox/api.ts'

const NOT_AUTHORIZED = 'Your OAuth token is not authorized to use this endpoint.'

describe('a token that is missing, wrong or revoked is 401 Invalid Token, and its scopes are unknown', () => {
  test.each([
    ['missing', null],
    ['wrong', 'another'],
  ])('%s', (_, token) => {
    const { status, errors, headers } = fleetApi().call('GET', '/v4/linode/instances', { token })
    expect([status, errors]).toEqual([401, ['Invalid Token']])
    expect(headers['x-oauth-scopes']).toBe('unknown')
    expect(headers['x-accepted-oauth-scopes']).toBe('linodes:read_only')
    expect(headers['content-type']).toBe('application/json')
  })

  test('revoked, and accepted again', () => {
    const api = fleetApi()
    api.sandbox.byHand.revokeToken()
    expect(api.get('/v4/linode/instances').errors).toEqual(['Invalid Token'])
    api.sandbox.byHand.revokeToken(false)
    expect(api.get('/v4/linode/instances').status).toBe(200)
  })
})

describe('types and regions need no token', () => {
  test.each(['/v4/linode/types', '/v4/linode/types/g6-nanode-1', '/v4/regions', '/v4beta/regions/us-east'])(
    '%s',
    (url) => {
      const api = emptyApi()
      expect(api.call('GET', url, { token: null }).status).toBe(200)
      expect(api.call('GET', url, { token: 'wrong' }).status).toBe(401)
    },
  )
})

describe('a scope that is missing is 401 with its own text, and the headers tell both sides', () => {
  const READ = 'linodes:read_only nodebalancers:read_only events:read_only'
  test.each([
    [READ, 'GET', '/v4/linode/instances', 200],
    [READ, 'POST', '/v4/linode/instances', 401],
    [READ, 'DELETE', '/v4/linode/instances/97000001', 401],
    [READ, 'GET', '/v4/nodebalancers/12345', 200],
    [READ, 'PUT', '/v4/nodebalancers/12345', 401],
    [READ, 'GET', '/v4/account/events', 200],
    [READ, 'GET', '/v4/profile', 401],
    [READ, 'GET', '/v4/images', 401],
    ['linodes:read_write', 'GET', '/v4/linode/instances', 200],
    ['linodes:read_write', 'GET', '/v4/nodebalancers', 401],
    ['linodes:read_write', 'GET', '/v4/account/events', 401],
    ['linodes:*,images:read_only', 'GET', '/v4/images', 200],
  ])('%s: %s %s is %i', (scopes, method, url, status) => {
    const answer = fleetApi({ scopes }).call(method, url, { body: method === 'GET' ? undefined : {} })
    expect(answer.headers['x-oauth-scopes']).toBe(scopes)
    if (status === 401) expect(answer.errors).toEqual([NOT_AUTHORIZED])
    else expect(answer.status).toBe(status)
  })

  test('a refused call has no effect', () => {
    const api = fleetApi({ scopes: 'linodes:read_only' })
    expect(api.post('/v4/linode/instances', WEB_4).status).toBe(401)
    expect(api.sandbox.byHand.instances()).toHaveLength(4)
  })

  test('scopes change at run time', () => {
    const api = fleetApi()
    api.sandbox.byHand.setScopes('nodebalancers:read_write')
    expect(api.get('/v4/linode/instances').errors).toEqual([NOT_AUTHORIZED])
    expect(api.get('/v4/nodebalancers').status).toBe(200)
  })

  test.each([
    ['*', 'linodes:read_write', true],
    ['linodes:read_write', 'linodes:read_only', true],
    ['linodes:read_only', 'linodes:read_write', false],
    ['nodebalancers:read_write', 'linodes:read_only', false],
    ['linodes:read_only', '*', true],
    ['', 'linodes:read_only', false],
  ])('%j allows %s: %s', (owned, wanted, allowed) => {
    expect(scopeAllows(owned, wanted)).toBe(allowed)
  })
})

const limited = () => fleetApi({ rateLimits: true })

describe('rate limits are those of the documentation, counted per kind of call', () => {
  test.each([
    ['list', 'GET', '/v4/linode/instances', 200, 60],
    ['images', 'GET', '/v4/images', 20, 60],
    ['other', 'GET', '/v4/nodebalancers/12345', 1600, 60],
    ['create', 'POST', '/v4/linode/instances', 20, 15],
  ])('%s: %s %s, %i in %i s', (_, method, url, calls, seconds) => {
    const api = limited()
    const send = (): number => api.call(method, url, { body: method === 'POST' ? {} : undefined }).status
    const before = Array.from({ length: calls }, send)
    expect(before).not.toContain(429)
    const refused = api.call(method, url)
    expect(refused.errors).toEqual(['Too many requests'])
    expect(refused.headers).toMatchObject({
      'x-ratelimit-limit': String(calls),
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(api.clock.now() / 1000 + seconds),
      'retry-after': String(seconds),
    })
    api.clock.advance(seconds * 1000 - 1)
    expect(send()).toBe(429)
    api.clock.advance(1)
    expect(send()).not.toBe(429)
  })

  test('every answer says how much is left', () => {
    const api = limited()
    const left = [1, 2, 3].map(() => api.get('/v4/linode/instances').headers['x-ratelimit-remaining'])
    expect(left).toEqual(['199', '198', '197'])
  })

  test('a 429 without Retry-After, where the switch says so', () => {
    const api = fleetApi({ rateLimits: true, switches: { retryAfter: false } })
    const answers = Array.from({ length: 21 }, () => api.get('/v4/images'))
    expect(answers.at(-1)?.status).toBe(429)
    expect(answers.at(-1)?.headers).not.toHaveProperty('retry-after')
  })

  test('one kind used up leaves the others', () => {
    const api = limited()
    for (let call = 0; call < 21; call += 1) api.get('/v4/images')
    expect(api.get('/v4/linode/instances').status).toBe(200)
  })
})

describe('what is not there', () => {
  test.each([
    ['GET', '/v4/linode/instances/1', 404, 'Not found'],
    ['GET', '/v4/linode/instances/abc', 404, 'Not found'],
    ['GET', '/v4/nodebalancers/1', 404, 'Not found'],
    ['GET', '/v4/nodebalancers/12345/configs/1', 404, 'Not found'],
    ['GET', '/v4/nodebalancers/12345/configs/67890/nodes/1', 404, 'Not found'],
    ['GET', '/v4/nowhere', 404, 'Not found'],
    ['GET', '/v5/linode/instances', 404, 'Not found'],
    ['GET', '/linode/instances', 404, 'Not found'],
    ['PATCH', '/v4/linode/instances', 405, 'Method Not Allowed'],
    ['DELETE', '/v4/account/events', 405, 'Method Not Allowed'],
  ])('%s %s is %i %s', (method, url, status, reason) => {
    const answer = fleetApi().call(method, url)
    expect([answer.status, answer.errors]).toEqual([status, [reason]])
  })

  test('a config of another NodeBalancer is not found', () => {
    const api = fleetApi()
    api.sandbox.byHand.addNodeBalancer({ id: 7, region: 'us-east' })
    expect(api.get('/v4/nodebalancers/7/configs/67890').status).toBe(404)
  })
})

test('Date follows the sandbox clock', () => {
  const api = emptyApi()
  api.clock.advance(3_600_000)
  expect(api.get('/v4/regions').headers['date']).toBe('Thu, 15 Jan 2026 13:00:00 GMT')
})
