import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { Host } from '../support/processes/host.ts'

test('init asks at a real terminal, Enter takes what there is, and it writes after a yes', async () => {
  await using host = await Host.start({ members: 2 })
  const { cmd, argv, env } = host.commandLine('init')
  const folder = mkdtempSync(join(tmpdir(), 'linode-autoscale-'))
  try {
    const line = [cmd, argv[0], 'init', '--out', join(folder, 'new.yaml')].join(' ')
    const { stdout, exitCode } = await execa('script', ['-qec', line, '/dev/null'], {
      input: '\n\nshop\n\n\nsandbox\n\n\n6\ny\n',
      env,
      reject: false,
    })
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('NodeBalancer [12345]: ')])
    expect(readFileSync(join(folder, 'new.yaml'), 'utf8')).toMatch(
      /name: shop\n[^]*authorized_users: \[sandbox\][^]*max: 6\s/,
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('Ctrl-C at the question before a deletion is a stop like any other, and deletes nobody', async () => {
  await using host = await Host.start({ members: 3 })
  const { cmd, argv, env } = host.commandLine('scale-in', '--force')
  const line = [cmd, ...argv].join(' ')
  const child = execa('script', ['-qec', line, '/dev/null'], { env, reject: false, timeout: 60_000 })
  child.stdout.on('data', (text: Buffer) => {
    if (text.includes('[y/N]')) child.stdin.write('\u0003')
  })
  const { stdout, exitCode } = await child
  expect([exitCode, stdout]).toEqual([130, expect.stringContaining('stopped by SIGINT: nothing was changed')])
  expect([host.members().length, host.writes()]).toEqual([3, []])
}, 90_000)

const ESC = String.fromCodePoint(27)

/** What a command puts on a real terminal of 80 columns and 24 rows with these in its environment. */
async function onTerminal(
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<string> {
  await using host = await Host.start({ members: 2 })
  const { cmd, argv, env: own } = host.commandLine(...args)
  const line = ['stty cols 80 rows 24;', cmd, ...argv].join(' ')
  const { stdout, exitCode } = await execa('script', ['-qec', line, '/dev/null'], {
    input: '',
    env: { TERM: 'xterm', ...own, ...env },
    reject: false,
  })
  expect(exitCode).toBe(0)
  return stdout
}

test.each([['status'], ['scale-out --no-wait'], ['check'], ['help']])(
  'a terminal that takes text alone gets no escape from %s, and NO_COLOR no colour',
  { timeout: 60_000 },
  async (line) => {
    const args = line.split(' ')
    if (line !== 'help') expect(await onTerminal({}, ...args)).toContain(ESC)
    expect(await onTerminal({ TERM: 'dumb' }, ...args)).not.toContain(ESC)
    const plain = await onTerminal({ NO_COLOR: '1' }, ...args)
    expect(plain).not.toMatch(new RegExp(`${ESC}\\[[\\d;]*m`))
  },
)
