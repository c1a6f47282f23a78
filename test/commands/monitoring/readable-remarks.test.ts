import { describe, expect, test } from 'vitest'
import { readableRemarks } from '../../../src/commands/monitoring/readable-remarks.ts'
import { settingsOf } from '../../../src/monitoring/settings.ts'
import type { FileFacts } from '../../../src/profile/files.ts'
import { parseProfile } from '../../../src/profile/parse-profile.ts'
import { madeFiles } from '../../support/profile/made-files.ts'
import { WEB } from '../../support/world.ts'

const PROFILE = '/etc/linode-autoscale/web.yaml'
const PROGRAM = '/usr/local/bin/linode-autoscale'
const TOKEN = '/etc/linode-autoscale/token'
const USERS = 'root:x:0:0::/root:/bin/sh\nlinode-autoscale:x:999:998::/:/usr/sbin/nologin\n'
const GROUPS = 'linode-autoscale:x:998:\nsecrets:x:500:other,linode-autoscale\n'
const OPEN: Facts = { [PROFILE]: { mode: 0o644 }, [PROGRAM]: { mode: 0o755 } }

type Facts = Readonly<Record<string, Partial<FileFacts>>>

function remarks(facts: Facts, passwd = USERS): readonly string[] {
  const texts = { [PROFILE]: '', [PROGRAM]: '', '/etc/passwd': passwd, '/etc/group': GROUPS }
  const tokens = TOKEN in facts ? { [TOKEN]: 'token' } : {}
  const root = Object.fromEntries(
    Object.entries({ ...OPEN, ...facts }).map(([path, each]) => [path, { owner: 0, group: 0, ...each }]),
  )
  const files = madeFiles({ ...texts, ...tokens }, { facts: root })
  const settings = settingsOf(parseProfile(WEB, { path: PROFILE }), { profile: PROFILE, program: PROGRAM })
  return readableRemarks([settings], TOKEN in facts ? [TOKEN] : [], files)
}

describe('nothing is told of what the services can read', () => {
  test.each<[string, Facts]>([
    ['for everybody', {}],
    ['the user’s own', { [PROFILE]: { mode: 0o600, owner: 999 } }],
    ['the user’s group’s', { [PROFILE]: { mode: 0o640, group: 998 } }],
    ['a group’s that the user is in', { [PROFILE]: { mode: 0o640, group: 500 } }],
    ['a token of the user’s group', { [TOKEN]: { mode: 0o640, group: 998 } }],
    ['a folder that may be entered and not listed', { '/etc/linode-autoscale': { mode: 0o711 } }],
  ])('%s', (_, facts) => expect(remarks(facts)).toEqual([]))

  test('when they run as root', () => {
    const passwd = 'linode-autoscale:x:0:0::/root:/bin/sh\n'
    expect(remarks({ [PROFILE]: { mode: 0o600, owner: 5 } }, passwd)).toEqual([])
  })
})

describe('told is, with what to do,', () => {
  test.each<[string, Facts, string]>([
    [
      'a profile of root alone',
      { [PROFILE]: { mode: 0o600 } },
      `${PROFILE} cannot be read by linode-autoscale, as which the services run: chgrp linode-autoscale ${PROFILE} && chmod 640 ${PROFILE}`,
    ],
    [
      'a token of root alone, and never to open it to everybody',
      { [TOKEN]: { mode: 0o600 } },
      `${TOKEN} cannot be read by linode-autoscale, as which the services and cron run: chgrp linode-autoscale ${TOKEN} && chmod 640 ${TOKEN}`,
    ],
    [
      'a program that may be read and not started',
      { [PROGRAM]: { mode: 0o644 } },
      `${PROGRAM} cannot be started by linode-autoscale, as which the services run: chmod 755 ${PROGRAM}`,
    ],
    [
      'a folder that may not be entered',
      { '/etc/linode-autoscale': { mode: 0o700 } },
      'it may not enter /etc/linode-autoscale',
    ],
    ['what others may read and the user’s group not', { [PROFILE]: { mode: 0o604, group: 998 } }, PROFILE],
    ['what everybody but its owner may read', { [PROFILE]: { mode: 0o044, owner: 999 } }, PROFILE],
  ])('%s', (_, facts, told) => expect(remarks(facts)).toEqual([expect.stringContaining(told)]))

  test('the same of a user who is not there yet', () => {
    expect(remarks({ [PROFILE]: { mode: 0o640, group: 998 } }, '')).toHaveLength(1)
  })
})
