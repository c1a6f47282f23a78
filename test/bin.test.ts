import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WEB } from './support/world.ts'

const BIN = join(import.meta.dirname, '..', 'bin', 'linode-autoscale.js')
const { NODE_EXTRA_CA_CERTS: _, ...ENV } = process.env

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

function start(args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, [BIN, ...args], {
    env: { ...ENV, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function ended(child: ChildProcess): Promise<Ended> {
  let out = ''
  let err = ''
  child.stdout?.on('data', (part: Buffer) => (out += part.toString()))
  child.stderr?.on('data', (part: Buffer) => (err += part.toString()))
  await once(child, 'close')
  return { code: child.exitCode, out, err }
}

describe('the real program', () => {
  const folder = mkdtempSync(join(tmpdir(), 'linode-autoscale-'))
  const profile = join(folder, 'web.yaml')
  let sandbox: ChildProcess
  let api: Record<string, string>

  beforeAll(async () => {
    writeFileSync(profile, `${WEB.replace('scale_in: {', 'scale_in: { drain: 60s,')}`)
    sandbox = start(['sandbox', '-p', profile, '--members', '3', '--speed', '60', '--json'])
    const [line] = (await once(sandbox.stdout ?? process.stdin, 'data')) as [Buffer]
    const { url, token } = JSON.parse(line.toString()) as { url: string; token: string }
    api = { LINODE_URL: url, LINODE_TOKEN: token }
  })

  afterAll(async () => {
    sandbox.kill('SIGTERM')
    await once(sandbox, 'close')
    rmSync(folder, { recursive: true })
    expect(sandbox.exitCode).toBe(0)
  })

  test('--version and --help answer without loading a command', async () => {
    const version = await ended(start(['--version']))
    expect(version).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
    const help = await ended(start(['scale-out', '--help']))
    expect(help).toMatchObject({ code: 0, out: expect.stringContaining('--no-wait') })
  })

  test('adds a member over real HTTP and puts one JSON object on standard output', async () => {
    const { code, out, err } = await ended(start(['scale-out', '-p', profile, '--json'], api))
    expect(JSON.parse(out)).toMatchObject({
      version: 1,
      command: 'scale-out',
      result: 'done',
      dry_run: false,
    })
    expect(err).toContain('web-4: in service')
    expect(code).toBe(0)
  })

  test('SIGTERM during the drain puts the member back and exits 0', async () => {
    const child = start(['scale-in', '-p', profile, '--force'], api)
    const end = ended(child)
    await new Promise<void>((resolve) => {
      child.stderr?.on('data', (part: Buffer) => part.toString().includes('draining for') && resolve())
    })
    child.kill('SIGTERM')
    const { code, out } = await end
    expect(out).toContain('stopped by SIGTERM')
    expect(code).toBe(0)
    const status = await ended(start(['status', '-p', profile, '--json'], api))
    expect(JSON.parse(status.out)).toMatchObject({ size: { total: 4 }, unfinished: [] })
  })

  test('a wrong profile exits 2 and tells everything at once', async () => {
    const wrong = join(folder, 'wrong.yaml')
    writeFileSync(
      wrong,
      WEB.replace('region', 'regin').replace('id: 12345', 'id: x').replace('max: 8', 'max: 1'),
    )
    const { code, err } = await ended(start(['scale-out', '-p', wrong], api))
    expect(code).toBe(2)
    expect(err).toContain('has 3 problems; nothing was sent')
  })
})
