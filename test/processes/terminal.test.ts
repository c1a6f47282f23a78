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
