import { describe, expect, test } from 'vitest'
import type { FileFacts, Self } from '../../src/profile/files.ts'
import { findProfile } from '../../src/profile/find-profile.ts'
import { readLinodeCliConfig } from '../../src/profile/linode-cli-config.ts'
import { whyNotSecret, whyNotTrusted } from '../../src/profile/trust.ts'
import { ALICE, madeFiles, type MadeOptions } from '../support/profile/made-files.ts'

const PATH = '/srv/web/profile.yaml'
const ROOT: Self = { user: 0, group: 0, groups: [0] }
const GROUPS = { '/etc/group': 'root:x:0:\nalice:x:1000:\nweb:x:44:alice,bob\n' }

/** Rows of a table, of which most leave the last column out. */
function padded<A, B>(rows: readonly (readonly [string, A, B?])[]) {
  return rows.map(([name, a, b]) => [name, a, b] as const)
}
function padded3<A, B>(rows: readonly (readonly [string, A, string, B?])[]) {
  return rows.map(([name, a, why, b]) => [name, a, why, b] as const)
}

type Facts = Readonly<Record<string, Partial<FileFacts>>>
const trust = (facts: Facts, more: MadeOptions = {}): string | null =>
  whyNotTrusted(PATH, madeFiles({ [PATH]: '', ...GROUPS }, { facts, ...more }))

describe('what a file says is obeyed', () => {
  test.each(
    padded<Facts, MadeOptions>([
      ['ours', {}],
      ['root’s', { [PATH]: { owner: 0, group: 0 } }],
      ['ours, read by everybody', { [PATH]: { mode: 0o644 } }],
      ['in a folder of root', { '/srv/web': { owner: 0, group: 0 } }],
      [
        'below a folder that everybody may write and nobody may change',
        { '/srv': { owner: 0, mode: 0o1777 } },
      ],
      [
        'written by a group of which we are the only one',
        { [PATH]: { mode: 0o664 }, '/srv/web': { mode: 0o775 } },
      ],
      ['somebody else’s where files belong to nobody', { [PATH]: { owner: 65_534 } }, { self: null }],
    ]),
  )('%s', (_, facts, more) => expect(trust(facts, more)).toBeNull())
})

describe('what a file says is not obeyed', () => {
  test.each(
    padded3<Facts, MadeOptions>([
      ['of somebody else', { [PATH]: { owner: 65_534 } }, 'it belongs to user 65534'],
      ['of ours, for root', {}, 'it belongs to user 1000', { self: ROOT }],
      ['that everybody may write', { [PATH]: { mode: 0o666 } }, `others may write it (chmod go-w ${PATH})`],
      ['that others may write, and its group not', { [PATH]: { mode: 0o602 } }, 'others may write it'],
      ['that a group of several may write', { [PATH]: { mode: 0o660, group: 44 } }, 'others may write it'],
      [
        'that the group of root may write',
        { [PATH]: { owner: 0, group: 0, mode: 0o660 } },
        'others may write it',
      ],
      [
        'in a folder of somebody else',
        { '/srv/web': { owner: 1001 } },
        'its folder /srv/web belongs to user 1001',
      ],
      [
        'in a folder that everybody may write',
        { '/srv/web': { mode: 0o777 } },
        'others may write its folder /srv/web',
      ],
      [
        'in one like /tmp, where anybody may put a link of theirs',
        { '/srv/web': { owner: 0, mode: 0o1777 } },
        'others may write its folder',
      ],
      [
        'below a folder that everybody may change',
        { '/srv': { owner: 0, mode: 0o777 } },
        'others may write its folder /srv',
      ],
      [
        'below a folder of somebody else',
        { '/srv': { owner: 1001 } },
        'its folder /srv belongs to user 1001',
      ],
    ]),
  )('%s', (_, facts, why, more) => expect(trust(facts, more)).toContain(why))

  test.each<readonly [string, Facts, string]>([
    ['the file', { '/home/bob/p.yaml': { owner: 1001 } }, 'it belongs to user 1001'],
    ['the folder', { '/home/bob': { owner: 1001 } }, 'its folder /home/bob belongs to user 1001'],
    ['the folder of the link', { '/srv/web': { mode: 0o777 } }, 'others may write its folder /srv/web'],
  ])('behind a link, by %s', (_, facts, why) => {
    const links = { [PATH]: '/home/bob/p.yaml' }
    expect(whyNotTrusted(PATH, madeFiles({ '/home/bob/p.yaml': '' }, { facts, links }))).toContain(why)
  })
})

describe('a profile that was found', () => {
  const strange = { '/xdg/linode-autoscale/profile.yaml': { owner: 1001 } }
  const texts = { '/xdg/linode-autoscale/profile.yaml': 'x', '/etc/linode-autoscale/profile.yaml': 'y' }

  test('and may be a stranger’s stops the search: the next one would be another fleet', () => {
    expect(() =>
      findProfile(undefined, { XDG_CONFIG_HOME: '/xdg' }, madeFiles(texts, { facts: strange })),
    ).toThrow(
      'was found, not named, and is not obeyed: it belongs to user 1001, neither to us nor to root. A profile names programs that are run: if you trust it, name it with --profile',
    )
  })

  test.each([
    ['by the flag', '/xdg/linode-autoscale/profile.yaml', {}],
    ['by the environment', undefined, { LINODE_AUTOSCALE_PROFILE: '/xdg/linode-autoscale/profile.yaml' }],
  ])('is obeyed when it is named %s', (_, flag, env) =>
    expect(findProfile(flag, env, madeFiles(texts, { facts: strange })).text).toBe('x'),
  )
})

describe('linode-cli’s config', () => {
  const files = madeFiles(
    { '/h/.config/linode-cli': '[DEFAULT]\n' },
    { facts: { '/h/.config/linode-cli': { mode: 0o666 } } },
  )

  test('that others may write is not obeyed', () =>
    expect(() => readLinodeCliConfig({ HOME: '/h' }, files)).toThrow('is not obeyed: others may write it'))

  test('is when it is named', () =>
    expect(readLinodeCliConfig({ LINODE_CLI_CONFIG: '/h/.config/linode-cli' }, files)).not.toBeNull())
})

const secret = (
  facts: Partial<FileFacts>,
  more: Facts = {},
  links: Readonly<Record<string, string>> = {},
): string | null =>
  whyNotSecret(
    '/run/s/token',
    madeFiles({ '/run/s/token': '' }, { facts: { '/run/s/token': facts, ...more }, links }),
  )

describe('a secret is taken from a file', () => {
  test.each(
    padded<Partial<FileFacts>, Facts>([
      ['of ours', { mode: 0o600 }],
      ['of root, read by a group of ours', { owner: 0, group: 44, mode: 0o440 }],
      [
        'as Kubernetes mounts it',
        { owner: 0, group: 44, mode: 0o440 },
        { '/run/s': { owner: 0, group: 44, mode: 0o3777 } },
      ],
    ]),
  )('%s', (_, facts, more) => expect(secret(facts, more)).toBeNull())
})

describe('a secret is not taken from a file', () => {
  test.each(
    padded3<Partial<FileFacts>, Facts>([
      ['of somebody else', { owner: 1001, group: 44, mode: 0o440 }, 'belongs to user 1001'],
      [
        'that a group reads of which we are not',
        { owner: 0, group: 7, mode: 0o440 },
        'can be read by others',
      ],
      ['that our group may write', { group: 44, mode: 0o660 }, 'can be read by others'],
      ['that everybody reads', { mode: 0o444 }, 'can be read by others'],
      ['that is a pipe', { kind: 'other' }, 'is no regular file'],
      ['that is a folder', { kind: 'folder' }, 'is no regular file'],
      [
        'in a folder that everybody may change',
        { mode: 0o600 },
        'others may write its folder',
        { '/run/s': { mode: 0o777 } },
      ],
      [
        'in a folder of somebody else',
        { mode: 0o600 },
        'its folder /run/s belongs',
        { '/run/s': { owner: 1001 } },
      ],
    ]),
  )('%s', (_, facts, why, more) => expect(secret(facts, more)).toContain(why))

  test('this test’s user is in two groups', () => expect(ALICE.groups).toEqual([1000, 44]))
})
