import { takePermit } from '../../src/apply/gate.ts'
import { unmarkedLabel } from '../../src/fleet/model/mark.ts'
import {
  CloudError,
  type Again,
  type Cloud,
  type CloudErrorCode,
  type Permit,
  type Removed,
  type Tagged,
} from '../../src/cloud.ts'
import { backendAddress } from '../../src/fleet/model/address.ts'
import type { Activity, Backend, HostAnswer, Instance, Sighting } from '../../src/fleet/model/fleet.ts'
import { backendId, instanceId, type BackendId, type InstanceId } from '../../src/fleet/model/ids.ts'
import { aBackend, anInstance, asAnswered } from './a-fleet.ts'
import type { VirtualTime } from './virtual-time.ts'

/** What every call takes, so that one that nobody waits for is answered too late. */
const LATENCY = 20
/** How long a write that was turned away waits. */
const PASSES_AFTER = 1_000
const BOOT = 60_000
const CHECK = 10_000

/** A write is turned away for the moment, or its answer is lost, and it may be sent once more. */
class Passing extends Error {}

/** What happens at a call: a change of the account, an error instead of an answer, or both. */
export type Happening = (cloud: ScriptedCloud) => unknown

interface Rule {
  readonly call: string
  readonly happens: Happening
  left: number
}

/**
 * An account that says what it was asked, call by call, and of which a test scripts what happens at any of them.
 * New instances boot and come into service by the clock; everything else is as it was set.
 */
export class ScriptedCloud implements Cloud {
  /** Everything that was sent, in order: `change 1003 drain web-3.out`. */
  readonly calls: string[] = []
  instances: Instance[]
  /** The backend nodes. */
  nodes: Backend[]
  activity: Activity[] | null
  tagsOfNodeBalancer: readonly string[] = []
  /** What the token's user sees of the account, as its grants tell when they are asked again. */
  sees: HostAnswer['sees'] = 'all'
  /** What the profile names and the account has no more. */
  missing: Sighting['missing'] = []
  /** How many calls have no answer yet. */
  open = 0
  /** Instances whose nodes the health check calls DOWN for good. */
  readonly broken = new Set<InstanceId>()
  /** Ids of instances and backend nodes that no list shows (yet). */
  readonly unlisted = new Set<number>()
  /** What new instances are like, where they are not as usual. */
  newborn: Partial<Instance> = {}
  readonly #seen: Sighting
  readonly #time: VirtualTime
  readonly #before: Rule[] = []
  readonly #after: Rule[] = []
  readonly #changed = new Map<BackendId, number>()
  readonly #born = new Map<InstanceId, number>()
  #next = 5000

  constructor(seen: Sighting, time: VirtualTime) {
    this.#seen = seen
    this.#time = time
    this.instances = [...seen.instances]
    this.nodes = [...seen.backends]
    this.activity = seen.activity === null ? null : [...seen.activity]
  }

  async cores(): Promise<number> {
    return await Promise.resolve(1)
  }

  history: Cloud['history'] = async (from) =>
    await this.#call('history', () => this.activity?.filter((a) => a.at >= from) ?? null)

  userSees: Cloud['userSees'] = async () => await this.#call('grants', () => this.sees ?? 'unknown')

  async busy(): Promise<readonly []> {
    return await Promise.resolve([])
  }

  /** Before a call that begins so takes effect. */
  before(call: string, happens: Happening, times = 1): this {
    this.#before.push({ call, happens, left: times })
    return this
  }

  /** After a call that begins so took effect, and before its answer. */
  after(call: string, happens: Happening, times = 1): this {
    this.#after.push({ call, happens, left: times })
    return this
  }

  /** The calls that write. */
  get writes(): readonly string[] {
    return this.calls.filter((c) => /^(create|attach|change|detach|remove|tag |retag )/.test(c))
  }

  /** The instance that was made last. */
  get newest(): Instance {
    return this.instances.at(-1) ?? anInstance(0)
  }

  /** The health check calls this member DOWN from now on. */
  breakDown(instance: Instance = this.newest): void {
    this.broken.add(instance.id)
  }

  /** Somebody deleted an instance that nobody else speaks of. */
  noteDeletion(label: string, at: number): void {
    const { id } = anInstance(900)
    this.activity?.push({ at, action: 'delete', instance: id, label, username: 'us', failed: false })
  }

  /** The API's time. */
  get now(): number {
    return this.#seen.observedAt + this.#time.monotonic()
  }

  setInstance(id: number, change: Partial<Instance>): void {
    this.instances = this.instances.map((i) => (i.id === id ? { ...i, ...change } : i))
  }

  setBackend(id: number, change: Partial<Backend>): void {
    this.nodes = this.nodes.map((b) => (b.id === id ? { ...b, ...change } : b))
  }

  /** Somebody deletes an instance; its backend nodes stay. */
  vanish(id: number): void {
    this.instances = this.instances.filter((i) => i.id !== id)
  }

  /** Somebody deletes an instance, and the account's log says so at once. */
  deleteByHand(id: number): void {
    const gone = this.instances.find((i) => i.id === id)
    this.vanish(id)
    if (gone !== undefined) this.#note('delete', gone)
  }

  addInstance(n: number, instance: Partial<Instance> = {}): Instance {
    const made = anInstance(n, { created: this.now, ...instance })
    this.instances.push(made)
    return made
  }

  addBackend(n: number, backend: Partial<Backend> = {}): Backend {
    const made = aBackend(n, { id: backendId(this.#next++), ...backend })
    this.nodes.push(made)
    return made
  }

  async observe(): Promise<Sighting> {
    const { hosts: _before, ...seen } = this.#seen
    return await this.#call('observe', () =>
      asAnswered({
        ...seen,
        observedAt: this.now,
        instances: this.#listed(this.instances).map((i) => this.#alive(i)),
        backends: this.#listed(this.nodes).map((b) => this.#judged(b)),
        activity: this.activity,
        missing: this.missing,
        nodeBalancers: this.#seen.nodeBalancers.map((nb) => ({ ...nb, tags: this.tagsOfNodeBalancer })),
      }),
    )
  }

  async members(): Promise<readonly Instance[]> {
    return await this.#call('members', () => this.#listed(this.instances).map((i) => this.#alive(i)))
  }

  async everyInstance(): Promise<readonly Instance[]> {
    return await this.#call('instances', () => this.instances.map((i) => this.#alive(i)))
  }

  findAt: Cloud['findAt'] = async (asked, witness) =>
    await this.#call(`ask ${asked.join(' ')}`, () => ({
      asked,
      found: this.instances.filter((i) => i.address !== null && asked.includes(i.address)),
      trusted: this.instances.some((i) => i.id === witness?.id),
      sees: this.sees,
    }))

  async findInstance(label: string): Promise<Instance | null> {
    return await this.#call(`find ${label}`, () => this.#one((i) => i.label === label))
  }

  async instance(id: InstanceId): Promise<Instance | null> {
    return await this.#call(`get ${id}`, () => this.#one((i) => i.id === id))
  }

  backends: Cloud['backends'] = async (_nodeBalancer, config) =>
    await this.#call(`list ${config}`, () =>
      this.#listed(this.nodes)
        .filter((b) => b.config === config)
        .map((b) => this.#judged(b)),
    )

  async create(label: string, until: number, more: readonly string[] = []): Promise<Instance> {
    return await this.#call(`create ${label}`, () => {
      if (this.#time.monotonic() > until) throw no('unavailable')('it is too late for it')
      if (this.instances.some((i) => i.label === label)) throw no('label-taken')('Label must be unique')
      const n = Number(label.split('-').at(-1))
      const made = this.addInstance(n, {
        id: instanceId(this.#next++),
        label,
        status: 'provisioning',
        ...this.newborn,
        ...(more.length === 0 ? {} : { tags: [...(this.newborn.tags ?? anInstance(n).tags), ...more] }),
      })
      this.#born.set(made.id, this.#time.monotonic())
      this.#note('create', made)
      return made
    })
  }

  attach: Cloud['attach'] = async (at, label, host, again) =>
    await this.#write(`attach ${label} ${host} ${at.config}`, again, () => {
      const address = backendAddress(host, at.port)
      const { nodeBalancer, config } = at
      const made = this.addBackend(0, { nodeBalancer, config, label, address, health: 'unknown' })
      this.#changed.set(made.id, this.#time.monotonic())
      return made
    })

  backend: Cloud['backend'] = async ({ id }) =>
    await this.#call(`node ${id}`, () => {
      const found = this.nodes.find((b) => b.id === id)
      return found === undefined ? null : this.#judged(found)
    })

  nodesElsewhere: Cloud['nodesElsewhere'] = async ({ id }) => await this.#call(`elsewhere ${id}`, () => [])

  lookElsewhere: Cloud['lookElsewhere'] = async () =>
    await this.#call('look elsewhere', () => ({ backends: [], unread: [] }))

  drain: Cloud['drain'] = async ({ id }, label, permit, { until, again }) => {
    this.#need(permit)
    return await this.#write(`change ${id} drain ${unmarkedLabel(label)}.out`, again, () => {
      if (this.#time.monotonic() > until) throw no('unavailable')('it is too late for it')
      this.setBackend(id, { mode: 'drain', label })
      this.#changed.set(id, this.#time.monotonic())
      return this.nodes.find((b) => b.id === id) ?? null
    })
  }

  change: Cloud['change'] = async ({ id }, { mode, label }, again) =>
    await this.#write(`change ${id} ${mode} ${label}`, again, () => {
      if (mode === 'drain') throw new Error('drained without the gate')
      this.setBackend(id, { mode, label })
      this.#changed.set(id, this.#time.monotonic())
      return this.nodes.find((b) => b.id === id) ?? null
    })

  detach: Cloud['detach'] = async ({ id }, permit, again) =>
    await this.#write(`detach ${id}`, again, () => {
      this.#need(permit)
      this.nodes = this.nodes.filter((b) => b.id !== id)
    })

  async remove(id: InstanceId, permit: Permit, again: Again<Removed>): Promise<Removed> {
    this.#need(permit)
    return await this.#write(`remove ${id}`, again, () => {
      const gone = this.instances.find((i) => i.id === id)
      this.vanish(id)
      if (gone !== undefined) this.#note('delete', gone)
      return gone === undefined ? 'absent' : 'deleted'
    })
  }

  async tags(): Promise<Tagged> {
    return await this.#call('read tags', () => ({ tags: this.tagsOfNodeBalancer, at: this.now }))
  }

  setTags: Cloud['setTags'] = async (_nodeBalancer, tags, again) =>
    await this.#write(`tag ${tags.join(' ')}`, again, () => {
      this.tagsOfNodeBalancer = tags
    })

  setInstanceTags: Cloud['setInstanceTags'] = async (id, tags, again) =>
    await this.#write(`retag ${id} ${tags.join(' ')}`, again, () => {
      this.setInstance(id, { tags })
    })

  async price(): Promise<{ readonly hourly: number; readonly monthly: number }> {
    return await Promise.resolve({ hourly: 0.0075, monthly: 5 })
  }

  /** As the account's adapter does: what was turned away or lost is asked about before it is sent once more. */
  async #write<T>(call: string, again: Again<T>, effect: () => T): Promise<T> {
    for (;;) {
      try {
        return await this.#call(call, effect)
      } catch (error) {
        if (!(error instanceof Passing)) throw error
      }
      await this.#time.sleep(PASSES_AFTER)
      const next = await again()
      if (next !== 'send') return next.instead
    }
  }

  async #call<T>(call: string, effect: () => T): Promise<T> {
    this.calls.push(call)
    this.open++
    try {
      await this.#time.sleep(LATENCY)
      this.#happen(this.#before, call)
      const answer = effect()
      this.#happen(this.#after, call)
      return answer
    } finally {
      this.open--
    }
  }

  #listed<T extends { readonly id: number }>(all: readonly T[]): readonly T[] {
    return all.filter((each) => !this.unlisted.has(each.id))
  }

  /** Everything that takes capacity away comes through the gate, each call with a permit of its own. */
  #need(permit: Permit): void {
    if (!takePermit(permit)) throw new Error('taken away without the gate')
  }

  #happen(rules: readonly Rule[], call: string): void {
    const rule = rules.find((r) => r.left > 0 && call.startsWith(r.call))
    if (rule === undefined) return
    rule.left--
    rule.happens(this)
  }

  #one(is: (instance: Instance) => boolean): Instance | null {
    const found = this.instances.find(is)
    return found === undefined ? null : this.#alive(found)
  }

  #alive(instance: Instance): Instance {
    const born = this.#born.get(instance.id)
    if (born === undefined || instance.status !== 'provisioning') return instance
    return this.#time.monotonic() >= born + BOOT ? { ...instance, status: 'running' } : instance
  }

  /** As the API does: after a change the health is Unknown until the next check; who was DOWN is so again. */
  #judged(backend: Backend): Backend {
    const changed = this.#changed.get(backend.id)
    if (changed === undefined) return backend
    if (this.#time.monotonic() < changed + CHECK) return { ...backend, health: 'unknown' }
    const host = backend.address.slice(0, backend.address.lastIndexOf(':'))
    const instance = this.#one((i) => i.address === host)
    const runs = instance?.status === 'running' && !this.broken.has(instance.id)
    const since = (this.#born.get(instance?.id ?? instanceId(0)) ?? -BOOT - CHECK) + BOOT + CHECK
    return {
      ...backend,
      health: backend.health !== 'down' && runs && this.#time.monotonic() >= since ? 'up' : 'down',
    }
  }

  #note(action: Activity['action'], { id, label }: Instance): void {
    this.activity?.push({ at: this.now, action, instance: id, label, username: 'us', failed: false })
  }
}

/** An error of the cloud, to be thrown. */
export function no(code: CloudErrorCode, remedy: string | null = null): (why: string) => CloudError {
  return (why) => new CloudError(code, why, remedy)
}

/** What happens when the cloud refuses. */
export function refuse(code: CloudErrorCode, why: string, remedy: string | null = null): Happening {
  return () => {
    throw no(code, remedy)(why)
  }
}

/** What happens when a write is turned away for a moment, or its answer is lost, and something else happens meanwhile. */
export function pass(meanwhile: Happening = () => undefined): Happening {
  return (cloud) => {
    meanwhile(cloud)
    throw new Passing()
  }
}
