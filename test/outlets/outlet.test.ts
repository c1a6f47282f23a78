import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { afterAll, describe, expect, test } from 'vitest'
import { Outlet } from '../../src/outlets/outlet.ts'

const folder = mkdtempSync(join(tmpdir(), 'outlet-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A stream that keeps what it is given. */
class Kept extends Writable {
  given = ''
  override _write(text: Buffer, _encoding: string, done: () => void): void {
    this.given += text.toString()
    done()
  }
}

function opened(descriptor: number) {
  const streams: Kept[] = []
  const lost: string[] = []
  const open = (): Kept => {
    const stream = new Kept()
    streams.push(stream)
    return stream
  }
  const outlet = new Outlet(descriptor, open, (why) => lost.push(why))
  return { outlet, streams, lost }
}

describe('an outlet', () => {
  test('what its descriptor takes at once is written without a stream, and nothing is left to wait for', () => {
    const path = join(folder, 'at-once')
    const file = openSync(path, 'w')
    const { outlet, streams } = opened(file)
    const text = `${'wörter '.repeat(20_000)}\n`
    outlet.write(text)
    outlet.write('more')
    closeSync(file)
    expect(readFileSync(path, 'utf8')).toBe(`${text}more`)
    expect([streams.length, outlet.isDone, outlet.isDevice]).toEqual([0, true, false])
  })

  test('what it does not take goes to the stream, and so does all that follows', () => {
    const { outlet, streams } = opened(1_000_000)
    outlet.write('first ')
    outlet.write('second')
    expect([streams.length, outlet.isDone, outlet.isDevice]).toEqual([1, false, false])
    expect(streams[0]?.given).toBe('first second')
  })

  test.each([
    ['a full disk is told once', 'ENOSPC', 1],
    ['a reader that went away is nobody to be told', 'EPIPE', 0],
  ])('%s', (_rule, code, told) => {
    const { outlet, streams, lost } = opened(1_000_000)
    outlet.write('text')
    const error = Object.assign(new Error(code), { code })
    streams[0]?.emit('error', error)
    streams[0]?.emit('error', error)
    expect([lost.length, outlet.lost === null]).toEqual([told, told === 0])
  })
})
