import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import { ROOT } from '../support/root.ts'
import { WEB } from '../support/world.ts'

const BIN = join(ROOT, 'bin', 'linode-autoscale.js')
const MINUTE = 60_000

/** The sandbox as its users start it, and commands that work on it: only its clock is put forward, never this machine's. */
class Served implements AsyncDisposable {
  readonly #home = mkdtempSync(join(tmpdir(), 'served-'))
  readonly #env = { HOME: this.#home, TMPDIR: this.#home }
  readonly #child
  #told = { url: '', token: '' }

  private constructor(profile: string, flags: readonly string[]) {
    writeFileSync(join(this.#home, 'web.yaml'), profile, { mode: 0o600 })
    const args = [BIN, 'sandbox', '-p', join(this.#home, 'web.yaml'), '--json', ...flags]
    this.#child = execa(process.execPath, args, { env: this.#env, reject: false, buffer: false })
  }

  static async start(profile: string, ...flags: readonly string[]): Promise<Served> {
    const served = new Served(profile, flags)
    served.#told = JSON.parse(await served.#firstObject()) as { url: string; token: string }
    await served.post('timings', { provision: 100, boot: 100, appStart: 100, checkInterval: 100 })
    return served
  }

  /** What it prints first; it ends by itself only where it cannot begin. */
  async #firstObject(): Promise<string> {
    return await new Promise((resolve, reject) => {
      let text = ''
      this.#child.stdout.on('data', (part: Buffer) => {
        text += part.toString()
        if (text.endsWith('}\n')) resolve(text)
      })
      this.#child.once('exit', () => reject(new Error(`the sandbox has ended: ${text}`)))
    })
  }

  async post(what: string, body: object): Promise<void> {
    const url = `${this.#told.url}/__sandbox/${what}`
    expect(
      (
        await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
      ).status,
    ).toBe(200)
  }

  /** What a command said with `--json`. */
  async json(...args: readonly string[]): Promise<unknown> {
    const env = { ...this.#env, LINODE_URL: this.#told.url, LINODE_TOKEN: this.#told.token }
    const argv = [BIN, ...args, '--json', '-p', join(this.#home, 'web.yaml')]
    const { stdout } = await execa(process.execPath, argv, { env, reject: false })
    return JSON.parse(stdout)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGTERM')
    await this.#child
    rmSync(this.#home, { recursive: true, force: true })
  }
}

const timeOf = (at: number): string => new Date(at).toISOString().slice(11, 16)

/** A schedule that raises min to 4 in an hour from now, for an hour. */
const scheduled = (): string => {
  const entry = `{ from: "${timeOf(Date.now() + 60 * MINUTE)}", to: "${timeOf(Date.now() + 120 * MINUTE)}", timezone: UTC, min: 4, max: 10 }`
  return `${WEB.replace('max: 8', `max: 8, schedule: [${entry}]`).replace('scale_in: {', 'scale_in: { drain: 1s, cooldown: 0s, paid_hour: ignore,')}load: { target: 0.6, from: linode }\n`
}

describe('a schedule goes by the clock of the account, across its beginning and its end', () => {
  test.each(['scale-in', 'follow', 'reconcile --no-wait', 'scale-out --no-wait'])(
    '%s fills the raised min, and when it is over nothing is torn down and scale-in may',
    async (line) => {
      await using served = await Served.start(scheduled(), '--members', '2')
      expect(await served.json('status')).toMatchObject({ size: { serving: 2, min: 2, max: 8 } })
      await served.post('clock', { advance: 62 * MINUTE })
      expect(await served.json('status')).toMatchObject({
        size: { total: 2, min: 4, max: 10 },
        bounds: { next: { min: 2, max: 8 } },
      })
      expect(await served.json(...line.split(' '))).toMatchObject({
        changes: [{ kind: 'add' }, { kind: 'add' }],
      })
      await served.post('clock', { advance: 20 * MINUTE })
      expect(await served.json('scale-in', '--by', '1')).toMatchObject({ hold: { reason: 'at-min' } })
      await served.post('clock', { advance: 60 * MINUTE })
      expect(await served.json('status')).toMatchObject({ size: { serving: 4, min: 2, max: 8 } })
      expect(await served.json('reconcile', '--no-wait')).toMatchObject({ changes: [] })
      expect(await served.json('scale-in', '--by', '1')).toMatchObject({
        result: 'done',
        changes: [{ kind: 'remove' }],
      })
      expect(await served.json('status')).toMatchObject({ size: { total: 3 } })
    },
    240_000,
  )
})

describe('the sandbox knows what its members were made from', () => {
  test('the profile, or so many of them something else, which a refresh replaces', async () => {
    await using served = await Served.start(
      WEB.replace('scale_in: {', 'scale_in: { drain: 1s,'),
      '--members',
      '3',
      '--drifted',
      '1',
    )
    const states = async (): Promise<readonly unknown[]> => {
      const { members } = (await served.json('status')) as {
        members: { label: string; drift: { state: string } }[]
      }
      return members.map((m) => `${m.label} ${m.drift.state}`)
    }
    expect(await states()).toEqual(['web-1 drifted', 'web-2 same', 'web-3 same'])
    expect(await served.json('refresh', '--bake', '0s')).toMatchObject({ result: 'done' })
    expect(await states()).toEqual(['web-2 same', 'web-3 same', 'web-4 same'])
  }, 240_000)
})
