import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
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
    expect(diskFiles.mode(file)).toBe(0o640)
  })

  test.each([
    ['that does not exist', join(folder, 'other')],
    ['in a folder that is a file', join(file, 'other')],
  ])('%s is null', (_rule, path) => {
    expect([diskFiles.read(path), diskFiles.bytes(path), diskFiles.mode(path)]).toEqual([null, null, null])
  })

  test('that is a folder is an error, not an absence', () => {
    expect(() => diskFiles.read(folder)).toThrow('EISDIR')
    expect(() => diskFiles.bytes(folder)).toThrow('EISDIR')
  })
})
