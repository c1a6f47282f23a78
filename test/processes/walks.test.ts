import { execa } from 'execa'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts'
import { seedFleet } from '../../src/sandbox/seed.ts'
import { serveSandbox } from '../../src/sandbox/server.ts'
import { realClock } from '../../src/sandbox/state/clock.ts'
import type { SandboxRequest } from '../../src/sandbox/wire/exchange.ts'
import { Dice } from '../support/model/scheduler.ts'
import { ROOT } from '../support/root.ts'
import { FLEET } from '../support/sandbox/api.ts'
import { tally } from '../support/tally.ts'
import { WEB } from '../support/world.ts'

const WALKS = Number(process.env['WALKS'] ?? 1)
const STEPS = Number(process.env['STEPS'] ?? 12)
const FIRST = Number(process.env['SEED'] ?? 1)
const BIN = join(ROOT, 'bin', 'linode-autoscale.js')
const PROFILE = WEB.replace(
  'scale_in: {',
  'scale_out: { cooldown: 0s }\nscale_in: { cooldown: 0s, drain: 1s,',
)
const HOUR = 3_600_000
/** What a person has touched so lately that a run may not have seen it. */
const UNSEEN = 8_000

/** A sandbox whose clock is the real one and can be put forward, and everybody who works on it. */
class Walk {
  readonly faults: string[] = []
  readonly trace: string[] = []
  readonly #dice: Dice
  readonly #sandbox: Sandbox
  readonly #handled = new Map<number, number>()
  readonly #home = mkdtempSync(join(tmpdir(), 'walk-'))
  #ahead = 0
  #url = ''
  #close: () => Promise<void> = async () => await Promise.resolve()

  constructor(seed: number) {
    this.#dice = new Dice(seed)
    const clock = realClock()
    this.#sandbox = createSandbox({
      clock: { ...clock, now: () => clock.now() + this.#ahead },
      rateLimits: false,
    })
    seedFleet(this.#sandbox, {
      ...FLEET,
      members: 4,
      foreign: 1,
      nodebalancers: [{ id: 12345, configs: [{ id: 67890, port: 80 }] }],
    })
    writeFileSync(join(this.#home, 'web.yaml'), PROFILE, { mode: 0o600 })
  }

  async take(steps: number): Promise<void> {
    const served = await serveSandbox({
      ...this.#sandbox,
      handle: (request) => {
        this.#judge(request)
        return this.#sandbox.handle(request)
      },
    })
    this.#url = served.url
    this.#close = async () => await served.close()
    for (let step = 0; step < steps; step++) await this.#step()
    await this.#settle()
  }

  async end(): Promise<void> {
    await this.#close()
    rmSync(this.#home, { recursive: true, force: true })
  }

  async #step(): Promise<void> {
    const dice = this.#dice.below(10)
    if (dice < 3) this.#byHand()
    else if (dice < 5) this.#pass()
    else if (dice === 5) this.#fault()
    else await Promise.all(Array.from({ length: 1 + this.#dice.below(3) }, async () => await this.#run()))
  }

  #pass(): void {
    this.#ahead += [5_000, 90_000, 600_000, HOUR][this.#dice.below(4)] ?? 0
    this.trace.push(`time passes: ${this.#ahead / 1000} s ahead`)
  }

  #fault(): void {
    const kinds = ['429', '500', '503', 'drop-before', 'drop-after'] as const
    const kind = kinds[this.#dice.below(kinds.length)] ?? '500'
    this.#sandbox.faults.add({ method: '*', path: '*', times: 1, after: this.#dice.below(8), kind })
    this.trace.push(`fault: ${kind}`)
  }

  #byHand(): void {
    const { byHand } = this.#sandbox
    const machine = byHand.instances()[this.#dice.below(byHand.instances().length)]
    const node = byHand.backends()[this.#dice.below(Math.max(1, byHand.backends().length))]
    if (machine === undefined || node === undefined) return
    const acts: readonly (readonly [string, () => void])[] = [
      ['untags', () => byHand.setTags(machine.id, ['khw'])],
      ['tags', () => byHand.setTags(machine.id, ['fleet:web:12345'])],
      ['keeps', () => byHand.addTag(machine.id, 'keep')],
      ['keeps no longer', () => byHand.removeTag(machine.id, 'keep')],
      ['deletes', () => byHand.removeInstance(machine.id)],
      ['switches off', () => byHand.powerOff(machine.id)],
      ['switches on', () => byHand.setStatus(machine.id, 'running')],
      ['renames', () => byHand.rename(machine.id, `web-${1 + this.#dice.below(9)}-x${this.#dice.below(99)}`)],
      ['drains a node of', () => byHand.changeBackend(node.id, { mode: 'drain' })],
      ['accepts a node of', () => byHand.changeBackend(node.id, { mode: 'accept' })],
      ['removes a node of', () => byHand.removeBackend(node.id)],
      [
        'relabels a node of',
        () => byHand.changeBackend(node.id, { label: `web-${1 + this.#dice.below(9)}` }),
      ],
    ]
    const [name, act] = acts[this.#dice.below(acts.length)] ?? ['', () => undefined]
    this.trace.push(`by hand: ${name} ${name.includes('node') ? node.label : machine.label}`)
    try {
      act()
    } catch (error) {
      this.trace.push(`refused: ${String(error)}`)
    }
    this.#handled.set(machine.id, Date.now()).set(node.id, Date.now())
  }

  /** One command in a process of its own, which may be killed at any moment. */
  async #run(): Promise<void> {
    const commands = ['scale-out --no-wait', 'scale-in', 'reconcile --no-wait', 'scale-out --no-wait --by 2']
    const command = commands[this.#dice.below(commands.length)] ?? 'status'
    const killed = this.#dice.below(4) === 0
    const argv = [BIN, ...command.split(' '), '-p', join(this.#home, 'web.yaml')]
    const env = {
      LINODE_URL: this.#url,
      LINODE_TOKEN: this.#sandbox.token,
      HOME: this.#home,
      TMPDIR: this.#home,
    }
    const child = execa(process.execPath, argv, { env, reject: false })
    if (killed) setTimeout(() => child.kill('SIGKILL'), 100 + this.#dice.below(1_500))
    const { exitCode, stdout, stderr } = await child
    this.trace.push(
      `${command}${killed ? ' (killed)' : ''}: ${exitCode} ${stdout.trim().split('\n').at(-1) ?? ''}`,
    )
    if (![0, 1, 3, undefined].includes(exitCode))
      this.faults.push(`${command} ended with ${exitCode}: ${stderr}`)
  }

  /** Every write, as it comes in, against the account as it is. */
  #judge({ method, url }: SandboxRequest): void {
    const { byHand } = this.#sandbox
    const isQuiet = (id: number): boolean => (this.#handled.get(id) ?? 0) < Date.now() - UNSEEN
    const id = Number(/\/(\d+)(?:\?|$)/.exec(url)?.[1])
    const machine = byHand.instances().find((i) => i.id === id)
    if (method === 'DELETE' && url.includes('/linode/instances/') && machine !== undefined && isQuiet(id)) {
      if (!machine.tags.includes('fleet:web:12345'))
        this.faults.push(`deleted ${machine.label}, which is not ours`)
      if (machine.tags.includes('keep')) this.faults.push(`deleted ${machine.label}, which a person keeps`)
    }
    const node = byHand.backends().find((b) => b.id === id)
    if (node === undefined || method === 'GET' || !url.includes('/nodes/')) return
    const [host] = node.address.split(':')
    const owner = byHand.instances().find((i) => i.privateIpv4.includes(host ?? ''))
    if (owner === undefined || !isQuiet(node.id) || !isQuiet(owner.id)) return
    const alone = byHand.backends().every((b) => b.id === node.id || b.address !== node.address)
    if (method === 'DELETE' && node.mode === 'accept' && node.status === 'UP' && alone)
      this.faults.push(`detached ${node.label} of ${owner.label}, which serves`)
    if (method === 'PUT' && owner.label === 'legacy-1') this.faults.push('changed the node of legacy-1')
  }

  /** The person stops, all faults end; two reconciles later the members serve. */
  async #settle(): Promise<void> {
    this.#sandbox.faults.clear()
    this.#handled.clear()
    for (let i = 0; i < 3; i++) {
      this.#ahead += 2 * HOUR
      await execa(process.execPath, [BIN, 'reconcile', '--no-wait', '-p', join(this.#home, 'web.yaml')], {
        env: {
          LINODE_URL: this.#url,
          LINODE_TOKEN: this.#sandbox.token,
          HOME: this.#home,
          TMPDIR: this.#home,
        },
        reject: false,
      })
    }
    const { byHand } = this.#sandbox
    for (const m of byHand.instances()) {
      if (!m.tags.includes('fleet:web:12345') || !/^web-[1-9]\d*$/.test(m.label) || m.status !== 'running')
        continue
      const mine = byHand.backends().filter((b) => b.address === `${m.privateIpv4[0]}:80`)
      if (mine.length !== 1) this.faults.push(`${m.label} has ${mine.length} backend nodes at the end`)
      if (mine.some((b) => b.label.endsWith('.out'))) this.faults.push(`${m.label} is left leaving`)
    }
  }
}

test(`${WALKS} random walks of ${STEPS} steps with real processes, kills, faults and changes by hand`, async () => {
  for (let seed = FIRST; seed < FIRST + WALKS; seed++) {
    const walk = new Walk(seed)
    try {
      await walk.take(STEPS)
    } finally {
      await walk.end()
    }
    tally('steps of random walks with real processes', STEPS)
    expect(walk.faults, `seed ${seed}:\n${walk.trace.join('\n')}`).toEqual([])
  }
}, 7_200_000)
