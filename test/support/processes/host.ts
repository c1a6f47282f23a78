import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { markedLabel } from '../../../src/fleet/model/mark.ts'
import { realClock } from '../../../src/sandbox/state/clock.ts'
import type { SandboxReply, SandboxRequest } from '../../../src/sandbox/wire/exchange.ts'
import { createSandbox, type Sandbox } from '../../../src/sandbox/sandbox.ts'
import { seedFleet } from '../../../src/sandbox/seed.ts'
import { serveSandbox, type ServedSandbox } from '../../../src/sandbox/server.ts'
import type { Timings } from '../../../src/sandbox/state/switches.ts'
import { startTraffic, type Traffic } from '../../../src/sandbox/traffic/traffic.ts'
import { faultsOf } from '../judge.ts'
import { FLEET } from '../sandbox/api.ts'
import { WEB, WEB_ON_TWO } from '../world.ts'
import { ROOT } from '../root.ts'

const BIN = join(ROOT, 'bin', 'linode-autoscale.js')
const CONFIGS = [
  { id: 67890, port: 80 },
  { id: 67891, port: 8080 },
]
const PROFILES = { 1: WEB, 2: WEB_ON_TWO }

/** An account served over loopback, and processes that work on it from folders of their own. */
export class Host implements AsyncDisposable {
  readonly #sandbox: Sandbox
  readonly #configs: 1 | 2
  readonly #folders: string[] = []
  /** What the official API document says against the traffic. */
  readonly #against: string[] = []
  #server: ServedSandbox | null = null
  #traffic: Traffic | null = null
  /** The port that the profile names on its first config. */
  #port = 80
  #max = 8
  #drains: string | null = null
  #hang = { left: Infinity, takesEffect: false, met: false }

  private constructor(sandbox: Sandbox, configs: 1 | 2) {
    this.#sandbox = sandbox
    this.#configs = configs
  }

  static async start({
    members,
    configs = 1,
    traffic = false,
    timings = {},
  }: {
    readonly members: number
    readonly configs?: 1 | 2
    /** Whether it carries real traffic. */
    readonly traffic?: boolean
    /** How long things take, in real milliseconds. */
    readonly timings?: Partial<Timings>
  }): Promise<Host> {
    // Its clock is the real one: a cooldown outlasts the test, and so does a boot unless it is shortened.
    const sandbox = createSandbox({ clock: realClock(), rateLimits: false, timings })
    seedFleet(sandbox, {
      ...FLEET,
      members,
      foreign: 1,
      nodebalancers: [{ id: 12345, configs: CONFIGS.slice(0, configs) }],
    })
    const host = new Host(sandbox, configs)
    if (traffic) host.#traffic = await startTraffic(sandbox.network)
    host.#server = await serveSandbox({ ...sandbox, handle: (request) => host.#handle(request) })
    return host
  }

  /** Where the NodeBalancer takes connections. */
  get url(): string {
    return this.#traffic?.view().nodebalancers[0]?.url ?? ''
  }

  /** Begins a command in a process with a home and a temporary folder of its own. */
  begin(...args: readonly string[]) {
    const { cmd, env, home, argv } = this.commandLine(...args)
    return execa(cmd, argv, { env: { ...env, HOME: home, TMPDIR: home }, reject: false })
  }

  /** A command with nothing in its environment but the account, and the folder of its profile. */
  commandLine(...args: readonly string[]) {
    const home = mkdtempSync(join(tmpdir(), 'linode-autoscale-'))
    this.#folders.push(home)
    const profile = join(home, 'web.yaml')
    const text = PROFILES[this.#configs]
      .replace('scale_in: {', 'scale_in: { drain: 1s,')
      .replace('max: 8', `max: ${this.#max}`)
    writeFileSync(profile, text.replace('{ id: 67890, port: 80 }', `{ id: 67890, port: ${this.#port} }`))
    const env = { LINODE_URL: this.#server?.url ?? '', LINODE_TOKEN: this.#sandbox.token }
    return { cmd: process.execPath, argv: [BIN, ...args, '-p', profile], env, home }
  }

  /** Runs a command to its end. */
  async run(
    ...args: readonly string[]
  ): Promise<{ readonly code: number | undefined; readonly out: string; readonly err: string }> {
    const { exitCode, stdout, stderr } = await this.begin(...args)
    return { code: exitCode, out: stdout, err: stderr }
  }

  /**
   * Runs a line of bash, with the program as $LA, Node as $NODE and a command with its profile, which drains for three seconds, as $ARGS. There is a file
   * $DRAINS as soon as something was written to the account.
   */
  async shell(line: string, command: string) {
    const { cmd, env, home, argv } = this.commandLine(command)
    this.#drains = join(home, 'drains')
    const profile = argv.at(-1) ?? ''
    writeFileSync(profile, readFileSync(profile, 'utf8').replace('drain: 1s', 'drain: 3s'))
    const whole = {
      ...env,
      NODE: cmd,
      LA: BIN,
      ARGS: argv.slice(1).join(' '),
      HOME: home,
      DRAINS: this.#drains,
    }
    const { exitCode, stdout, stderr } = await execa('bash', ['-c', line], { env: whole, reject: false })
    return { code: exitCode, out: stdout, err: stderr }
  }

  /** What dead runs have left: a member that leaves, and one without a backend node. */
  leaveUnfinished(): void {
    const { byHand } = this.#sandbox
    const [leaving, loose] = ['web-3', 'web-2'].map((label) =>
      byHand.backends().find((b) => b.label === label),
    )
    if (leaving !== undefined)
      byHand.changeBackend(leaving.id, { mode: 'drain', label: markedLabel('web-3', Date.now()) })
    if (loose !== undefined) byHand.removeBackend(loose.id)
  }

  /** From now on the profile has room for no more members than this. */
  limitTo(max: number): void {
    this.#max = max
  }

  /** From now on the profile names another port on its first config. */
  changePort(port: number): void {
    this.#port = port
  }

  /** The ports at which members have backend nodes that are open, by member. */
  openPorts(): Readonly<Record<string, readonly string[]>> {
    const open = this.#sandbox.byHand.backends().filter((b) => b.mode === 'accept' && b.status === 'UP')
    const hosts = this.#sandbox.byHand.instances().filter((i) => i.tags.includes('fleet:web:12345'))
    return Object.fromEntries(
      hosts.map(({ label, privateIpv4: [host] }) => {
        const ports = open.flatMap((b) =>
          b.address.startsWith(`${host}:`) ? b.address.split(':').slice(1) : [],
        )
        return [label, ports.toSorted()]
      }),
    )
  }

  /** How many backend nodes there are. */
  backendCount(): number {
    return this.#sandbox.byHand.backends().length
  }

  /** Deletes an instance as a person would, without draining it. */
  deleteByHand(label: string): void {
    this.#sandbox.byHand.removeInstance(label)
  }

  /** The n-th request that writes is never answered, before or after it has taken effect. */
  hangAtWrite(nth: number, takesEffect: boolean): void {
    this.#hang = { left: nth, takesEffect, met: false }
  }

  /** Resolves to true once the request hangs, and to false when the process ends before. */
  async hangs(child: Promise<unknown>): Promise<boolean> {
    const state = { ended: false }
    void child.then(() => (state.ended = true))
    while (!state.ended) {
      if (this.#hang.met) return true
      await new Promise<void>((resolve) => setTimeout(resolve, 10))
    }
    return false
  }

  #handle(request: SandboxRequest): SandboxReply {
    const isDue = request.method !== 'GET' && this.#hang.left-- === 0
    if (!isDue) {
      const reply = this.#sandbox.handle(request)
      this.#against.push(...faultsOf(request, reply))
      if (this.#drains !== null && request.method !== 'GET') writeFileSync(this.#drains, '')
      return reply
    }
    this.#hang.met = true
    const reply = this.#hang.takesEffect
      ? this.#sandbox.handle(request)
      : { status: 500, headers: {}, body: '' }
    return { ...reply, fault: { kind: 'never' } }
  }

  /** The labels of the members there are. */
  members(): readonly string[] {
    const members = this.#sandbox.byHand.instances().filter((i) => i.tags.includes('fleet:web:12345'))
    return members.map((i) => i.label).toSorted()
  }

  /** What was sent that is no read. */
  writes(): readonly string[] {
    return this.#sandbox.log.filter((e) => e.method !== 'GET').map((e) => `${e.method} ${e.path} ${e.status}`)
  }

  /** What is half done. */
  illegalities(): readonly string[] {
    const { byHand } = this.#sandbox
    const backends = byHand.backends()
    const members = byHand.instances().filter((i) => i.tags.includes('fleet:web:12345'))
    const counts = members.flatMap((m) =>
      CONFIGS.slice(0, this.#configs).map(({ id, port }) => {
        const address = `${m.privateIpv4[0]}:${id === 67890 ? this.#port : port}`
        const mine = backends.filter((b) => b.config === id && b.address === address)
        return [m.label, mine.length] as const
      }),
    )
    const hosts = new Set(byHand.instances().flatMap((i) => i.privateIpv4))
    return [
      ...this.#against,
      ...counts.filter(([, n]) => n !== 1).map(([label, n]) => `${label} has ${n} backend nodes`),
      ...backends
        .filter((b) => !hosts.has(b.address.split(':')[0] ?? ''))
        .map((b) => `${b.label} has no instance`),
      ...backends.filter((b) => b.mode !== 'accept').map((b) => `${b.label} is left leaving`),
    ]
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.close()
    await this.#traffic?.close()
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true })
  }
}
