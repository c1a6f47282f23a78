import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execaSync } from 'execa'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ROOT } from '../support/root.ts'

const BIN = join(ROOT, 'bin', 'linode-autoscale.js')
let home = ''
beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'linode-autoscale-'))))
afterEach(() => rmSync(home, { recursive: true }))

const caches = (): string => join(home, '.cache', 'linode-autoscale')
const bundle = (): string => join(caches(), readdirSync(caches())[0] ?? '')

/** A command that loads large chunks and asks nothing: a profile that is wrong. */
function run(env: Readonly<Record<string, string>>) {
  const wrong = join(home, 'wrong.yaml')
  writeFileSync(wrong, 'name: web\nsizes: 3\n')
  const { exitCode, stderr } = execaSync(process.execPath, [BIN, 'status', '-p', wrong], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    extendEnv: false,
    reject: false,
  })
  return { exitCode, stderr }
}

const isRight = { exitCode: 2, stderr: expect.stringContaining('sizes: unknown key') }
const times = (folder: string): readonly number[] =>
  readdirSync(folder).map((name) => lstatSync(join(folder, name)).ino)

describe("what V8 made of the bundle is kept in the user's cache folder", () => {
  test('in folders and files of the user alone, and used by the next run', () => {
    expect(run({ HOME: home })).toMatchObject(isRight)
    for (const folder of [caches(), bundle()]) expect(lstatSync(folder).mode & 0o777).toBe(0o700)
    const files = readdirSync(bundle())
    expect(files.length).toBeGreaterThan(0)
    for (const file of files) expect(lstatSync(join(bundle(), file)).mode & 0o777).toBe(0o600)
    const before = times(bundle())
    expect(run({ HOME: home })).toMatchObject(isRight)
    expect(times(bundle())).toEqual(before)
  })

  test('in $XDG_CACHE_HOME where that is set', () => {
    const own = join(home, 'own')
    mkdirSync(own, { mode: 0o755 })
    run({ HOME: home, XDG_CACHE_HOME: own })
    expect(readdirSync(own)).toEqual(['linode-autoscale'])
    expect(existsSync(join(home, '.cache'))).toBe(false)
  })

  test.each<readonly [string, () => Readonly<Record<string, string>>]>([
    ['without a home', () => ({})],
    ['with a home that is none', () => ({ HOME: 'relative' })],
    ['with a home that is not there', () => ({ HOME: join(home, 'gone', 'deep') })],
    ['with a cache folder where nothing can be made', () => ({ HOME: home, XDG_CACHE_HOME: '/proc/none' })],
    [
      'with a home that others may write',
      () => {
        chmodSync(home, 0o777)
        return { HOME: home }
      },
    ],
    [
      'with a cache folder that leads elsewhere',
      () => {
        mkdirSync(join(home, '.cache'), { mode: 0o700 })
        mkdirSync(join(home, 'elsewhere'), { mode: 0o700 })
        symlinkSync(join(home, 'elsewhere'), caches())
        return { HOME: home }
      },
    ],
  ])('nothing is kept %s, and the run goes its way', (_how, prepare) => {
    expect(run(prepare())).toMatchObject(isRight)
    const left = readdirSync(home, { recursive: true, encoding: 'utf8' })
    expect(left.filter((name) => name.includes('.cjs'))).toEqual([])
  })
})

/** Whether the caches of one run are used by the next, after something was done to them: what is not used is made anew, where it may be. */
function isUsedAfter(change: () => void): boolean {
  run({ HOME: home })
  const [file = ''] = readdirSync(bundle())
  const path = join(bundle(), file)
  change()
  expect(run({ HOME: home })).toMatchObject(isRight)
  if (!existsSync(path)) return false
  const trace = execaSync(
    process.execPath,
    [
      '-e',
      `const {readCache}=require(${JSON.stringify(join(ROOT, 'bin', 'code-cache.js'))});process.stdout.write(String(readCache(${JSON.stringify(join(ROOT, 'dist'))},${JSON.stringify(file)})?.length ?? 'none'))`,
    ],
    { env: { HOME: home } },
  )
  return trace.stdout !== 'none'
}

describe('what somebody else may have written is not run', () => {
  test('as it was left it is', () => expect(isUsedAfter(() => undefined)).toBe(true))
  test('in a folder that others may read or write', () =>
    expect(isUsedAfter(() => chmodSync(caches(), 0o777))).toBe(false))
  test("in a bundle's folder that others may write", () =>
    expect(isUsedAfter(() => chmodSync(bundle(), 0o770))).toBe(false))
  test('through a link', () =>
    expect(
      isUsedAfter(() => {
        renameSync(caches(), join(home, 'moved'))
        symlinkSync(join(home, 'moved'), caches())
      }),
    ).toBe(false))

  test.runIf(process.geteuid?.() === 0)('of another owner', () =>
    expect(isUsedAfter(() => chownSync(caches(), 1234, 1234))).toBe(false),
  )

  test('rubbish is refused by V8, and made anew', () => {
    run({ HOME: home })
    const files = readdirSync(bundle())
    for (const file of files) writeFileSync(join(bundle(), file), 'rubbish')
    expect(run({ HOME: home })).toMatchObject(isRight)
    for (const file of files) expect(lstatSync(join(bundle(), file)).size).toBeGreaterThan(1_000)
  })
})
