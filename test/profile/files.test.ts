import { chmodSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { diskFiles } from '../../src/profile/files.ts'

const folder = mkdtempSync(join(tmpdir(), 'linode-autoscale-'))
const file = join(folder, 'token')
writeFileSync(file, 'ü\n')
chmodSync(file, 0o640)
afterAll(() => rmSync(folder, { recursive: true }))

describe('a file of this machine', () => {
  test('has a text, bytes and permissions', () => {
    expect(diskFiles.read(file)).toBe('ü\n')
    expect(diskFiles.bytes(file)).toEqual(Buffer.from('ü\n'))
    expect(diskFiles.facts(file)).toEqual({
      kind: 'file',
      mode: 0o640,
      owner: process.getuid?.(),
      group: process.getgid?.(),
    })
    expect(diskFiles.facts(folder)).toMatchObject({ kind: 'folder', mode: 0o700 })
    expect(diskFiles.self()).toMatchObject({ user: process.getuid?.(), groups: process.getgroups?.() })
  })

  test.each([
    ['that does not exist', join(folder, 'other')],
    ['in a folder that is a file', join(file, 'other')],
  ])('%s is null', (_rule, path) => {
    expect([
      diskFiles.read(path),
      diskFiles.bytes(path),
      diskFiles.facts(path),
      diskFiles.realPath(path),
    ]).toEqual([null, null, null, null])
  })

  test('that is a folder is an error, not an absence', () => {
    expect(() => diskFiles.read(folder)).toThrow('it is a folder')
    expect(() => diskFiles.bytes(folder)).toThrow('it is a folder')
  })

  test('that never ends is an error, not an empty memory', () => {
    expect(() => diskFiles.read('/dev/zero')).toThrow('it has more than 16777216 bytes')
  })

  test('behind a link has its own path', () => {
    symlinkSync(file, join(folder, 'link'))
    expect(diskFiles.realPath(join(folder, 'link'))).toBe(realpathSync(file))
  })
})
