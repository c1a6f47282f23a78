import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WEB } from '../support/world.ts'
import { ROOT } from '../support/root.ts'

const BIN = join(ROOT, 'bin', 'linode-autoscale.js')

/** The built program as a child process; a failure is a result, not an exception. */
function start(args: readonly string[], env: Record<string, string> = {}) {
  return execa(process.execPath, [BIN, ...args], { env, reject: false, stripFinalNewline: false })
}

describe('the real program', () => {
  const folder = mkdtempSync(join(tmpdir(), 'linode-autoscale-'))
  const profile = join(folder, 'web.yaml')
  writeFileSync(profile, WEB)
  const sandbox = start(['sandbox', '-p', profile, '--members', '3', '--speed', '60', '--json'])
  let api: Record<string, string> = {}

  beforeAll(async () => {
    const [line] = (await once(sandbox.stdout, 'data')) as [Buffer]
    const { url, token } = JSON.parse(line.toString()) as { url: string; token: string }
    api = { LINODE_URL: url, LINODE_TOKEN: token }
  })

  afterAll(async () => {
    sandbox.kill('SIGTERM')
    const { exitCode } = await sandbox
    rmSync(folder, { recursive: true })
    expect(exitCode).toBe(0)
  })

  test('--version and --help answer without loading a command', async () => {
    const version = await start(['--version'])
    expect([version.exitCode, version.stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)])
    const help = await start(['scale-out', '--help'])
    expect([help.exitCode, help.stdout]).toEqual([0, expect.stringContaining('--no-wait')])
  })

  test('adds a member over real HTTP and puts one JSON object on standard output', async () => {
    const { exitCode, stdout, stderr } = await start(['scale-out', '-p', profile, '--json'], api)
    const report: unknown = JSON.parse(stdout)
    expect(report).toMatchObject({ version: 1, command: 'scale-out', result: 'done', dry_run: false })
    expect(stderr).toContain('web-4: in service')
    expect(exitCode).toBe(0)
  })

  test('SIGTERM during the drain puts the member back and exits 143', async () => {
    const child = start(['scale-in', '-p', profile, '--force'], api)
    await new Promise<void>((resolve) => {
      child.stderr.on(
        'data',
        (part: Buffer) => part.toString().includes('waiting 60s for its connections') && resolve(),
      )
    })
    child.kill('SIGTERM')
    const { exitCode, stdout } = await child
    expect(stdout).toContain('stopped by SIGTERM')
    expect(exitCode).toBe(143)
    const status: unknown = JSON.parse((await start(['status', '-p', profile, '--json'], api)).stdout)
    expect(status).toMatchObject({ size: { total: 4 }, unfinished: [] })
  })

  test('a wrong profile exits 2 and tells everything at once', async () => {
    const wrong = join(folder, 'wrong.yaml')
    const text = WEB.replace('region', 'regin').replace('id: 12345', 'id: x').replace('max: 8', 'max: 1')
    writeFileSync(wrong, text)
    const { exitCode, stderr } = await start(['scale-out', '-p', wrong], api)
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('has 3 problems; nothing was sent')])
  })
})
