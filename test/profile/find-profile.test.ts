import { describe, expect, test } from 'vitest'
import { UsageError } from '../../src/errors.ts'
import { findProfile, type Env } from '../../src/profile/find-profile.ts'
import { madeFiles } from '../support/profile/made-files.ts'

const HERE = 'linode-autoscale.yaml'
const XDG = '/xdg/linode-autoscale/profile.yaml'
const HOME = '/home/alice/.config/linode-autoscale/profile.yaml'
const ETC = '/etc/linode-autoscale/profile.yaml'
const everywhere = [HERE, XDG, HOME, ETC, 'flag.yaml', 'env.yaml']
const env: Env = { LINODE_AUTOSCALE_PROFILE: 'env.yaml', XDG_CONFIG_HOME: '/xdg', HOME: '/home/alice' }
const { LINODE_AUTOSCALE_PROFILE: _, ...unnamed } = env
const { XDG_CONFIG_HOME: __, ...atHome } = unnamed

/** Files whose text is their own path. */
const files = (paths: readonly string[]) =>
  madeFiles(Object.fromEntries(paths.map((p) => [p, `text of ${p}`])))

describe('the first place that has a profile is taken', () => {
  test.each<readonly [string, string | undefined, Env, readonly string[], string]>([
    ['the flag comes first', 'flag.yaml', env, everywhere, 'flag.yaml'],
    ['then the environment', undefined, env, everywhere, 'env.yaml'],
    ['then this folder', undefined, unnamed, everywhere, HERE],
    ['then $XDG_CONFIG_HOME', undefined, unnamed, [XDG, HOME, ETC], XDG],
    ['~/.config is not looked at when $XDG_CONFIG_HOME is set', undefined, unnamed, [HOME, ETC], ETC],
    ['~/.config stands for it when it is not', undefined, atHome, [XDG, HOME, ETC], HOME],
    ['~/.config stands for it when it is empty', undefined, { ...atHome, XDG_CONFIG_HOME: '' }, [HOME], HOME],
    ['/etc comes last', undefined, atHome, [ETC], ETC],
    ['a service without a home has /etc', undefined, {}, [ETC], ETC],
    ['an empty variable names nothing', undefined, { LINODE_AUTOSCALE_PROFILE: '' }, [HERE], HERE],
  ])('%s', (_rule, named, at, paths, path) => {
    expect(findProfile(named, at, files(paths))).toEqual({ path, text: `text of ${path}` })
  })

  test('an empty file is one', () => {
    expect(findProfile(undefined, {}, madeFiles({ [HERE]: '', [ETC]: 'x' }))).toEqual({
      path: HERE,
      text: '',
    })
  })
})

describe('a profile that was named is the only one that is looked at', () => {
  test.each<readonly [string, string | undefined, Env, string]>([
    ['by the flag', 'flag.yaml', env, 'the profile flag.yaml, named by --profile, does not exist'],
    [
      'by the environment',
      undefined,
      env,
      'the profile env.yaml, named by $LINODE_AUTOSCALE_PROFILE, does not exist',
    ],
    ['by an empty flag', '', env, '--profile is empty: name a file'],
  ])('%s', (_rule, named, at, message) => {
    const others = files([HERE, XDG, HOME, ETC])
    expect(() => findProfile(named, at, others)).toThrow(new UsageError(message))
  })
})

test('none anywhere: every place is named', () => {
  expect(() => findProfile(undefined, unnamed, files([]))).toThrow(
    new UsageError(`no profile found: give --profile FILE, or put one at ${HERE}, ${XDG}, ${ETC}`),
  )
})

test('one that cannot be read stops the search, and says why', () => {
  const denied = madeFiles({ [ETC]: 'x' }, { denied: [HERE] })
  expect(() => findProfile(undefined, {}, denied)).toThrow(
    new UsageError(`${HERE} cannot be read: EACCES: permission denied, open '${HERE}'`),
  )
})
