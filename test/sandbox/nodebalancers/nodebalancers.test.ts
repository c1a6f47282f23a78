import { describe, expect, test } from 'vitest'
import { emptyApi, fleetApi } from '../../support/sandbox/api.ts'

const NB = '/v4/nodebalancers/12345'

describe('a NodeBalancer', () => {
  test('is made with its configs and nodes', () => {
    const api = emptyApi()
    const nodes = [{ label: 'one', address: '192.168.200.1:80' }]
    const { json } = api.post('/v4/nodebalancers', {
      region: 'us-east',
      label: 'front',
      configs: [{ port: 80, nodes }],
    })
    expect(json).toMatchObject({ label: 'front', region: 'us-east', type: 'common', client_conn_throttle: 0 })
    expect(api.sandbox.byHand.backends()).toMatchObject([{ label: 'one', address: '192.168.200.1:80' }])
  })

  test.each<[string, object, string]>([
    ['no region', { region: undefined }, 'region: region is required'],
    ['a region that is none', { region: 'nowhere' }, 'region: region is not valid'],
    ['a connection limit of 21', { client_conn_throttle: 21 }, 'client_conn_throttle: Must be 0-20'],
    ['a long label', { label: 'a'.repeat(33) }, 'label: Length must be 3-32 characters'],
    ['a taken label', { label: 'balancer12345' }, 'label: Label must be unique among your NodeBalancers'],
    [
      'one port twice',
      { configs: [{ port: 80 }, { port: 80 }] },
      'configs[1].port: Port 80 is already in use on this NodeBalancer',
    ],
  ])('with %s is refused and not made', (_, change, error) => {
    const api = fleetApi()
    expect(api.post('/v4/nodebalancers', { region: 'us-east', ...change }).errors).toEqual([error])
    expect(api.get('/v4/nodebalancers').rows).toHaveLength(1)
  })

  test('is changed, locked, and deleted with everything behind it', () => {
    const api = fleetApi()
    expect(api.put(NB, { label: 'front', tags: ['eu1'] }).json).toMatchObject({
      label: 'front',
      tags: ['eu1'],
    })
    api.sandbox.byHand.setNodeBalancerLocks(12_345, ['cannot_delete'])
    expect(api.get('/v4beta/nodebalancers/12345').json['locks']).toEqual(['cannot_delete'])
    expect(api.del(NB).status).toBe(400)
    api.sandbox.byHand.setNodeBalancerLocks(12_345, [])
    expect(api.del(NB).json).toEqual({})
    expect([api.get(NB).status, api.sandbox.byHand.backends().length]).toEqual([404, 0])
  })
})

describe('a config', () => {
  test('for datagrams has others', () => {
    const udp = { stickiness: 'session', check_passive: false, cipher_suite: 'none' }
    expect(fleetApi().post(`${NB}/configs`, { port: 81, protocol: 'udp' }).json).toMatchObject(udp)
  })

  test('gets the recorded defaults', () => {
    const { json } = fleetApi().post(`${NB}/configs`, { port: 81, check_interval: 60 })
    expect(json).toMatchObject({
      protocol: 'http',
      algorithm: 'roundrobin',
      stickiness: 'none',
      check: 'none',
    })
    expect(json).toMatchObject({
      check_timeout: 30,
      check_attempts: 3,
      cipher_suite: 'recommended',
      ssl_cert: null,
    })
  })

  test.each<[string, object, string]>([
    ['a taken port', { port: 80 }, 'port: Port 80 is already in use on this NodeBalancer'],
    ['port 0', { port: 0 }, 'port: Must be 1-65535'],
    ['an interval of 1 s', { port: 81, check_interval: 1 }, 'check_interval: Must be 2-3600'],
    [
      'a timeout as long as the interval',
      { port: 81, check_interval: 5, check_timeout: 5 },
      'check_timeout: check_timeout must be less than check_interval',
    ],
    ['31 attempts', { port: 81, check_attempts: 31 }, 'check_attempts: Must be 1-30'],
    [
      'a check that is none',
      { port: 81, check: 'ping' },
      'check: Must be one of none, connection, http, http_body',
    ],
  ])('with %s is refused', (_, body, error) => {
    expect(fleetApi().post(`${NB}/configs`, body).errors).toEqual([error])
  })

  test('may have the port of a UDP one', () => {
    expect(fleetApi().post(`${NB}/configs`, { port: 80, protocol: 'udp' }).status).toBe(200)
  })
})

describe('a config over time', () => {
  test('for https needs a certificate and never shows it', () => {
    const api = fleetApi()
    const body = { port: 443, protocol: 'https' }
    expect(api.post(`${NB}/configs`, body).errors).toEqual([
      'ssl_cert: ssl_cert is required',
      'ssl_key: ssl_key is required',
    ])
    const { json } = api.post(`${NB}/configs`, { ...body, ssl_cert: 'the-cert', ssl_key: 'the-key' })
    expect(json).toMatchObject({ ssl_cert: '<REDACTED>', ssl_key: '<REDACTED>' })
  })

  test('is changed in part, its health checks begin anew, and it is deleted with its nodes', () => {
    const api = fleetApi()
    const path = `${NB}/configs/67890`
    expect(api.put(path, { check_attempts: 2 }).json).toMatchObject({
      check_attempts: 2,
      check: 'http',
      port: 80,
    })
    expect(api.sandbox.byHand.backends().map((backend) => backend.status)).not.toContain('UP')
    expect(api.del(path).json).toEqual({})
    expect([api.get(path).status, api.sandbox.byHand.backends().length]).toEqual([404, 0])
  })
})
