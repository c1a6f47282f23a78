import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { NEWEST_SPEC, SPEC_VERSIONS, specMaterial } from '../../src/profile/spec-material.ts'

const BLOCK = '{ region: us-east, type: g6-nanode-1, image: linode/debian12, tags: [khw] }'

function fieldsOf(text: string): Record<string, unknown> {
  return parse(text) as Record<string, unknown>
}

function material(text: string, userData?: string) {
  return specMaterial(NEWEST_SPEC, { fields: fieldsOf(text), userData })
}

describe('the same machine has the same material', () => {
  test.each([
    ['the order of the keys', '{ tags: [khw], image: linode/debian12, type: g6-nanode-1, region: us-east }'],
    ['other tags', BLOCK.replace('[khw]', '[web, prod]')],
    ['no tags', BLOCK.replace(', tags: [khw]', '')],
    ['a list of one type', BLOCK.replace('g6-nanode-1', '[g6-nanode-1]')],
    [
      'a default that is written',
      BLOCK.replace('{', '{ booted: true, swap_size: 512, backups_enabled: false,'),
    ],
    ['empty lists', BLOCK.replace('{', '{ authorized_keys: [], authorized_users: [], stackscript_data: {},')],
    ['where its user data lies', BLOCK.replace('{', '{ metadata: { user_data_file: a.yaml },')],
  ])('%s', (_, text) => {
    expect(material(text)).toEqual(material(BLOCK))
  })

  test('the order of keys and users', () => {
    const [one, other] = ['[a, b]', '[b, a]'].map((users) =>
      material(BLOCK.replace('{', `{ authorized_users: ${users},`)),
    )
    expect(one).toEqual(other)
  })
})

describe('another machine has another material', () => {
  test.each([
    ['type', BLOCK.replace('g6-nanode-1', 'g6-standard-1')],
    ['the order of types', BLOCK.replace('g6-nanode-1', '[g6-standard-1, g6-nanode-1]')],
    ['image', BLOCK.replace('debian12', 'debian13')],
    ['region', BLOCK.replace('us-east', 'us-ord')],
    ['a firewall', BLOCK.replace('{', '{ firewall_id: 1,')],
    ['a default that is not kept', BLOCK.replace('{', '{ swap_size: 1024,')],
    ['a nested value', BLOCK.replace('{', '{ placement_group: { id: 1 },')],
    ['a StackScript’s value', BLOCK.replace('{', '{ stackscript_data: { app: one },')],
    ['another one', BLOCK.replace('{', '{ stackscript_data: { app: two },')],
    ['a field that is passed through', BLOCK.replace('{', '{ extra: { group: web },')],
  ])('%s', (_, text) => {
    const others = [BLOCK, BLOCK.replace('{', '{ stackscript_data: { app: none },')]
    for (const other of others) expect(material(text)).not.toEqual(material(other))
  })

  test('user data', () => {
    expect(material(BLOCK, 'one')).not.toEqual(material(BLOCK, 'two'))
    expect(material(BLOCK, 'one')).not.toEqual(material(BLOCK))
  })
})

test('what may hold secrets is apart, and nothing is where nothing may', () => {
  const secret = material(
    BLOCK.replace('{', '{ stackscript_data: { pw: hush }, extra: { x: hush },'),
    '#hush',
  )
  expect(secret?.plain).not.toContain('hush')
  expect(secret?.secret?.match(/hush/g)).toHaveLength(3)
  expect(material(BLOCK)?.secret).toBeNull()
})

test('a new default of ours makes no fleet drift: members are reckoned by the version that they were born with', () => {
  const first = SPEC_VERSIONS.get(1)
  const later = new Map([
    ...SPEC_VERSIONS,
    [2, { ...first, disk_encryption: 'enabled', kernel: 'linode/grub2' }],
  ])
  const written = { fields: fieldsOf(BLOCK), userData: undefined }
  expect(specMaterial(1, written, later)).toEqual(specMaterial(1, written))
  expect(specMaterial(2, written, later)).not.toEqual(specMaterial(1, written, later))
  expect(specMaterial(3, written, later)).toBeNull()
})
