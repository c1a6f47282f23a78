import { describe, expect, test } from 'vitest'
import { fleetApi, idOf } from '../../support/sandbox/api.ts'

const ME = '/v4/profile'
const GRANTS = '/v4/profile/grants'
const USERS = '/v4/account/users'

describe('who sees some Linodes only is a restricted user', () => {
  test('one who sees all has no grants, and may list the users', () => {
    const api = fleetApi()
    expect(api.get(ME).json['restricted']).toBe(false)
    expect(api.get(GRANTS).status).toBe(204)
    expect(api.get(USERS).status).toBe(200)
  })

  test('a restricted one has grants for what is seen and for the NodeBalancers, and may not list the users', () => {
    const api = fleetApi()
    const id = idOf(api, 'web-1')
    api.sandbox.switches.visibleLinodes = [id]
    expect(api.get(ME).json['restricted']).toBe(true)
    expect(api.get(GRANTS).json).toMatchObject({
      linode: [{ id, label: 'web-1', permissions: 'read_write' }],
      nodebalancer: [{ id: 12345, permissions: 'read_write' }],
    })
    expect(api.get(USERS)).toMatchObject({ status: 403, errors: ['Unauthorized'] })
  })

  test('the grants want no scope', () => {
    expect(fleetApi({ scopes: 'linodes:read_only' }).get(GRANTS).status).toBe(204)
  })
})
