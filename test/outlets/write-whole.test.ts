import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { FileError } from '../../src/file-error.ts'
import { appendLine } from '../../src/outlets/append-line.ts'
import { tryToWrite, writeWhole } from '../../src/outlets/write-whole.ts'

const root = mkdtempSync(join(tmpdir(), 'linode-autoscale-'))
const at = (...names: string[]): string => join(root, 'here', ...names)
beforeEach(() => {
  rmSync(at(), { recursive: true, force: true })
  mkdirSync(at())
  writeFileSync(join(root, 'precious'), 'precious')
})
afterAll(() => rmSync(root, { recursive: true }))

describe('a file is written whole', () => {
  test('with its folder, and nothing beside it', () => {
    writeWhole(at('a', 'b', 'file'), 'text')
    expect(readFileSync(at('a', 'b', 'file'), 'utf8')).toBe('text')
    expect(readdirSync(at('a', 'b'))).toEqual(['file'])
  })

  test('over another, whose permissions it keeps', () => {
    writeFileSync(at('file'), 'before and longer')
    chmodSync(at('file'), 0o646)
    writeWhole(at('file'), 'after')
    expect([readFileSync(at('file'), 'utf8'), statSync(at('file')).mode & 0o777]).toEqual(['after', 0o646])
  })

  test('in the place of a link, not through it', () => {
    symlinkSync(join(root, 'precious'), at('file'))
    writeWhole(at('file'), 'text')
    expect([readFileSync(join(root, 'precious'), 'utf8'), lstatSync(at('file')).isFile()]).toEqual([
      'precious',
      true,
    ])
  })

  test('past links that somebody has planted under every name that can be foreseen', () => {
    for (const name of ['file.tmp', '.file.tmp', `file.${process.pid}.tmp`, `.file.${process.pid}`, 'file~'])
      symlinkSync(join(root, 'precious'), at(name))
    writeWhole(at('file'), 'text')
    expect(readFileSync(join(root, 'precious'), 'utf8')).toBe('precious')
    expect(readdirSync(at())).toHaveLength(6)
  })
})

describe('what cannot be written is told with its path, and nothing is left behind', () => {
  test.each<readonly [string, () => string, string]>([
    ['a folder', () => at(), 'it is a folder'],
    ['below a file', () => join(root, 'precious', 'file'), 'a part of its path is a file'],
    ['deeper below a file', () => join(root, 'precious', 'a', 'file'), 'a part of its path is a file'],
    ['a device', () => '/dev/null', 'it is no regular file'],
    ['a file of the kernel', () => '/proc/version/x', ''],
    ['a name that is too long', () => at('x'.repeat(300)), 'its name is too long'],
  ])('%s', (_, path, why) => {
    for (const failure of [() => writeWhole(path(), 'text'), () => tryToWrite(path())]) {
      expect(failure).toThrow(FileError)
      expect(failure).toThrow(`${path()} cannot be written: ${why}`)
    }
    expect(readdirSync(at())).toEqual([])
    expect([existsSync('/dev/null'), statSync('/dev/null').isCharacterDevice()]).toEqual([true, true])
  })
})

test('trying whether a file can be written leaves what is there, and nothing beside it', () => {
  writeFileSync(at('file'), 'before')
  tryToWrite(at('file'))
  tryToWrite(at('other'))
  expect([readdirSync(at()), readFileSync(at('file'), 'utf8')]).toEqual([['file'], 'before'])
})

describe('a line is added', () => {
  test('to a file that it makes, which others cannot read', () => {
    appendLine(at('log'), 'a\n')
    appendLine(at('log'), 'b\n')
    expect([readFileSync(at('log'), 'utf8'), statSync(at('log')).mode & 0o007]).toEqual(['a\nb\n', 0])
  })

  test.each([
    ['a folder', () => at(), 'it is a folder'],
    ['a disk that is full', () => '/dev/full', 'no space is left on the disk'],
    ['a folder that is not there', () => at('no', 'log'), 'there is no such folder'],
  ])('not to %s', (_, path, why) =>
    expect(() => appendLine(path(), 'a\n')).toThrow(`${path()} cannot be written: ${why}`),
  )
})
