import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { HookProcess } from '../../../src/apply/hooks/hook-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'linode-autoscale-process-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
/** Real time, whatever the process under test is told of it. */
const { setTimeout: later } = globalThis
const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => later(resolve, 5))
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** A shell script in a process of its own, and what it has said. */
function running(script: string): { readonly child: HookProcess; readonly lines: readonly string[] } {
  const lines: string[] = []
  const child = new HookProcess({
    command: ['/bin/sh', '-c', script, 'sh', folder],
    env: { PATH: '/usr/bin:/bin' },
    longestLine: 100,
    line: (line) => lines.push(line),
  })
  return { child, lines }
}

/** What keeps this process running that is a pipe. */
function pipes(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'PipeWrap').length
}

test('a daemon that a process has left running, and that holds its output, keeps nobody here', async () => {
  const before = pipes()
  const { child } = running('(while [ ! -e "$1/leave" ]; do sleep 0.01; done) & echo here')
  try {
    expect(pipes()).toBe(before + 2)
    await child.ended
    expect(pipes()).toBe(before)
  } finally {
    writeFileSync(join(folder, 'leave'), '')
  }
})

test('a process that is to be killed twice is asked to end once', async () => {
  const { child, lines } = running(
    'trap "echo asked" TERM; echo here; for i in $(seq 30); do sleep 0.01; done',
  )
  await until(() => lines.includes('here'))
  child.kill()
  await until(() => lines.includes('asked'))
  child.kill()
  await child.ended
  expect(lines.filter((line) => line === 'asked')).toHaveLength(1)
})

describe('a process that is killed', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
  afterEach(() => void vi.useRealTimers())

  test('and does not end is called so two seconds later, and not sooner', async () => {
    const { child, lines } = running('trap "" TERM; echo $$; while :; do sleep 0.01; done')
    await until(() => lines.length > 0)
    let end: unknown = null
    void child.ended.then((how) => (end = how))
    child.kill()
    await vi.advanceTimersByTimeAsync(1_999)
    expect(end).toBeNull()
    await vi.advanceTimersByTimeAsync(1)
    expect(end).toEqual({ kind: 'deaf' })
    // Its end is told in this test, and starts nothing in the next one.
    await until(() => !isThere(Number(lines[0])))
  })

  test('and ends is forgotten: nothing is waited for any more, and nobody is signalled later', async () => {
    const { child, lines } = running('echo heeds; sleep 600')
    await until(() => lines.includes('heeds'))
    child.kill()
    expect(await child.ended).toEqual({ kind: 'exit', exitCode: null, signal: 'SIGTERM' })
    expect(vi.getTimerCount()).toBe(0)
  })
})

test('what a daemon that a process has left running says later is nobody’s line', async () => {
  const { child, lines } = running(
    '(while [ ! -e "$1/go" ]; do sleep 0.01; done; echo late; : > "$1/said") & echo first',
  )
  expect(await child.ended).toEqual({ kind: 'exit', exitCode: 0, signal: null })
  expect(lines).toEqual(['first'])
  writeFileSync(join(folder, 'go'), '')
  await until(() => existsSync(join(folder, 'said')))
  // What is in the pipe by now would be read by then.
  for (let i = 0; i < 20; i++) await new Promise((resolve) => later(resolve, 5))
  expect(lines).toEqual(['first'])
})
