import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Host } from '../support/processes/host.ts'

describe('run as the executor runs it: no PATH, no HOME, in /', () => {
  test.each(['scale-out --no-wait', 'scale-in', 'reconcile --no-wait', 'status'])(
    '%s works with stdin closed, and leaves its line in the log',
    async (line) => {
      await using host = await Host.start({ members: 4 })
      const { cmd, argv, env, home } = host.commandLine(...line.split(' '))
      const file = join(home, 'runs.log')
      const logged = line === 'status' ? [] : ['--log-file', file]
      const child = spawn(cmd, [...argv, ...logged], { env, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] })
      child.stdout.resume()
      child.stderr.resume()
      const [code] = await once(child, 'close')
      expect(code).toBe(0)
      if (line !== 'status') expect(readFileSync(file, 'utf8')).toMatch(/^time=\S+ command=.* exit=0\n$/)
      expect(host.illegalities()).toEqual([])
    },
  )

  test('a shell closes stdin, and stderr is a pipe whose reader has gone', async () => {
    await using host = await Host.start({ members: 3 })
    const { cmd, argv, env } = host.commandLine('scale-out', '--no-wait', '-v')
    const script = 'exec "$0" "$@" <&- 2> >(exit 0)'
    const child = spawn('/bin/bash', ['-c', script, cmd, ...argv], { env, cwd: '/', stdio: 'ignore' })
    const [code] = await once(child, 'close')
    expect(code).toBe(0)
    expect(host.members()).toHaveLength(4)
    expect(host.illegalities()).toEqual([])
  })

  test('runs at once add a line each to the same log, whole', async () => {
    await using host = await Host.start({ members: 3 })
    const { home } = host.commandLine('status')
    const file = join(home, 'runs.log')
    await Promise.all(
      Array.from({ length: 4 }, async () => await host.run('scale-out', '--no-wait', '--log-file', file)),
    )
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
    expect(lines).toHaveLength(4)
    expect(
      lines.every((l) => /^time=\S+ command=scale-out fleet=web result=(done|held) .* exit=0$/.test(l)),
    ).toBe(true)
  })
})
