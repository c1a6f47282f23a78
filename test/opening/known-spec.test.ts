import { expect, test } from 'vitest'
import { hashSpec } from '../../src/opening/hash-spec.ts'
import { specSource, specToSee } from '../../src/opening/known-spec.ts'
import { parseProfile } from '../../src/profile/parse-profile.ts'
import type { InstanceDefaults } from '../../src/profile/instance-defaults.ts'

const FIRST = `name: web
instance: { region: us-east, type: g6-nanode-1, image: linode/debian12, tags: [khw], authorized_users: [alice] }
nodebalancer: { id: 12345, configs: [{ id: 67890, port: 80 }] }
size: { min: 2, max: 8 }
`

function sourceOf(text: string, userData?: string, defaults: InstanceDefaults = {}) {
  const profile = parseProfile(text, { path: 'web.yaml', defaults })
  return specSource(profile, { ...profile.instance, ...(userData === undefined ? {} : { userData }) })
}

async function tagOf(text: string, userData?: string, defaults: InstanceDefaults = {}): Promise<string> {
  return await sourceOf(text, userData, defaults).tag()
}

test('a profile of the first version has the tag that it has always had', async () => {
  // Never to be written anew: with another tag here every fleet would drift.
  expect(await tagOf(FIRST)).toBe('spec:1-848c84435306661357a0')
  expect(await tagOf(FIRST, '#cloud-config\nhostname: ${MEMBER_LABEL}\n')).toBe('spec:1-08ea065d0085f95a2fa1')
})

test('a tag has 3 to 50 characters, all small', async () => {
  const tag = await tagOf(FIRST, '#!/bin/sh')
  expect(tag).toMatch(/^[a-z0-9:-]{3,50}$/)
})

test('what linode-cli fills in is no part of it, and what is written is', async () => {
  const bare = FIRST.replace('type: g6-nanode-1, ', '').replace(', authorized_users: [alice]', '')
  const [one, other] = await Promise.all(
    ['g6-nanode-1', 'g6-standard-1'].map(
      async (type) => await tagOf(bare, undefined, { type, authorized_users: [type] }),
    ),
  )
  expect(one).toBe(other)
  expect(one).not.toBe(await tagOf(FIRST))
})

test('a secret is salted with the fleet tag: two fleets of one secret have different tags', async () => {
  const material = { plain: '{}', secret: 'hush' }
  const [one, other] = await Promise.all(
    ['fleet:a:1', 'fleet:b:1'].map(async (tag) => await hashSpec(material, tag)),
  )
  expect(one).not.toBe(other)
  const [plain, alike] = await Promise.all(
    ['fleet:a:1', 'fleet:b:1'].map(async (tag) => await hashSpec({ ...material, secret: null }, tag)),
  )
  expect(plain).toBe(alike)
})

test('hashes are reckoned only where a member tells its own, by a version that is known', async () => {
  const asked: string[] = []
  const source = sourceOf(FIRST)
  const counted = {
    ...source,
    known: async () => {
      asked.push('known')
      return await source.known()
    },
  }
  expect((await specToSee(counted, [{ tags: ['khw'] }, { tags: ['spec:99-0123456789'] }])).hashes.size).toBe(
    0,
  )
  expect(asked).toEqual([])
  expect((await specToSee(counted, [{ tags: ['spec:1-0123456789'] }])).hashes.size).toBe(1)
})
