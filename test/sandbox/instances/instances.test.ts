import { describe, expect, test } from 'vitest'
import { emptyApi, fleetApi, idOf, isJson, type TestApi, WEB_4 } from '../../support/sandbox/api.ts'

const URL = '/v4/linode/instances'

function statusOf(api: TestApi, label = 'web-4'): unknown {
  return api.get(`${URL}/${idOf(api, label)}`).json['status']
}

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJAyVj alice'

const WRONG: readonly [string, object, readonly string[]][] = [
  ['a taken label', { label: 'web-1' }, ['label: Label must be unique among your linodes']],
  ['a short label', { label: 'ab' }, ['label: Length must be 3-64 characters']],
  ['a long label', { label: 'a'.repeat(65) }, ['label: Length must be 3-64 characters']],
  ['no type', { type: undefined }, ['type: type is required']],
  ['no region', { region: undefined }, ['region: region is required']],
  ['a region that is none', { region: 'us-nowhere' }, ['region: region is not valid']],
  ['a type that is none', { type: 'g6-huge' }, ['type: A valid plan type by that ID was not found']],
  ['an image that is none', { image: 'linode/nothing' }, ['image: image is not valid']],
  [
    'no way in',
    { root_pass: undefined },
    ['Must provide valid root_pass, authorized_keys, or authorized_users'],
  ],
  [
    'a weak password',
    { root_pass: 'aaaaaaaaaaaa' },
    ['root_pass: Password does not meet strength requirement'],
  ],
  ['a short password', { root_pass: 'aB3$' }, ['root_pass: Length must be 7-128 characters']],
  [
    'user data that is no base64',
    { metadata: { user_data: '%' } },
    ['metadata.user_data: user_data must be a valid base64 encoded string'],
  ],
  [
    'user data that is too long',
    { metadata: { user_data: Buffer.alloc(65_536).toString('base64') } },
    ['metadata.user_data: user_data must not exceed 65535 bytes'],
  ],
  [
    'a wrong kind',
    { private_ip: 'yes', booted: 1 },
    ['private_ip: Must be of type Boolean', 'booted: Must be of type Boolean'],
  ],
  [
    'a private address with Linode interfaces',
    { interface_generation: 'linode' },
    ['private_ip: private_ip is not available for Linodes with Linode interfaces'],
  ],
  [
    'a maintenance policy that is none',
    { maintenance_policy: 'never' },
    ['maintenance_policy: Unsupported maintenance policy slug format.'],
  ],
  ['tags that are no texts', { tags: [1] }, ['tags: Must be an array of strings']],
  [
    'tags that are too short or too long',
    { tags: ['khw', 'eu', 'x'.repeat(51)] },
    ['eu', 'x'.repeat(51)].map((tag) => `tags: Tag '${tag}' must be between 3 and 50 characters`),
  ],
  [
    'keys that are none',
    { authorized_keys: [KEY, '~/.ssh/id_ed25519.pub', `${KEY}\n${KEY}`] },
    [2, 3].map(
      (n) =>
        `authorized_keys: SSH Key ${n} key-type must be ssh-dss, ssh-rsa, ecdsa-sha2-nistp, or ssh-ed25519`,
    ),
  ],
  ['a firewall that is not there', { firewall_id: 999 }, ['firewall_id: firewall_id is not valid']],
  [
    'a firewall of an interface that is not there',
    { private_ip: false, interface_generation: 'linode', interfaces: [{ firewall_id: 999, public: {} }] },
    ['interfaces[0].firewall_id: firewall_id is not valid'],
  ],
  [
    'type and region, in this order',
    { type: 'none', region: undefined },
    ['type: A valid plan type by that ID was not found', 'region: region is required'],
  ],
  [
    'several at once',
    { region: 'nowhere', label: 'web-1', root_pass: 'aB3$' },
    [
      'region: region is not valid',
      'label: Label must be unique among your linodes',
      'root_pass: Length must be 7-128 characters',
    ],
  ],
]

describe('a create call that is wrong is 400 with the reason and the field', () => {
  test.each(WRONG)('%s', (_, change, errors) => {
    const api = fleetApi()
    const answer = api.post(URL, { ...WEB_4, ...change })
    expect([answer.status, answer.errors]).toEqual([400, errors])
    expect(api.sandbox.byHand.instances()).toHaveLength(4)
  })
})

describe('the label of a create call', () => {
  test.each(['-web', 'web-', 'web--1', 'web__1', 'web..1', 'web 1', 'wéb'])(
    'the label %j is refused',
    (label) => {
      expect(fleetApi().post(URL, { ...WEB_4, label }).errors[0]).toMatch(/^label: Label must begin/)
    },
  )

  test.each(['1web', 'web-1.out', 'a_b', 'a.b-c_d', 'A23'])('the label %j is allowed', (label) => {
    expect(emptyApi().post(URL, { ...WEB_4, label }).json['label']).toBe(label)
  })

  test('a body that is no JSON', () => {
    expect(fleetApi().post(URL, '{"label":').errors).toEqual(['Malformed JSON in request body'])
  })
})

describe('a created instance', () => {
  test('is provisioning at once, with its private address in 192.168.128.0/17 after the public one', () => {
    const { status, json } = emptyApi().post(URL, WEB_4)
    expect(status).toBe(200)
    expect(json).toMatchObject({
      label: 'web-4',
      status: 'provisioning',
      tags: WEB_4.tags,
      image: WEB_4.image,
    })
    expect(json).toMatchObject({
      specs: { memory: 1024 },
      backups: { enabled: false },
      created: '2026-01-15T12:00:00',
    })
    expect(json['ipv4']).toEqual([
      expect.stringMatching(/^198\.18\./),
      expect.stringMatching(/^192\.168\.128\./),
    ])
    expect(json['interface_generation']).toBe('legacy_config')
  })

  test('never says its password', () => {
    const api = emptyApi()
    const created = api.post(URL, WEB_4)
    const { body } = api.get(`${URL}/${idOf(api, 'web-4')}`).reply
    expect(created.reply.body + body).not.toContain(WEB_4.root_pass)
  })

  test('without a label is called linode and its id; without private_ip it has one address', () => {
    const { json } = emptyApi().post(URL, { region: 'us-east', type: 'g6-nanode-1' })
    expect(json['label']).toBe(`linode${String(json['id'])}`)
    expect(json['ipv4']).toHaveLength(1)
  })

  test('shows its locks on v4beta only', () => {
    const api = fleetApi()
    api.sandbox.byHand.setLocks('web-1', ['cannot_delete'])
    const id = idOf(api, 'web-1')
    expect(api.get(`/v4beta/linode/instances/${id}`).json['locks']).toEqual(['cannot_delete'])
    expect(api.get(`/v4/linode/instances/${id}`).json).not.toHaveProperty('locks')
  })

  test('has addresses nobody else has', () => {
    const api = emptyApi()
    for (let number = 0; number < 600; number += 1) api.post(URL, { ...WEB_4, label: `web-${number}` })
    const addresses = api.sandbox.byHand.instances().flatMap((each) => each.ipv4)
    expect(new Set(addresses).size).toBe(1200)
    expect(addresses.some((address) => /^192\.168\.255\.|\.0$|\.255$/.test(address))).toBe(false)
  })
})

describe('its life is read off the clock', () => {
  test('provisioning, booting, running, in the times of real traffic', () => {
    const api = emptyApi()
    api.post(URL, WEB_4)
    const seen = [0, 54_999, 1, 11_999, 1].map((ms) => {
      api.clock.advance(ms)
      return statusOf(api)
    })
    expect(seen).toEqual(['provisioning', 'provisioning', 'booting', 'booting', 'running'])
  })

  test('without an image, or not to be booted, it ends offline', () => {
    const api = emptyApi()
    api.post(URL, { ...WEB_4, booted: false })
    api.post(URL, { label: 'bare', region: 'us-east', type: 'g6-nanode-1' })
    api.clock.advance(600_000)
    expect([statusOf(api), statusOf(api, 'bare')]).toEqual(['offline', 'offline'])
  })

  test('shutdown, boot and reboot take their time', () => {
    const api = fleetApi()
    const path = `${URL}/${idOf(api, 'web-1')}`
    const after = (operation: string, ms: number): unknown => {
      if (operation !== '') expect(api.post(`${path}/${operation}`).json).toEqual({})
      api.clock.advance(ms)
      return statusOf(api, 'web-1')
    }
    expect([after('shutdown', 0), after('', 28_000)]).toEqual(['shutting_down', 'offline'])
    expect([after('boot', 0), after('', 24_000)]).toEqual(['booting', 'running'])
    expect([after('reboot', 0), after('', 30_000)]).toEqual(['rebooting', 'running'])
  })

  test.each(['boot', 'shutdown', 'reboot'])('%s while provisioning is 400 Linode busy.', (operation) => {
    const api = emptyApi()
    api.post(URL, WEB_4)
    const { status, errors } = api.post(`${URL}/${idOf(api, 'web-4')}/${operation}`)
    expect([status, errors]).toEqual([400, ['Linode busy.']])
  })

  test.each([
    [{ boot: 'hangs' }, 'booting'],
    [{ boot: 'never-provisioned' }, 'provisioning'],
    [{ boot: 'fails' }, 'offline'],
    [{}, 'running'],
  ] as const)('with %j it is %s for good', (behaviour, status) => {
    const api = emptyApi()
    api.sandbox.byHand.misbehave('web-*', behaviour)
    api.post(URL, WEB_4)
    api.clock.advance(3_600_000)
    expect(statusOf(api)).toBe(status)
  })

  test('timings are as they are set', () => {
    const api = emptyApi({ timings: { provision: 500, boot: 1000 } })
    api.post(URL, WEB_4)
    api.clock.advance(1500)
    expect(statusOf(api)).toBe('running')
  })
})

describe('delete', () => {
  test('works while provisioning, answers {}, and a second one is 404', () => {
    const api = emptyApi()
    api.post(URL, WEB_4)
    const path = `${URL}/${idOf(api, 'web-4')}`
    const answer = api.del(path)
    expect([answer.status, answer.json]).toEqual([200, {}])
    expect([api.get(path).status, api.del(path).status]).toEqual([404, 404])
  })

  test('leaves the backend nodes, or takes them along where the switch says so', () => {
    const left = [true, false].map((nodesSurviveInstance) => {
      const api = fleetApi({ switches: { nodesSurviveInstance } })
      api.del(`${URL}/${idOf(api, 'web-2')}`)
      return api.sandbox.byHand.backends().map((backend) => backend.label)
    })
    expect(left).toEqual([
      ['web-1', 'web-2', 'web-3', 'legacy-1'],
      ['web-1', 'web-3', 'legacy-1'],
    ])
  })

  test('of a locked instance is refused', () => {
    const api = fleetApi()
    api.sandbox.byHand.setLocks('web-2', ['cannot_delete'])
    expect(api.del(`${URL}/${idOf(api, 'web-2')}`).status).toBe(400)
    api.sandbox.byHand.setLocks('web-2', [])
    expect(api.del(`${URL}/${idOf(api, 'web-2')}`).status).toBe(200)
  })

  test('frees the label at once', () => {
    const api = fleetApi()
    api.del(`${URL}/${idOf(api, 'web-2')}`)
    expect(api.post(URL, { ...WEB_4, label: 'web-2' }).status).toBe(200)
  })
})

describe('delete, where the switch says so', () => {
  test('frees it late where the switch says so', () => {
    const api = fleetApi({ switches: { labelFreeAfter: 30_000 } })
    api.del(`${URL}/${idOf(api, 'web-2')}`)
    const again = () => api.post(URL, { ...WEB_4, label: 'web-2' }).status
    api.clock.advance(29_999)
    expect(again()).toBe(400)
    api.clock.advance(1)
    expect(again()).toBe(200)
  })

  test('shows it as deleting for a while where the switch says so', () => {
    const api = fleetApi({ switches: { deletingFor: 5000 } })
    const path = `${URL}/${idOf(api, 'web-2')}`
    api.del(path)
    expect(api.get(path).json['status']).toBe('deleting')
    expect(api.del(path).status).toBe(404)
    expect(api.post(`${path}/boot`).errors).toEqual(['Linode busy.'])
    api.clock.advance(5000)
    expect(api.get(path).status).toBe(404)
    expect(api.get(URL).rows).toHaveLength(3)
  })

  test('gives its addresses to the next one where the switch says so', () => {
    const addresses = [true, false].map((reuseAddresses) => {
      const api = fleetApi({ switches: { reuseAddresses } })
      const old = api.sandbox.byHand.privateAddressOf('web-2')
      api.del(`${URL}/${idOf(api, 'web-2')}`)
      api.post(URL, WEB_4)
      return api.sandbox.byHand.privateAddressOf('web-4') === old
    })
    expect(addresses).toEqual([true, false])
  })
})

describe('the other switches', () => {
  test('privateFirst turns ipv4 round', () => {
    const { json } = emptyApi({ switches: { privateFirst: true } }).post(URL, WEB_4)
    expect(json['ipv4']).toEqual([expect.stringMatching(/^192\.168/), expect.stringMatching(/^198\.18/)])
  })

  test('statusFilter allows a filter by status', () => {
    const api = fleetApi({ switches: { statusFilter: true } })
    api.sandbox.byHand.powerOff('web-2')
    expect(api.get(URL, { status: 'offline' }).rows.map((row) => row['label'])).toEqual(['web-2'])
  })

  test.each([
    ['legacy_config_only', undefined, 'legacy_config'],
    ['legacy_config_only', 'linode', 400],
    ['legacy_config_default_but_linode_allowed', 'linode', 'linode'],
    ['linode_default_but_legacy_config_allowed', undefined, 'linode'],
    ['linode_default_but_legacy_config_allowed', 'legacy_config', 'legacy_config'],
    ['linode_only', 'legacy_config', 400],
    ['linode_only', undefined, 'linode'],
  ] as const)('%s: asked for %s, gets %s', (interfacesForNewLinodes, asked, expected) => {
    const api = emptyApi({ switches: { interfacesForNewLinodes } })
    const body = { ...WEB_4, private_ip: false, interface_generation: asked }
    const { status, json } = api.post(URL, body)
    expect(status === 200 ? json['interface_generation'] : status).toBe(expected)
    expect(api.get('/v4/account/settings').json['interfaces_for_new_linodes']).toBe(interfacesForNewLinodes)
  })
})

describe('change', () => {
  test('of label, tags and watchdog; what is not named stays', () => {
    const api = fleetApi()
    const path = `${URL}/${idOf(api, 'web-1')}`
    expect(api.put(path, { tags: ['eu1', 'eu1'] }).json).toMatchObject({ label: 'web-1', tags: ['eu1'] })
    expect(api.put(path, { label: 'db-1', watchdog_enabled: false }).json).toMatchObject({
      label: 'db-1',
      tags: ['eu1'],
      watchdog_enabled: false,
    })
    expect(api.post(URL, { ...WEB_4, label: 'web-1' }).status).toBe(200)
  })

  test('to a label that is taken is refused, to its own it is not', () => {
    const api = fleetApi()
    const path = `${URL}/${idOf(api, 'web-1')}`
    expect(api.put(path, { label: 'web-2' }).errors).toEqual([
      'label: Label must be unique among your linodes',
    ])
    expect(api.put(path, { label: 'web-1' }).status).toBe(200)
  })
})

describe('addresses', () => {
  test('a private one is added once', () => {
    const api = emptyApi()
    const id = api.sandbox.byHand.addInstance({ label: 'plain', privateIp: false })
    const add = () => api.post(`${URL}/${id}/ips`, { type: 'ipv4', public: false })
    expect(add().json).toMatchObject({
      prefix: 17,
      subnet_mask: '255.255.128.0',
      gateway: null,
      public: false,
      linode_id: id,
    })
    expect(add().status).toBe(400)
    expect(api.get(`${URL}/${id}`).json['ipv4']).toHaveLength(2)
  })

  test('its NodeBalancers are those with a backend node at one of them', () => {
    const api = fleetApi()
    api.sandbox.byHand.addNodeBalancer({ id: 7, region: 'us-east' })
    const { rows } = api.get(`${URL}/${idOf(api, 'web-1')}/nodebalancers`)
    expect(rows.map((row) => row['id'])).toEqual([12_345])
  })

  test('/ips sorts them by kind', () => {
    const api = fleetApi()
    const { ipv4 } = api.get(`${URL}/${idOf(api, 'web-1')}/ips`).json
    expect(ipv4).toMatchObject({
      public: [{ public: true }],
      private: [{ public: false, address: api.sandbox.byHand.privateAddressOf('web-1') }],
    })
    expect(isJson(ipv4) && Object.keys(ipv4)).toEqual(['public', 'private', 'shared', 'reserved', 'vpc'])
  })
})
