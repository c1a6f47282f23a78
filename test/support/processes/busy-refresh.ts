import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { createSandbox, type Sandbox } from '../../../src/sandbox/sandbox.ts'
import { seedFleet } from '../../../src/sandbox/seed.ts'
import { serveSandbox } from '../../../src/sandbox/server.ts'
import { realClock } from '../../../src/sandbox/state/clock.ts'
import type { SandboxReply, SandboxRequest } from '../../../src/sandbox/wire/exchange.ts'
import { Dice } from '../model/scheduler.ts'
import { ROOT } from '../root.ts'
import { FLEET } from '../sandbox/api.ts'
import { WEB } from '../world.ts'

const BIN = join(ROOT, 'bin', 'linode-autoscale.js')
const FLEET_TAG = 'fleet:web:12345'
/** How many writes a refresh of four comes to at least; what happens beside it does so during half of them. */
const WRITES = 12
/** How often it is begun at most. */
const TRIES = 8

const BY_OTHERS = ['killed', 'killed again', 'another refresh', 'scale-out', 'scale-in'] as const
const BY_PERSON = ['new one deleted', 'new one renamed', 'new one drained'] as const

/** Something that happens beside a refresh. */
export type Beside = (typeof BY_OTHERS | typeof BY_PERSON)[number]

/** What a person has done to members, by the ids of their instances. */
interface ByPerson {
  readonly deleted: Set<number>
  readonly renamed: Set<number>
  readonly drained: Set<number>
}

/** A fleet that is refreshed by a real process, and everybody else who is at work on it meanwhile. */
export class BusyRefresh implements AsyncDisposable {
  readonly trace: string[] = []
  readonly happened = new Set<Beside>()
  readonly person: ByPerson = { deleted: new Set(), renamed: new Set(), drained: new Set() }
  /** The fewest that served, less who was told to go, and the most members that there were. */
  fewest = Infinity
  most = 0
  readonly #members: number
  readonly #sandbox: Sandbox
  readonly #home = mkdtempSync(join(tmpdir(), 'busy-refresh-'))
  readonly #due: { readonly what: Beside; readonly at: number }[]
  readonly #others: Promise<unknown>[] = []
  readonly #servers: { close(): Promise<void> }[] = []
  #urls = { main: '', others: '' }
  #kill: () => boolean = () => false
  #writes = 0
  /** How many were removed by an alert or lost by a person's hand. */
  #gone = 0

  private constructor(seed: number, members: number, max: number) {
    const dice = new Dice(seed)
    this.#members = members
    // Were a person to take three, nobody would make a fourth within the hour.
    const chosen = [...BY_OTHERS, ...BY_PERSON.filter((_, i) => i !== seed % BY_PERSON.length)]
    this.#due = chosen.map((what) => ({ what, at: 1 + dice.below(WRITES) }))
    const timings = { provision: 500, boot: 200, appStart: 200, checkInterval: 200 }
    this.#sandbox = createSandbox({ clock: realClock(), rateLimits: false, timings })
    seedFleet(this.#sandbox, {
      ...FLEET,
      members,
      foreign: 1,
      nodebalancers: [{ id: 12345, configs: [{ id: 67890, port: 80 }] }],
    })
    const profile = WEB.replace('max: 8', `max: ${max}`).replace(
      'scale_in: {',
      'scale_out: { cooldown: 0s, healthy_within: 30s }\nscale_in: { cooldown: 0s, drain: 1s,',
    )
    writeFileSync(join(this.#home, 'web.yaml'), profile, { mode: 0o600 })
  }

  static async start(
    seed: number,
    { members, max }: { readonly members: number; readonly max: number },
  ): Promise<BusyRefresh> {
    const busy = new BusyRefresh(seed, members, max)
    const main = await serveSandbox({ ...busy.#sandbox, handle: (it) => busy.#handle(it, true) })
    const others = await serveSandbox({ ...busy.#sandbox, handle: (it) => busy.#handle(it, false) })
    busy.#servers.push(main, others)
    busy.#urls = { main: main.url, others: others.url }
    return busy
  }

  /** Refreshes, again after each end, until everything has happened beside it or has had its time, and everybody else has come to an end. */
  async refresh(): Promise<void> {
    for (let left = TRIES; left > 0; left--) {
      const going = this.begin('main', 'refresh', '--older-than', '1h', '--surge', '2', '--bake', '0s')
      this.#kill = () => going.kill('SIGKILL')
      const { signal, exitCode, stdout } = await going
      this.#kill = () => false
      this.trace.push(`refresh ended: ${signal ?? exitCode}\n${stdout}`)
      if (signal === undefined) this.#happen(false)
      if (this.happened.size === this.#due.length || stdout.includes('nothing to do')) break
    }
    await Promise.all(this.#others)
  }

  /** What has not come about. */
  get missed(): readonly Beside[] {
    return this.#due.flatMap(({ what }) => (this.happened.has(what) ? [] : [what]))
  }

  /** Begins a command in a process of its own. */
  begin(from: 'main' | 'others', ...args: readonly string[]) {
    const env = {
      LINODE_URL: this.#urls[from],
      LINODE_TOKEN: this.#sandbox.token,
      HOME: this.#home,
      TMPDIR: this.#home,
    }
    const argv = [BIN, ...args, '-p', join(this.#home, 'web.yaml')]
    return execa(process.execPath, argv, { env, reject: false })
  }

  /** Runs a command to its end; what it said is in the trace. */
  async run(...args: readonly string[]): Promise<number | undefined> {
    const { exitCode, stdout, stderr } = await this.begin('others', ...args)
    this.trace.push(`${args.join(' ')}: ${exitCode}\n${stdout}\n${stderr}`)
    return exitCode
  }

  /** A refresh with nobody beside it; whether it had nothing to hold it, as three that failed within the hour do, whoever made them fail. */
  async finish(): Promise<boolean> {
    const { exitCode, stdout } = await this.begin('others', 'refresh', '--older-than', '1h', '--bake', '0s')
    this.trace.push(`the last refresh: ${exitCode}\n${stdout}`)
    return exitCode === 0 && /^web: done/m.test(stdout)
  }

  /** How many writes there were. */
  get writes(): number {
    return this.#writes
  }

  /** Everybody who has the fleet tag. */
  get tagged() {
    return this.#sandbox.byHand
      .instances()
      .filter((i) => i.tags.includes(FLEET_TAG) && i.status !== 'deleting')
  }

  /** Those of them who are members by their label too. */
  get members() {
    return this.tagged.filter((i) => /^web-\d+$/.test(i.label))
  }

  /** Members that nobody has taken for himself and that were there before. */
  get old() {
    return this.members.filter((i) => Number(i.label.slice(4)) <= this.#members)
  }

  get serving(): number {
    return this.tagged.filter((i) =>
      this.#backendsOf(i).some((b) => b.mode === 'accept' && b.status === 'UP'),
    ).length
  }

  /** Tags of living members that tell whose living place they are to take, and places that the NodeBalancer's tags keep. */
  get halves(): readonly string[] {
    const ids = new Set(this.members.map((i) => i.id))
    return this.members.flatMap((i) =>
      i.tags
        .filter((tag) => ids.has(Number(/^replaces:(\d+)/.exec(tag)?.[1] ?? 0)))
        .map((tag) => `${i.label} ${tag}`),
    )
  }

  /** What is half done, a person's own doing aside. */
  illegalities(): readonly string[] {
    const backends = this.#sandbox.byHand.backends()
    const hosts = new Set(this.#sandbox.byHand.instances().flatMap((i) => i.privateIpv4))
    const held = this.tagged.filter((i) => this.person.drained.has(i.id))
    const own = new Set(held.flatMap((i) => this.#backendsOf(i)).map((b) => b.id))
    return [
      ...this.members
        .filter((i) => this.#backendsOf(i).length !== 1)
        .map((i) => `${i.label} has ${this.#backendsOf(i).length} backend nodes`),
      ...backends
        .filter((b) => !hosts.has(b.address.split(':')[0] ?? ''))
        .map((b) => `${b.label} has no instance`),
      ...backends
        .filter((b) => b.mode !== 'accept' && !own.has(b.id))
        .map((b) => `${b.label} is in ${b.mode}`),
    ]
  }

  /** What a person has set and does not stand any more. */
  undone(): readonly string[] {
    const there = new Map(this.#sandbox.byHand.instances().map((i) => [i.id, i]))
    const modes = (id: number): readonly string[] => {
      const one = there.get(id)
      return one === undefined ? [] : this.#backendsOf(one).map((b) => `${b.mode} ${b.label}`)
    }
    return [
      ...[...this.person.deleted].filter((id) => there.has(id)).map((id) => `${id} is there again`),
      ...[...this.person.renamed]
        .filter(
          (id) => there.get(id)?.label !== `mine-${id}` || !modes(id).every((m) => m.startsWith('accept')),
        )
        .map((id) => `the renamed ${id} is ${there.get(id)?.label ?? 'gone'}, ${modes(id).join()}`),
      ...[...this.person.drained]
        .filter((id) => !modes(id).some((m) => m === `drain ${there.get(id)?.label}`))
        .map((id) => `the drained ${id} is ${there.get(id)?.label ?? 'gone'}, ${modes(id).join()}`),
    ]
  }

  #handle(request: SandboxRequest, isMain: boolean): SandboxReply {
    const reply = this.#sandbox.handle(request)
    if (request.method !== 'GET' && reply.status === 200) {
      this.#writes++
      this.trace.push(`${isMain ? 'refresh' : 'another'}: ${request.method} ${request.url}`)
      this.#happen(isMain)
    }
    this.fewest = Math.min(this.fewest, this.serving + this.#gone)
    this.most = Math.max(this.most, this.members.length)
    return reply
  }

  /** One thing a write, in the order of the dice, as soon as it can be. */
  #happen(isMain: boolean): void {
    const [next] = this.#due
      .filter(({ what, at }) => !this.happened.has(what) && at <= this.#writes)
      .filter(({ what }) => !what.startsWith('killed') || isMain)
      .toSorted((a, b) => a.at - b.at)
    if (next === undefined || !this.#does(next.what)) return
    this.happened.add(next.what)
    this.trace.push(`-- ${next.what}`)
  }

  #does(what: Beside): boolean {
    switch (what) {
      case 'killed':
      case 'killed again':
        return this.#kill()
      case 'another refresh':
        return this.#begins('refresh', '--older-than', '1h', '--bake', '0s')
      case 'scale-out':
        return this.#begins('scale-out', '--no-wait')
      case 'scale-in':
        this.#gone++
        return this.#begins('scale-in')
      case 'new one deleted':
      case 'new one renamed':
      case 'new one drained':
        return this.#takesNew(what)
    }
  }

  #begins(...args: readonly string[]): true {
    this.#others.push(this.run(...args))
    return true
  }

  /** A person takes the newest that nobody has taken yet. */
  #takesNew(what: Beside): boolean {
    const { byHand } = this.#sandbox
    const fresh = this.members.filter((i) => Number(i.label.slice(4)) > this.#members && !this.#isTaken(i.id))
    const newest = fresh.toSorted((a, b) => b.id - a.id)[0]
    const [backend] = newest === undefined ? [] : this.#backendsOf(newest)
    if (newest === undefined || backend === undefined) return false
    // Whoever it was to replace may be on its way out by then.
    if (what !== 'new one renamed') this.#gone++
    if (what === 'new one deleted') byHand.removeInstance(newest.id)
    else if (what === 'new one renamed') byHand.rename(newest.id, `mine-${newest.id}`)
    else byHand.changeBackend(backend.id, { mode: 'drain' })
    const { deleted, renamed, drained } = this.person
    ;(what === 'new one deleted' ? deleted : what === 'new one renamed' ? renamed : drained).add(newest.id)
    this.trace.push(`-- of ${newest.label}, instance ${newest.id}`)
    return true
  }

  #isTaken(id: number): boolean {
    const { deleted, renamed, drained } = this.person
    return deleted.has(id) || renamed.has(id) || drained.has(id)
  }

  #backendsOf({ privateIpv4: [host] }: { readonly privateIpv4: readonly string[] }) {
    return this.#sandbox.byHand.backends().filter((b) => b.address.startsWith(`${host}:`))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#kill()
    await Promise.allSettled(this.#others)
    for (const server of this.#servers) await server.close()
    rmSync(this.#home, { recursive: true, force: true })
  }
}
