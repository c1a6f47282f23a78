import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { hookRunner } from '../../../src/apply/hooks/hook-runner.ts'

const folder = mkdtempSync(join(tmpdir(), 'linode-autoscale-runner-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let scenes = 0

/** A shell script as a hook, run to its end. */
function running(
  script: string,
  {
    timeout = 60_000,
    env = {},
    command,
    secrets = [],
  }: {
    readonly timeout?: number
    readonly secrets?: readonly string[]
    readonly env?: Readonly<Record<string, string>>
    readonly command?: readonly [string, ...string[]]
  } = {},
) {
  const lines: string[] = []
  const stop = new AbortController()
  const file = join(folder, `scene-${scenes++}`)
  const run = hookRunner({
    env: { PATH: '/usr/bin:/bin', ...env },
    write: (l) => lines.push(l),
    stop: stop.signal,
    secrets,
  })
  const hook = {
    command: command ?? (['/bin/sh', '-c', script, 'sh', file] as const),
    timeout,
    onError: 'stop' as const,
  }
  return { lines, stop, file, run: async (facts = {}) => await run('after_attach', hook, facts) }
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5))
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

const pidIn = (file: string): number => Number(readFileSync(file, 'utf8'))
const written = (file: string) => () => existsSync(file) && readFileSync(file, 'utf8').endsWith('\n')

describe('how a hook ends is said', () => {
  const table: readonly (readonly [string, string | null])[] = [
    ['exit 0', null],
    ['exit 3', 'exit code 3'],
    ['kill -KILL $$', 'ended by SIGKILL'],
    ['kill -TERM $$', 'ended by SIGTERM'],
  ]
  test.each(table)('%s', async (script, said) => {
    expect(await running(script).run()).toBe(said)
  })

  const broken: readonly (readonly [string, readonly [string, ...string[]], string])[] = [
    [
      'a program that is not there',
      ['/nowhere/x'],
      'there is no program /nowhere/x, or its interpreter is missing',
    ],
    ['a folder', ['/tmp'], 'it could not be started (EACCES)'],
    ['no program at all', [''], 'it could not be started (ERR_INVALID_ARG_VALUE)'],
  ]
  test.each(broken)('%s', async (_name, command, said) => {
    expect(await running('', { command }).run()).toBe(said)
  })
})

describe('what a hook is told and says', () => {
  test('facts under our prefix, and of our environment only what is no secret', async () => {
    const env = { HOME: '/home/x', LINODE_TOKEN: 'secret', LANG: 'C', TZ: 'UTC', XDG: 'x' }
    const { lines, run } = running('env | sort', { env })
    await run({ FLEET: 'web' })
    const told = lines
      .map((l) => l.replace('after_attach: ', ''))
      .filter((l) => !/^(PWD|SHLVL|_|OLDPWD)=/.test(l))
    expect(told).toEqual([
      'HOME=/home/x',
      'LANG=C',
      'LINODE_AUTOSCALE_FLEET=web',
      'LINODE_AUTOSCALE_HOOK=after_attach',
      'PATH=/usr/bin:/bin',
      'TZ=UTC',
    ])
  })

  test('each line with whose it is, on standard output and error', async () => {
    const { lines, run } = running('echo one; echo two >&2')
    await run({ MEMBER: 'web-1' })
    expect(lines.toSorted()).toEqual(['web-1: after_attach: one', 'web-1: after_attach: two'])
  })

  test.each([
    ['where there are no secrets', []],
    ['where there are some', ['a-token-of-forty-characters']],
  ])('no line longer than 2,000 characters: %s', async (_where, secrets) => {
    const { lines, run } = running('printf %03000d 7', { secrets })
    await run()
    expect(lines.map((l) => l.length)).toEqual(['after_attach: '.length + 2_000])
  })

  test.each([1_960, 1_980, 1_995, 1_999, 2_000])(
    'no part of a secret, where it begins after %i characters of a line',
    async (before) => {
      const secret = 'xyzzy-and-so-on-for-forty-characters'
      const { lines, run } = running(`printf "%0${before}d%s" 0 ${secret}`, { secrets: [secret] })
      await run()
      expect(lines).toHaveLength(1)
      expect(lines[0]).toContain('0'.repeat(before))
      expect(lines[0]).not.toContain('x')
    },
  )

  test('nothing on its standard input', async () => {
    expect(await running('read x && exit 1; exit 0').run()).toBeNull()
  })
})

test('what blots before it make shorter shows no part of a secret that was cut off', async () => {
  const secret = 'xyzzy-and-so-on-up-to-forty-characters-x'
  const script = `printf "%s%01882d%s" ${secret.repeat(4)} 0 ${secret}`
  const { lines, run } = running(script, { secrets: [secret] })
  await run()
  expect(lines).toEqual([expect.stringMatching(/^after_attach: \*{12}0{1700,1882}\**$/)])
})

test('a hook that takes too long is killed, and that is said', async () => {
  expect(await running('sleep 600', { timeout: 100 }).run()).toBe('killed after 0.1s')
})

/** Runs a script until it has said that it is ready, and stops it then. */
async function stopped(script: string) {
  const { file, lines, stop, run } = running(script)
  const ran = run()
  await until(written(file))
  const begun = performance.now()
  stop.abort('SIGINT')
  return { said: await ran, lines, pid: pidIn(file), took: performance.now() - begun }
}

describe('a hook that is killed', () => {
  test('gets SIGTERM first, and may end in its own way', async () => {
    const { lines } = await stopped(
      'trap "echo ended; exit 0" TERM; echo 1 > "$1"; while :; do sleep 0.01; done',
    )
    expect(lines).toContain('after_attach: ended')
  })

  test('and does not heed SIGTERM is killed two seconds later, and so is all it has started', async () => {
    const { said, pid, took } = await stopped('trap "" TERM; sleep 600 & echo $! > "$1"; wait; sleep 600')
    expect(said).toBe('killed: stopped by SIGINT')
    expect(took).toBeGreaterThanOrEqual(1_900)
    await until(() => !isAlive(pid))
    expect(isAlive(pid)).toBe(false)
  })

  test('and ends at SIGTERM leaves nothing behind that does not heed it', async () => {
    const { pid } = await stopped(
      '(trap "" TERM; exec >/dev/null 2>&1; while :; do sleep 0.05; done) & echo $! > "$1"; wait',
    )
    await until(() => !isAlive(pid))
    expect(isAlive(pid)).toBe(false)
  })
})

describe('a signal', () => {
  test('ends a hook that runs, and says which', async () => {
    const { file, stop, run } = running('echo $$ > "$1"; sleep 600')
    const ran = run()
    await until(written(file))
    stop.abort('SIGINT')
    expect(await ran).toBe('killed: stopped by SIGINT')
  })

  test('lets none be started', async () => {
    const { file, stop, run } = running('echo > "$1"')
    stop.abort('SIGHUP')
    expect(await run()).toBe('stopped by SIGHUP: not run')
    expect(existsSync(file)).toBe(false)
  })

  test('after it has ended changes nothing, and what it has left running goes on', async () => {
    const { file, stop, run } = running('(exec >/dev/null 2>&1; sleep 600) & echo $! > "$1"')
    expect(await run()).toBeNull()
    stop.abort('SIGINT')
    const pid = pidIn(file)
    expect(isAlive(pid)).toBe(true)
    process.kill(pid)
  })
})
