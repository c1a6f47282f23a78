import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROOT } from '../support/root.ts'
import { tally } from '../support/tally.ts'
import { WEB } from '../support/world.ts'

const BIN = join(ROOT, 'bin', 'linode-autoscale.js')
const STARTS = process.env['PROVE'] === '1' ? 200 : 30
const [SOONEST, LATEST] = [5, 120]
const OPEN = /listening on ws:\/\/[^:]+:(\d+)\//

async function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  const open = await Promise.race([
    once(socket, 'connect').then(() => true),
    once(socket, 'error').then(() => false),
  ])
  socket.destroy()
  return open
}

interface Seen {
  /** Whether Node has opened its inspector at all. */
  readonly opened: boolean
  /** Whether it was still open when the program asked something with its token. */
  readonly openWhileAsking: boolean
  readonly end: string | number | null
}

const folder = mkdtempSync(join(tmpdir(), 'linode-autoscale-'))
const profile = join(folder, 'web.yaml')

/** Starts `status` with the signal after `ms`, against an API that looks, before it answers, whether the inspector is open. */
async function startAndSignal(cmd: string, argv: readonly string[], ms: number): Promise<Seen> {
  let said = ''
  let openWhileAsking = false
  const api = createServer((_, response) => {
    const port = Number(OPEN.exec(said)?.[1] ?? 0)
    const refuse = async (): Promise<void> => {
      openWhileAsking ||= port !== 0 && (await isOpen(port))
      response.writeHead(401, { 'content-type': 'application/json' })
      response.end('{"errors":[{"reason":"Invalid Token"}]}')
    }
    void refuse()
  })
  api.listen(0, '127.0.0.1')
  await once(api, 'listening')
  const { port } = api.address() as AddressInfo
  const path = [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter)
  const env = { PATH: path, LINODE_TOKEN: 't', LINODE_URL: `http://127.0.0.1:${port}`, HOME: folder }
  const child = spawn(cmd, [...argv, 'status', '-p', profile], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  child.stderr.on('data', (part: Buffer) => (said += part.toString()))
  const timer = setTimeout(() => child.kill('SIGUSR1'), ms)
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
  clearTimeout(timer)
  api.close()
  return { opened: OPEN.test(said), openWhileAsking, end: signal ?? code }
}

describe('SIGUSR1 at any time after the start, on a host that is busy', () => {
  const loops: ChildProcess[] = []
  beforeAll(() => {
    writeFileSync(profile, WEB)
    for (let n = 0; n < 4; n++) loops.push(spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }))
  })
  afterAll(() => {
    for (const loop of loops) loop.kill('SIGKILL')
    rmSync(folder, { recursive: true })
  })

  const delays = Array.from({ length: STARTS }, (_, n) => SOONEST + ((LATEST - SOONEST) * n) / (STARTS - 1))
  /** Killed before Node was up; stopped; or over before, or without, hearing of it. */
  const ENDS: readonly unknown[] = ['SIGUSR1', 128 + 10, 3]

  test(`${STARTS} starts by its name: no inspector is opened`, async () => {
    for (const ms of delays) {
      const seen = await startAndSignal(BIN, [], ms)
      tally('starts with SIGUSR1', 1)
      expect(seen, `after ${ms} ms`).toMatchObject({ opened: false })
      expect(ENDS, `after ${ms} ms`).toContain(seen.end)
    }
  }, 600_000)

  test(`${STARTS} starts as an argument of node: one that was opened is closed before anything is asked`, async () => {
    let opened = 0
    for (const ms of delays) {
      // A port of its own for each, which nobody else can have.
      const seen = await startAndSignal(process.execPath, ['--inspect-port=0', BIN], ms)
      if (seen.opened) opened++
      expect(seen, `after ${ms} ms`).toMatchObject({ openWhileAsking: false })
      expect(ENDS, `after ${ms} ms`).toContain(seen.end)
    }
    // On whatever host, some come between the birth of the process and its first statement.
    expect(opened).toBeGreaterThan(0)
    tally('inspectors that were closed again', opened)
  }, 600_000)
})
