import { createHash } from 'node:crypto'
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execaSync } from 'execa'
import { afterAll, describe, expect, test } from 'vitest'
import { ROOT } from '../support/root.ts'

const folder = mkdtempSync(join(tmpdir(), 'linode-autoscale-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The last commit in a checkout of its own, with the libraries of this one. */
function checkout(name: string): string {
  const at = join(folder, name, name)
  mkdirSync(join(folder, name))
  const safe = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_VALUE_0: '*' }
  execaSync('git', ['clone', '--quiet', ROOT, at], { env: safe })
  symlinkSync(join(ROOT, 'node_modules'), join(at, 'node_modules'))
  return at
}

/** Right after a release there is nothing else. */
function unreleased(at: string): void {
  const file = join(at, 'CHANGELOG.md')
  const text = readFileSync(file, 'utf8')
  writeFileSync(file, text.replace('## Unreleased\n', '## Unreleased\n\n- a new point\n'))
}

/** What is unreleased gets a version, as `npm version` does it, in a commit that is the same each time. */
function stamp(at: string): void {
  const date = '2026-01-02T03:04:05Z'
  const git = { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date }
  const who = ['-c', 'user.name=A', '-c', 'user.email=a@b.invalid']
  execaSync('npm', ['version', '9.9.9', '--no-git-tag-version', '--ignore-scripts'], { cwd: at })
  unreleased(at)
  execaSync(process.execPath, [join(at, 'scripts', 'stamp-changelog.mjs'), '9.9.9', '2026-01-02'])
  execaSync('git', [...who, 'commit', '--quiet', '-am', 'Release 9.9.9'], { cwd: at, env: git })
}

const release = (at: string, files: string) =>
  execaSync(process.execPath, [join(at, 'scripts', 'release.mjs'), files], {
    cwd: at,
    env: {
      npm_config_cache: join(folder, 'cache'),
      npm_config_update_notifier: 'false',
      NODE_EXTRA_CA_CERTS: '',
    },
    reject: false,
  })

test('two releases of one commit, from two folders, have the same bytes', () => {
  const [one, other] = ['one', 'another-place'].map((name) => {
    const at = checkout(name)
    const files = join(folder, `${name}-files`)
    stamp(at)
    expect(release(at, files)).toMatchObject({ exitCode: 0 })
    return files
  })
  const names = readdirSync(one ?? '')
  expect(names.toSorted()).toEqual([
    'SHA256SUMS',
    'linode-autoscale-9.9.9.notes.md',
    'linode-autoscale-9.9.9.sbom.json',
    'linode-autoscale-9.9.9.tgz',
    'linode-autoscale_9.9.9_all.deb',
  ])
  expect(readFileSync(join(one ?? '', 'linode-autoscale-9.9.9.notes.md'), 'utf8')).toMatch(
    /^# linode-autoscale 9\.9\.9\n\n2026-01-02\n\n- /,
  )
  for (const name of names)
    expect(readFileSync(join(other ?? '', name)).equals(readFileSync(join(one ?? '', name))), name).toBe(true)
  const sums = readFileSync(join(one ?? '', 'SHA256SUMS'), 'utf8')
    .trim()
    .split('\n')
  expect(sums.map((line) => line.split('  ')[1])).toEqual(
    names.filter((name) => name !== 'SHA256SUMS').toSorted(),
  )
  for (const [hash, name = ''] of sums.map((line) => line.split('  ')))
    expect(
      createHash('sha256')
        .update(readFileSync(join(one ?? '', name)))
        .digest('hex'),
    ).toBe(hash)
}, 300_000)

test('what has no version yet is not released', () => {
  const at = checkout('unstamped')
  unreleased(at)
  execaSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@b.invalid', 'commit', '--quiet', '-am', 'x'], {
    cwd: at,
  })
  expect(release(at, join(folder, 'unstamped-files'))).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('npm version gives them one'),
  })
})

const check = (root: string, ...args: readonly string[]) =>
  execaSync(process.execPath, [join(ROOT, 'scripts', 'lock.mjs'), ...args], {
    env: { LOCK_ROOT: root, npm_config_offline: 'true' },
    reject: false,
  })

describe('the lock', () => {
  test('is whole', () => {
    expect(check(ROOT, '--check')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('is whole') })
  })

  test('that lacks an integrity, or a package of another platform, is found and mended, also where the registry lacks it', () => {
    const at = checkout('broken')
    const file = join(at, 'package-lock.json')
    const text = readFileSync(file, 'utf8')
    const lock = JSON.parse(text) as { packages: Record<string, { integrity?: string; optional?: boolean }> }
    const optional = Object.keys(lock.packages).filter((path) => /binding-(darwin|win32)/.test(path))
    const [first = '', second = ''] = optional
    delete lock.packages[first]?.integrity
    delete lock.packages[second]
    writeFileSync(file, JSON.stringify(lock))
    const found = check(at, '--check')
    expect(found).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('has no integrity') })
    expect(found.stderr).toContain('has no entry')
    expect(check(at)).toMatchObject({ exitCode: 0 })
    const mended = JSON.parse(readFileSync(file, 'utf8')) as typeof lock
    const before = JSON.parse(text) as typeof lock
    expect(mended.packages[first]).toEqual(before.packages[first])
    expect(mended.packages[second]?.integrity).toBe(before.packages[second]?.integrity)
    expect(Object.keys(mended.packages)).toEqual(Object.keys(before.packages))
  })
})
