import { describe, expect, test } from 'vitest'
import { parseFaults } from '../../../src/sandbox/control/fault-rules.ts'
import type { FaultKind, NewFault } from '../../../src/sandbox/control/faults.ts'
import { fleetApi, WEB_4 } from '../../support/sandbox/api.ts'

const URL = '/v4/linode/instances'
const CREATE = { method: 'POST', path: '/linode/instances' } as const

describe('a fault answers as it is called, and the call has its effect or not', () => {
  test.each<[FaultKind, number, string | undefined, boolean]>([
    ['429', 429, undefined, false],
    ['408', 408, undefined, false],
    ['500', 500, undefined, false],
    ['502', 502, undefined, false],
    ['503', 503, undefined, false],
    ['504', 504, undefined, false],
    ['drop-before', 503, 'drop', false],
    ['drop-after', 200, 'drop', true],
    ['delay', 200, 'delay', true],
    ['never', 503, 'never', false],
  ])('%s', (kind, status, fault, effect) => {
    const api = fleetApi()
    api.sandbox.faults.add({ ...CREATE, kind, delayMs: 50 })
    const { reply } = api.post(URL, WEB_4)
    expect([reply.status, reply.fault?.kind]).toEqual([status, fault])
    expect(reply.headers['x-sandbox-fault']).toBe(kind)
    expect(api.sandbox.byHand.instances().some((each) => each.label === 'web-4')).toBe(effect)
    expect(api.sandbox.log.at(-1)).toMatchObject({ method: 'POST', path: URL, fault: kind })
    expect(api.get(URL).headers).not.toHaveProperty('x-sandbox-fault')
  })

  test.each<FaultKind>(['429', '408', '500', '502', '503', '504', 'never'])(
    '%s that takes effect all the same',
    (kind) => {
      const api = fleetApi()
      api.sandbox.faults.add({ ...CREATE, kind, takesEffect: true })
      api.post(URL, WEB_4)
      expect(api.sandbox.byHand.instances().some((each) => each.label === 'web-4')).toBe(true)
    },
  )
})

describe('how a fault looks', () => {
  test('a lost answer and the same call again is the unique label', () => {
    const api = fleetApi()
    api.sandbox.faults.add({ ...CREATE, kind: 'drop-after' })
    api.post(URL, WEB_4)
    expect(api.post(URL, WEB_4).errors).toEqual(['label: Label must be unique among your linodes'])
  })

  test('429 with Retry-After only when it is asked for; the text is the recorded one', () => {
    const api = fleetApi()
    api.sandbox.faults.add({ ...CREATE, kind: '429', retryAfter: 3 })
    api.sandbox.faults.add({ ...CREATE, kind: '429' })
    const [one, two] = [api.post(URL, WEB_4), api.post(URL, WEB_4)]
    expect([one.errors, one.headers['retry-after']]).toEqual([['Too many requests'], '3'])
    expect(two.headers).not.toHaveProperty('retry-after')
  })

  test('502 is a page of the proxy, not the API', () => {
    const api = fleetApi()
    api.sandbox.faults.add({ ...CREATE, kind: '502' })
    const { reply } = api.post(URL, WEB_4)
    expect(reply.headers).toMatchObject({ 'content-type': 'text/html', server: 'nginx' })
    expect(reply.body).toMatch(/^<html>/)
  })

  test('a delay says for how long', () => {
    const api = fleetApi()
    api.sandbox.faults.add({ ...CREATE, kind: 'delay', delayMs: 1234 })
    expect(api.post(URL, WEB_4).reply.fault).toEqual({ kind: 'delay', ms: 1234 })
  })
})

const statuses = (fault: Partial<NewFault>): string => {
  const api = fleetApi()
  api.sandbox.faults.add({ method: 'GET', path: '/linode/instances', kind: '500', ...fault })
  return Array.from({ length: 5 }, () => String(api.get(URL).status)[0]).join('')
}

describe('a fault meets the calls it names, after as many as it says, as often as it says', () => {
  test.each<[Partial<NewFault>, string]>([
    [{}, '52222'],
    [{ times: 2 }, '55222'],
    [{ after: 2 }, '22522'],
    [{ after: 1, times: 3 }, '25552'],
    [{ times: 99 }, '55555'],
    [{ path: '*' }, '52222'],
    [{ method: '*' }, '52222'],
    [{ method: 'POST' }, '22222'],
    [{ path: '/linode/instances/*' }, '22222'],
    [{ path: '/nodebalancers' }, '22222'],
    [{ path: '/*/instances' }, '52222'],
  ])('%j: %s', (fault, expected) => {
    expect(statuses(fault)).toBe(expected)
  })

  test('both versions are one path, and a placeholder stands for one segment', () => {
    const api = fleetApi()
    api.sandbox.faults.add({ method: 'GET', path: '/linode/instances/{linodeId}', kind: '500' })
    expect(api.get('/v4beta/linode/instances').status).toBe(200)
    expect(api.get('/v4beta/linode/instances/97000001').status).toBe(500)
  })

  test('of two that meet one call the first is taken, the second the next time', () => {
    const api = fleetApi()
    for (const kind of ['500', '503'] as const) api.sandbox.faults.add({ method: '*', path: '*', kind })
    expect([api.get(URL).status, api.get(URL).status, api.get(URL).status]).toEqual([500, 503, 200])
  })

  test('the list counts what was met, and is cleared', () => {
    const api = fleetApi()
    const id = api.sandbox.faults.add({ method: '*', path: '*', kind: '500', after: 1 })
    api.get(URL)
    api.get(URL)
    expect(api.sandbox.faults.list()).toMatchObject([{ id, seen: 2, met: 1, times: 1 }])
    api.sandbox.faults.clear()
    expect(api.sandbox.faults.list()).toEqual([])
  })
})

describe('faults are read from JSON', () => {
  test('one or several, with a call in one line or in two keys', () => {
    const text = JSON.stringify([
      { call: 'POST /v4/linode/instances', kind: 503, after: 1, times: 2, retryAfter: 3 },
      { method: 'GET', path: '*', kind: 'delay', delayMs: 10, takesEffect: true },
    ])
    expect(parseFaults(text)).toEqual([
      { method: 'POST', path: '/linode/instances', kind: '503', after: 1, times: 2, retryAfter: 3 },
      { method: 'GET', path: '*', kind: 'delay', delayMs: 10, takesEffect: true },
    ])
    expect(parseFaults('{"call": "* *", "kind": "never"}')).toHaveLength(1)
  })

  const good = { call: 'GET /linode/instances', kind: '500' }
  test.each<[unknown, RegExp]>([
    [[good, { ...good, kind: 'explode' }], /^fault 2: kind: one of 429, 408/],
    [{ ...good, call: 'FETCH /x' }, /^fault 1: call: begins with one of GET/],
    [{ ...good, call: 'GET x' }, /^fault 1: call: a path that begins with \//],
    [{ kind: '500' }, /^fault 1: call: begins with/],
    [{ ...good, times: 0 }, /^fault 1: times: a whole number from 1 on/],
    [{ ...good, after: -1 }, /^fault 1: after: a whole number from 0 on/],
    [{ ...good, delayMs: 'long' }, /^fault 1: delayMs: a whole number/],
    [{ ...good, takesEffect: 1 }, /^fault 1: takesEffect: true or false/],
    [{ ...good, delay: 5 }, /^fault 1: delay: not known; known are call, method/],
    ['GET', /^fault 1: an object is wanted/],
  ])('%j: %s', (value, message) => {
    expect(() => parseFaults(JSON.stringify(value))).toThrow(message)
  })

  test('what is no JSON says so', () => {
    expect(() => parseFaults('[{]')).toThrow(/^the faults are not JSON: /)
  })
})
