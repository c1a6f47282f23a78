import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { FOLLOWED } from '../support/loaded-world.ts'
import { Host } from '../support/processes/host.ts'

const FLEETS = 12

test('a follow of many fleets says nothing of Node’s own, and ends by one signal', async () => {
  await using host = await Host.start({ members: 2 })
  const { cmd, argv, env, home } = host.commandLine('follow')
  const profiles = Array.from({ length: FLEETS }, (_, i) => join(home, `fleet-${i}.yaml`))
  for (const [i, path] of profiles.entries())
    writeFileSync(path, FOLLOWED.replace('name: web', `name: fleet-${i}`), { mode: 0o600 })
  const args = [argv[0] ?? '', 'follow', '--every', '5s', ...profiles.flatMap((path) => ['-p', path])]
  // Nothing is made: each fleet waits for a turn that may read.
  const child = execa(cmd, args, { env: { ...env, LINODE_TOKEN: 'another', HOME: home }, reject: false })
  let told = ''
  child.stderr.on('data', (part: Buffer) => {
    told += part.toString()
    if ((told.match(/the next turn tries again/g)?.length ?? 0) === FLEETS) child.kill('SIGTERM')
  })
  const { exitCode, stderr } = await child
  expect(exitCode).toBe(0)
  expect(stderr).not.toContain('Warning')
  expect(stderr.match(/ended by SIGTERM/g)).toHaveLength(FLEETS)
}, 60_000)
