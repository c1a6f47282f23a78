import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WEB, World } from '../support/world.ts'

const root = mkdtempSync(join(tmpdir(), 'linode-autoscale-'))
const PROFILE = join(root, 'web.yaml')

beforeAll(() => {
  writeFileSync(PROFILE, WEB, { mode: 0o600 })
  writeFileSync(join(root, 'afile'), '')
})
afterAll(() => rmSync(root, { recursive: true }))

/** Every flag that names a file; P is a sound profile, PLACE what is wrong. */
const WRITING = [
  'init --name shop --nodebalancer 12345 --config 67890:80 --yes --out PLACE',
  'status -p P --prometheus --out PLACE',
  'targets -p P --out PLACE',
  'simulate -p P --load flash --svg PLACE',
  'rehearse -p P --yes --keep-facts PLACE',
]
const READING = [
  'simulate -p P --trace PLACE',
  'simulate -p P --with PLACE --load flash',
  'check -p P --rules PLACE',
  'check -p P --alertmanager PLACE',
  'check -p P --executor PLACE',
  'check -p P --prometheus PLACE',
  'check -p P --facts PLACE',
  'sandbox -p P --facts PLACE',
  'sandbox -p P --faults PLACE',
  ...[
    'scale-out',
    'scale-in',
    'refresh',
    'adopt legacy-1',
    'status',
    'check',
    'reconcile',
    'follow',
    'pause',
    'resume',
    'targets',
    'monitoring --program /usr/bin/linode-autoscale',
    'simulate --load flash',
    'sandbox',
    'rehearse',
  ].map((command) => `${command} -p PLACE`),
]

const folder = (): string => {
  const path = mkdtempSync(join(root, 'folder-'))
  return path
}

/** Where nothing can be read or written. */
const PLACES: readonly (readonly [name: string, place: () => string])[] = [
  ['an empty folder', folder],
  ['a path below a file', () => join(root, 'afile', 'x.yaml')],
  ['a path in a folder that cannot have files', () => '/proc/none/x.yaml'],
  ['a path that is no name', () => `${root}/${'x'.repeat(300)}`],
]

describe.each(PLACES)('%s', (_name, place) => {
  test.each([...WRITING, ...READING])(
    '%s: one line, exit 2, and nothing is sent that writes',
    async (line) => {
      const world = new World()
      world.isOnDisk = true
      const there = place()
      const before = readdirSync(root)
      const { code, out, err } = await world.run(
        ...line.split(' ').map((word) => (word === 'P' ? PROFILE : word === 'PLACE' ? there : word)),
      )
      expect([code, out, world.writes]).toEqual([2, '', []])
      expect(
        err
          .trimEnd()
          .split('\n')
          .filter((each) => each.startsWith('error: ')),
      ).toHaveLength(1)
      expect(err).not.toMatch(/mistake of linode-autoscale|\n +at /)
      expect(err).toContain(there)
      expect(readdirSync(root)).toEqual(before)
    },
  )
})

test.each([
  ['a full disk', () => '/dev/full'],
  ['a folder', folder],
])('a log that cannot be written never ends a run, and is told: %s', async (_name, place) => {
  const world = new World()
  world.isOnDisk = true
  const { code, err } = await world.run('scale-out', '--no-wait', '-p', PROFILE, '--log-file', place())
  expect([code, world.creates]).toEqual([0, 1])
  expect(err).toMatch(/cannot be written: (?:no space is left on the disk|it is a folder)/)
})

test('a profile that cannot be read stops no other', async () => {
  const world = new World()
  world.isOnDisk = true
  mkdirSync(join(root, 'fleets'))
  writeFileSync(join(root, 'fleets', 'a.yaml'), WEB, { mode: 0o600 })
  mkdirSync(join(root, 'fleets', 'b.yaml'))
  const { code, out, err } = await world.run('status', '-p', join(root, 'fleets'))
  expect([code, err]).toEqual([2, expect.stringContaining('b.yaml')])
  expect(out).toContain('3 in service')
})
