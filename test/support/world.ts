import { resolve } from 'node:path'
import { runCli } from '../../src/cli.ts'
import type { Io, Terminal } from '../../src/io.ts'
import { linodeAccount } from '../../src/linode/linode-account.ts'
import { linodeProbe } from '../../src/linode/linode-probe.ts'
import { linodeCloud } from '../../src/linode/linode-cloud.ts'
import { appendLine } from '../../src/outlets/append-line.ts'
import { tryToWrite, writeWhole } from '../../src/outlets/write-whole.ts'
import { diskFiles, type FileFacts, type Files } from '../../src/profile/files.ts'
import { Patience } from '../../src/wire/patience.ts'
import { isMarked, markedLabel } from '../../src/fleet/model/mark.ts'
import { seedOf } from '../../src/commands/sandbox/seed-of.ts'
import { parseProfile } from '../../src/profile/parse-profile.ts'
import { manualClock } from '../../src/sandbox/state/clock.ts'
import { createSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts'
import { seedFleet } from '../../src/sandbox/seed.ts'
import { sandboxFacts } from '../../src/commands/sandbox/sandbox-facts.ts'
import { FACTS } from './facts.ts'
import { faultsOf } from './judge.ts'
import { sandboxWire, type Witness } from './sandbox-wire.ts'
import { aMoment, VirtualTime } from './virtual-time.ts'

const START = Date.UTC(2026, 10, 23, 12, 0, 0)

/** The user who runs everything here. */
const ALICE = 1000

/** A small fleet's profile, as a person would write it. */
export const WEB = `name: web
instance:
  region: us-east
  type: g6-nanode-1
  image: linode/debian12
  tags: [khw]
  authorized_users: [alice]
nodebalancer:
  id: 12345
  configs: [{ id: 67890, port: 80 }]
size: { min: 2, max: 8 }
scale_in: { protect_tag: keep }
`

/** The same on two configs. */
export const WEB_ON_TWO = WEB.replace(
  '[{ id: 67890, port: 80 }]',
  '[{ id: 67890, port: 80 }, { id: 67891, port: 8080 }]',
)

/** What came of one command line. */
export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** What a world starts with. */
export interface WorldOptions {
  readonly profile?: string
  /** Members in service, a day old. */
  readonly members?: number
  readonly foreign?: number
  readonly sandbox?: Omit<SandboxOptions, 'clock'>
  readonly witness?: Witness
  /** How far this machine's clock is ahead of the API's, in milliseconds. */
  readonly skew?: number
  readonly nodeBalancerType?: 'common' | 'premium' | 'premium_40gb'
}

/** A sandbox, a profile and a clock: everything one command line needs. */
export class World {
  readonly sandbox: Sandbox
  readonly #clock: { now(): number }
  readonly time: VirtualTime
  readonly files = new Map<string, string>()
  /** What a person at the terminal says, question by question; null when nobody sits there. */
  answers: string[] | null = null
  readonly questions: string[] = []
  /** What happens while that person thinks about a question. */
  meanwhile: () => void = () => undefined
  /** Where the program is installed. */
  home: string | null = null
  readonly unwritable = new Set<string>()
  /** Whether files are those of this machine. */
  isOnDisk = false
  env: Record<string, string> = { LINODE_URL: 'http://127.0.0.1:1', LINODE_TOKEN: 'sandbox-token' }
  stop = new AbortController()
  stopAgain = new AbortController()
  terminal: Terminal | null = null
  /** The permission bits of every file. */
  fileMode = 0o600
  witness: Witness
  /** What the official API document says against the traffic so far. */
  readonly #against: string[] = []
  /** How many exchanges were judged. */
  judged = 0
  readonly #nodeBalancerType: NonNullable<WorldOptions['nodeBalancerType']>

  constructor({
    profile = WEB,
    members = 3,
    foreign = 1,
    sandbox = {},
    witness,
    skew = 0,
    nodeBalancerType = 'common',
  }: WorldOptions = {}) {
    this.#nodeBalancerType = nodeBalancerType
    const clock = manualClock(START)
    this.#clock = clock
    this.sandbox = createSandbox({ clock, ...onFacts(sandbox) })
    this.time = new VirtualTime(START + skew, (ms) => clock.advance(ms))
    this.witness = witness ?? (() => undefined)
    this.files.set('linode-autoscale.yaml', profile)
    this.#seed(profile, members, foreign)
  }

  /** Runs one command line to its end; waiting takes no time. */
  async run(...args: readonly string[]): Promise<Ran> {
    return await this.time.run(this.begin(...args))
  }

  /** Begins one command line; time passes only while somebody runs the clock. */
  async begin(...args: readonly string[]): Promise<Ran> {
    let out = ''
    let err = ''
    const code = await runCli(args, this.#io({ out: (text) => (out += text), err: (text) => (err += text) }))
    if (this.#against.length > 0) throw new Error(`against the API document:\n${this.#against.join('\n')}`)
    return { code, out, err }
  }

  /** The sandbox's log of requests that were no reads: `POST /v4beta/linode/instances 200`. */
  get writes(): readonly string[] {
    return this.sandbox.log.filter((e) => e.method !== 'GET').map((e) => `${e.method} ${e.path} ${e.status}`)
  }

  readonly #see: Witness = (request, reply) => {
    this.#against.push(...faultsOf(request, reply))
    this.judged++
    this.witness(request, reply)
  }

  /** How many instances were made through the API. */
  get creates(): number {
    const events = this.sandbox.byHand.instances().filter((i) => i.created >= START)
    return events.length
  }

  /** What is wrong with a fleet that should be legal and at rest. */
  illegalities(): readonly string[] {
    const { byHand } = this.sandbox
    const { policy } = parseProfile(this.files.get('linode-autoscale.yaml') ?? '', { path: '' })
    const members = byHand.instances().filter((i) => i.tags.includes(policy.fleetTag))
    const backends = byHand.backends()
    const attached = members.flatMap((m) =>
      policy.attachments.flatMap((at) => {
        const mine = backends.filter(
          (b) => b.config === at.config && b.address === `${this.#hostOf(m.label)}:${at.port}`,
        )
        return mine.length === 1 ? [] : [`${m.label} has ${mine.length} backend nodes on ${at.config}`]
      }),
    )
    const hosts = new Set(byHand.instances().map((i) => this.#hostOf(i.label)))
    const orphans = backends.filter((b) => !hosts.has(b.address.slice(0, b.address.lastIndexOf(':'))))
    const { min, max } = policy.size
    return [
      ...attached,
      ...orphans.map((b) => `backend node ${b.label} has no instance`),
      ...backends.filter((b) => isMarked(b.label)).map((b) => `${b.label} is left leaving`),
      ...(members.length < min || members.length > max ? [`${members.length} members`] : []),
      ...(backends.some((b) => b.label === 'legacy-1' && b.mode === 'accept')
        ? []
        : ['legacy-1 was touched']),
    ]
  }

  /** Where the profile's kind of backend reaches an instance. */
  #hostOf(label: string): string {
    const { byHand } = this.sandbox
    const profile = this.files.get('linode-autoscale.yaml') ?? ''
    if (profile.includes('subnet_id')) return byHand.vpcAddressOf(label)
    const ipv6 = profile.includes('public-ipv6') || this.#nodeBalancerType !== 'common'
    return ipv6 ? `[${byHand.ipv6Of(label)}]` : byHand.privateAddressOf(label)
  }

  /** Lets time pass while what was begun goes on. */
  async pass(ms: number): Promise<void> {
    while (this.sandbox.log.length === 0) await aMoment()
    await this.time.run(this.time.sleep(ms))
  }

  /** Every member with the health its NodeBalancer sees: `web-1 UP`. */
  states(): readonly string[] {
    const { byHand } = this.sandbox
    const members = byHand.instances().filter((i) => i.tags.includes('fleet:web:12345'))
    return members
      .map((i) => [i.label, ...this.backendsOf(i.label).map((b) => b.status)].join(' '))
      .toSorted()
  }

  /** The type of an instance. */
  async typeOf(label: string): Promise<string> {
    const { out } = await this.run('status', '--json')
    const status = JSON.parse(out) as { members: { label: string; instance: { type: string } }[] }
    return status.members.find((m) => m.label === label)?.instance.type ?? 'gone'
  }

  /** Every member with what its NodeBalancer sees, found by the label of its backend nodes: `web-1 UP`. */
  health(): readonly string[] {
    const { byHand } = this.sandbox
    const members = byHand.instances().filter((i) => i.tags.some((tag) => tag.startsWith('fleet:')))
    const nodes = byHand.backends()
    return members
      .map(({ label }) => [label, ...nodes.filter((b) => b.label === label).map((b) => b.status)].join(' '))
      .toSorted()
  }

  /** The host of a member's backend node by its label, in words: `192.168.128.5`, `10.0.0.20`, `[2001:db8::1]`. */
  backendAddress(label: string): string {
    const node = this.sandbox.byHand.backends().find((b) => b.label === label)
    return node === undefined ? 'not attached' : node.address.slice(0, node.address.lastIndexOf(':'))
  }

  /** The backend nodes at a member's address. */
  backendsOf(label: string) {
    const host = this.sandbox.byHand.privateAddressOf(label)
    return this.sandbox.byHand.backends().filter((b) => b.address.startsWith(`${host}:`))
  }

  /** The status of an instance. */
  statusOf(label: string): string {
    return this.sandbox.byHand.instances().find((i) => i.label === label)?.status ?? 'gone'
  }

  /** Leaves a member as a run that was killed in its drain does. */
  markLeaving(label: string): void {
    for (const { id } of this.backendsOf(label)) {
      this.sandbox.byHand.changeBackend(id, {
        mode: 'drain',
        label: markedLabel(label, this.#clock.now()),
      })
    }
  }

  /** Takes a member from behind its NodeBalancer. */
  removeBackends(label: string): void {
    for (const { id } of this.backendsOf(label)) this.sandbox.byHand.removeBackend(id)
  }

  /** The health check, or the app, fails for everybody. */
  breakAll(): void {
    for (const { id } of this.sandbox.byHand.backends())
      this.sandbox.byHand.changeBackend(id, { status: 'DOWN' })
  }

  /** Pins the health of one member's backend nodes. */
  pin(label: string, status: 'UP' | 'DOWN'): void {
    for (const { id } of this.backendsOf(label)) this.sandbox.byHand.changeBackend(id, { status })
  }

  /** Somebody deletes an instance, and its NodeBalancer has noticed: its backend nodes are DOWN. */
  lose(label: string): void {
    this.sandbox.byHand.removeInstance(label)
    this.time.advance(60_000)
  }

  /** Switches a member off, and lets its NodeBalancer notice. */
  powerOff(label: string): void {
    this.sandbox.byHand.powerOff(label)
    this.time.advance(60_000)
  }

  /** A member hangs in the boot of a restart, for good. */
  stall(label: string): void {
    this.sandbox.byHand.setStatus(label, 'rebooting')
    this.time.advance(60_000)
  }

  /** The app on a member restarts: its health is DOWN for a while. */
  async blip(label: string, ms: number): Promise<void> {
    this.pin(label, 'DOWN')
    void this.time.sleep(ms).then(() => this.pin(label, 'UP'))
    await Promise.resolve()
  }

  /** A person takes a member out of rotation. */
  drainByHand(label: string): void {
    for (const { id } of this.backendsOf(label)) this.sandbox.byHand.changeBackend(id, { mode: 'drain' })
    this.time.advance(60_000)
  }

  /** A config is made in Cloud Manager and added to the profile. */
  addConfig(id: number, port: number): void {
    const { byHand } = this.sandbox
    byHand.addNodeBalancer({ id: 12346, region: 'us-east', configs: [{ id, port, check: 'http' }] })
    this.profile((text) =>
      text.replace(
        /nodebalancer:\n {2}id: 12345\n {2}configs: (\[.*\])/,
        `nodebalancer: [{ id: 12345, configs: $1 }, { id: 12346, configs: [{ id: ${id}, port: ${port} }] }]`,
      ),
    )
  }

  /** Replaces a member by one that was created just now. */
  async recreate(label: string): Promise<void> {
    this.removeBackends(label)
    this.sandbox.byHand.removeInstance(label)
    this.sandbox.byHand.addInstance({ label, tags: ['fleet:web:12345'], status: 'provisioning' })
    await this.run('scale-out', '--no-wait', '--to', '3')
  }

  /** A person takes our mark off a member. */
  unmark(label: string): void {
    for (const { id } of this.backendsOf(label)) {
      this.sandbox.byHand.changeBackend(id, { mode: 'accept', label })
    }
  }

  /** Every member gets the tag that protects it. */
  holdAll(): void {
    for (const { label } of this.sandbox.byHand.instances()) this.sandbox.byHand.addTag(label, 'keep')
  }

  /** Changes the profile's text. */
  profile(change: (text: string) => string): void {
    this.files.set('linode-autoscale.yaml', change(this.files.get('linode-autoscale.yaml') ?? ''))
  }

  /** A second profile for the same NodeBalancer, under another name; returns its path. */
  profileNamed(name: string): string {
    const path = `${name}.yaml`
    this.files.set(
      path,
      (this.files.get('linode-autoscale.yaml') ?? '').replace('name: web', `name: ${name}`),
    )
    return path
  }

  /** The brake is on, and its one probe is on its way. */
  async probe(): Promise<void> {
    this.breakAll()
    await this.run('scale-out', '--no-wait')
  }

  /** Changes how a config checks health, as a person does in Cloud Manager. */
  setCheck(config: number, check: 'none' | 'http'): void {
    this.#changeConfig(config, { check })
  }

  /** Changes what a config speaks. */
  setProtocol(config: number, protocol: 'tcp' | 'udp'): void {
    this.#changeConfig(config, { protocol, algorithm: 'roundrobin', stickiness: 'none' })
  }

  /** As a person does in the account's settings. */
  turnNetworkHelperOff(): void {
    this.#put('/v4/account/settings', { network_helper: false })
  }

  #changeConfig(config: number, fields: object): void {
    this.#put(`/v4/nodebalancers/12345/configs/${config}`, fields)
  }

  #put(url: string, fields: object): void {
    const { token } = this.sandbox
    this.sandbox.handle({
      method: 'PUT',
      url,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(fields),
    })
  }

  #seed(profile: string, members: number, foreign: number): void {
    const seed = seedOf(parseProfile(profile, { path: 'linode-autoscale.yaml' }), members, foreign)
    const nodebalancers = seed.nodebalancers.map((each) => ({ ...each, type: this.#nodeBalancerType }))
    seedFleet(this.sandbox, { ...seed, nodebalancers })
  }

  async #answer(question: string): Promise<string> {
    this.questions.push(question)
    this.meanwhile()
    return await Promise.resolve(this.answers?.shift() ?? '')
  }

  #reach<Reached>(connection: Reached) {
    const adapter = sandboxWire(this.sandbox, this.time, this.#see)
    return { ...connection, version: '0.0.0-test', clock: this.time, adapter }
  }

  #list(folder: string): readonly string[] | null {
    const within = [...this.files.keys()].filter((path) => path.startsWith(`${folder}/`))
    const names = within.map((path) => path.slice(folder.length + 1)).filter((name) => !name.includes('/'))
    return names.length === 0 ? null : names.sort()
  }

  /** Everything belongs to whoever runs this; a folder is there when something is in it. */
  #facts(path: string): FileFacts | null {
    const of = { owner: ALICE, group: ALICE }
    if (this.files.has(path)) return { ...of, kind: 'file', mode: this.fileMode }
    const isFolder = [...this.files.keys()].some((file) => resolve(file).startsWith(`${resolve(path)}/`))
    return isFolder ? { ...of, kind: 'folder', mode: 0o755 } : null
  }

  #io(streams: Pick<Io, 'out' | 'err'>): Io {
    const files: Files = {
      read: (path) => this.files.get(path) ?? null,
      list: (folder) => this.#list(folder),
      facts: (path) => this.#facts(path),
      realPath: (path) => (this.#facts(path) === null ? null : resolve(path)),
      self: () => ({ user: ALICE, group: ALICE, groups: [ALICE] }),
      bytes: (path) => (this.files.has(path) ? Buffer.from(this.files.get(path) ?? '') : null),
    }
    return {
      ...streams,
      env: this.env,
      home: this.home,
      version: '0.0.0-test',
      clock: this.time,
      files,
      write: (path, text) => this.files.set(path, text),
      tryToWrite: () => undefined,
      append: (path, line) => {
        if (this.unwritable.has(path)) throw new Error(`ENOSPC: no space left on device, write '${path}'`)
        this.files.set(path, (this.files.get(path) ?? '') + line)
      },
      terminals: { out: this.terminal, err: this.terminal },
      ask: this.answers === null ? null : async (question) => await this.#answer(question),
      stop: this.stop.signal,
      patience: new Patience(this.stop.signal, this.stopAgain.signal),
      ...(this.isOnDisk ? { files: diskFiles, write: writeWhole, tryToWrite, append: appendLine } : {}),
      every: () => () => undefined,
      connect: async (connection) => await Promise.resolve(linodeCloud(this.#reach(connection))),
      probe: async (connection) => await Promise.resolve(linodeProbe(this.#reach(connection))),
      account: async (connection) => await Promise.resolve(linodeAccount(this.#reach(connection))),
    }
  }
}

/** Every world answers as the account did that a rehearsal has asked. */
function onFacts(options: NonNullable<WorldOptions['sandbox']>): NonNullable<WorldOptions['sandbox']> {
  const { switches, timings } = sandboxFacts(FACTS)
  return {
    ...options,
    switches: { ...switches, ...options.switches },
    timings: { ...timings, ...options.timings },
  }
}
