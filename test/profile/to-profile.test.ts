import { describe, expect, test } from 'vitest'
import { parseProfile } from '../../src/profile/parse-profile.ts'
import type { InstanceDefaults } from '../../src/profile/instance-defaults.ts'
import { A_KEY } from '../support/profile/a-key.ts'

/** The least that a profile may say. */
const LEAST = `name: web
instance: { region: us-east, type: g6-nanode-1, image: linode/debian12 }
nodebalancer: { id: 12345, configs: [{ id: 67890, port: 80 }] }
size: { min: 2, max: 8 }
`

const parsed = (text: string, defaults: InstanceDefaults = {}) =>
  parseProfile(text, { path: 'web.yaml', defaults })
const withMore = (more: string) => parsed(`${LEAST}${more}\n`)

test('everything but name, instance, nodebalancer and size has a default', () => {
  expect(parsed(LEAST)).toEqual({
    path: 'web.yaml',
    policy: {
      name: 'web',
      fleetTag: 'fleet:web:12345',
      region: 'us-east',
      attachments: [{ nodeBalancer: 12345, config: 67890, port: 80 }],
      backend: { kind: null, subnet: null },
      size: { min: 2, max: 8 },
      scaleOut: { step: 1, cooldown: 300_000, healthyWithin: 600_000 },
      scaleIn: { step: 1, cooldown: 900_000, drain: 60_000, victim: 'newest', protectTag: null },
    },
    instance: {
      region: 'us-east',
      type: 'g6-nanode-1',
      otherTypes: [],
      image: 'linode/debian12',
      tags: ['fleet:web:12345'],
      fields: {},
    },
    written: { region: 'us-east', type: 'g6-nanode-1', image: 'linode/debian12' },
    nodeBalancers: [12345],
    load: null,
    prometheus: null,
    rehearse: null,
    tokenFile: null,
    userDataFile: null,
    fromLinodeCli: [],
    remarks: ['nobody can log in to a new member: instance has neither authorized_users nor authorized_keys'],
  })
})

describe('durations become milliseconds', () => {
  test.each([
    ['0s', 0],
    ['90s', 90_000],
    ['5m', 300_000],
    ['1h', 3_600_000],
    ['1h30m', 5_400_000],
    ['1h0m5s', 3_605_000],
    ['007m', 420_000],
  ])('%s', (text, ms) => {
    expect(withMore(`scale_in: { cooldown: ${text} }`).policy.scaleIn.cooldown).toBe(ms)
  })
})

describe('every key gets where it belongs', () => {
  test('scale_out and scale_in into the policy', () => {
    const { policy } = withMore(
      'scale_out: { step: 2, cooldown: 1m, healthy_within: 3m }\n' +
        'scale_in: { step: 3, cooldown: 2m, drain: 4m, victim: billing-hour, protect_tag: keep }',
    )
    expect(policy).toMatchObject({
      scaleOut: { step: 2, cooldown: 60_000, healthyWithin: 180_000 },
      scaleIn: { step: 3, cooldown: 120_000, drain: 240_000, victim: 'billing-hour', protectTag: 'keep' },
    })
  })

  test('load, prometheus and token_file beside it', () => {
    const profile = withMore(
      'load: { high: 0.7, high_for: 5m, low: 0.3, low_for: 10m }\n' +
        'prometheus: { url: "http://127.0.0.1:9090" }\ntoken_file: /etc/token',
    )
    expect(profile).toMatchObject({
      load: { high: 0.7, highFor: 300_000, low: 0.3, lowFor: 600_000, warmUp: 120_000 },
      prometheus: { url: 'http://127.0.0.1:9090' },
      tokenFile: '/etc/token',
    })
  })

  test('fields of the API into the create, untouched; the user data file beside it', () => {
    const fields = {
      authorized_users: ['alice'],
      authorized_keys: [A_KEY],
      firewall_id: 7,
      stackscript_id: 8,
      stackscript_data: { a: 'b', n: 1, yes: true },
      placement_group: { id: 9, compliant_only: true },
      swap_size: 0,
      disk_encryption: 'disabled',
      kernel: 'linode/grub2',
      maintenance_policy: 'linode/migrate',
      backups_enabled: false,
    }
    const extra = JSON.stringify({ ...fields, metadata: { user_data_file: 'cloud-init.yaml' } }).slice(1, -1)
    const { instance, userDataFile } = parsed(LEAST.replace('{ region', `{ ${extra}, region`))
    expect(instance.fields).toEqual(fields)
    expect(userDataFile).toBe('cloud-init.yaml')
  })

  test('tags before the fleet tag, none twice', () => {
    const tags = '{ tags: [khw, fleet:web:12345, khw], region'
    expect(parsed(LEAST.replace('{ region', tags)).instance.tags).toEqual(['khw', 'fleet:web:12345'])
  })
})

describe('NodeBalancers', () => {
  const two = LEAST.replace(
    '{ id: 12345, configs: [{ id: 67890, port: 80 }] }',
    '[{ id: 7, configs: [{ id: 1, port: 80 }, { id: 2, port: 81 }] }, { id: 5, configs: [{ id: 3, port: 80 }] }]',
  )
  test('a member is attached to every config of every one, in the order written', () => {
    expect(parsed(two).policy.attachments).toEqual([
      { nodeBalancer: 7, config: 1, port: 80 },
      { nodeBalancer: 7, config: 2, port: 81 },
      { nodeBalancer: 5, config: 3, port: 80 },
    ])
    expect(parsed(two).nodeBalancers).toEqual([7, 5])
  })

  test('the first one names the fleet', () => {
    expect(parsed(two).policy.fleetTag).toBe('fleet:web:7')
  })

  test('one that is written twice, with configs of its own each time, is one', () => {
    expect(parsed(two.replace('id: 5', 'id: 7')).nodeBalancers).toEqual([7])
  })

  test('the longest name and the largest id make a tag that Linode takes', () => {
    const name = 'w'.repeat(24)
    const { policy } = parsed(LEAST.replace('web', name).replace('12345', `${Number.MAX_SAFE_INTEGER}`))
    expect(policy.fleetTag.length).toBeLessThanOrEqual(50)
  })
})

describe('YAML', () => {
  test('anchors and aliases stand for what they name', () => {
    const text = LEAST.replace('port: 80', 'port: &port 80').replace('min: 2', 'min: &n 3')
    expect(parsed(text.replace('max: 8', 'max: *n')).policy.size).toEqual({ min: 3, max: 3 })
  })

  test('words of YAML 1.1 are words, whatever a %YAML line says', () => {
    const text = `%YAML 1.1\n---\n${LEAST.replace('name: web', 'name: no')}`
    expect(parsed(text).policy.name).toBe('no')
  })

  test('carriage returns and a byte order mark change nothing', () => {
    expect(parsed(`\uFEFF${LEAST.replaceAll('\n', '\r\n')}`)).toEqual(parsed(LEAST))
  })
})

describe('linode-cli’s defaults', () => {
  const defaults = {
    region: 'eu-west',
    type: 'g6-standard-1',
    image: 'linode/debian13',
    authorized_users: ['bob'],
  }
  test('fill what the profile does not say', () => {
    const { instance, policy, remarks, fromLinodeCli } = parsed(
      LEAST.replace(/instance: .*/, 'instance: {}'),
      defaults,
    )
    const { authorized_users, ...needed } = defaults
    const born = { otherTypes: [], tags: ['fleet:web:12345'], fields: { authorized_users } }
    expect(instance).toEqual({ ...needed, ...born })
    expect(fromLinodeCli).toEqual(['region', 'type', 'image', 'authorized_users'])
    expect(policy.region).toBe('eu-west')
    expect(remarks).toEqual([])
  })

  test('never come before the profile', () => {
    const said = LEAST.replace('{ region', '{ authorized_users: [alice], region')
    expect(parsed(said, defaults)).toEqual(parsed(said))
  })

  test('an empty list of users in the profile is said too', () => {
    const said = LEAST.replace('{ region', '{ authorized_users: [], region')
    expect(parsed(said, defaults).instance.fields).toEqual({ authorized_users: [] })
  })
})

const remarksWith = (fields: string): readonly string[] =>
  parsed(LEAST.replace('{ region', `{ ${fields}, region`)).remarks

describe('remarks', () => {
  const alone = LEAST.replace('{ region', '{ authorized_users: [alice], region')
  const remarks = (more: string) => parsed(`${alone}${more}\n`).remarks
  const boot =
    'scale_out.healthy_within is shorter than a Linode takes to boot and pass two health checks (80s)'
  const cut = 'scale_in.drain is below 5s: open connections will be cut'
  test.each([
    ['healthy_within below 80s', 'scale_out: { healthy_within: 79s }', [boot]],
    ['drain below 5s', 'scale_in: { drain: 4s }', [cut]],
    ['both', 'scale_out: { healthy_within: 1s }\nscale_in: { drain: 0s }', [boot, cut]],
    ['neither at the bound', 'scale_out: { healthy_within: 80s }\nscale_in: { drain: 5s }', []],
  ])('on %s', (_rule, more, expected) => {
    expect(remarks(more)).toEqual(expected)
  })

  test('on members that nobody can log in to, unless there are users or keys', () => {
    const nobody = [expect.stringContaining('nobody can log in')]
    expect(remarksWith('authorized_users: []')).toEqual(nobody)
    expect(remarksWith('authorized_users: [], authorized_keys: []')).toEqual(nobody)
    expect(remarksWith(`authorized_keys: [${A_KEY}]`)).toEqual([])
  })

  test('on members that nobody can log in to, though linode-cli has users that the profile does not want', () => {
    const said = LEAST.replace('{ region', '{ authorized_users: [], region')
    expect(parsed(said, { authorized_users: ['bob'] }).remarks).toEqual([
      expect.stringContaining('nobody can log in'),
    ])
  })
})
