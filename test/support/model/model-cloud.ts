import { takePermit } from '../../../src/apply/gate.ts'
import { CloudError, type Again, type Cloud, type Permit } from '../../../src/cloud.ts'
import type { Clock } from '../../../src/clock.ts'
import {
  NOTHING_ASKED,
  type Backend,
  type Config,
  type HostAnswer,
  type Instance,
  type Missing,
  type NodeBalancer,
  type Sighting,
} from '../../../src/fleet/model/fleet.ts'
import { hostOf } from '../../../src/fleet/model/address.ts'
import { memberNumber } from '../../../src/fleet/model/label.ts'
import { hostWitness } from '../../../src/fleet/sight/host-witness.ts'
import { hostsToAsk } from '../../../src/fleet/sight/whose-host.ts'
import { isPauseTag } from '../../../src/fleet/sight/pause.ts'
import type { Attachment, Policy } from '../../../src/fleet/model/policy.ts'
import type { Account, Machine, Node } from './account.ts'
import type { Scheduler } from './scheduler.ts'

/** Told of what a run does, before it takes effect. */
export interface Watch {
  readonly looks: () => void
  /** A call was about a config, or a NodeBalancer, that is gone: it was refused for it, or its backend node is not there. */
  readonly misses: (how: 'refused' | 'unseen') => void
  /** What instances an answer shows it. */
  readonly shows: (machines: readonly Machine[]) => void
  /** It has read this one by itself. */
  readonly reads: (thing: Machine | Node) => void
  /** It was told that this backend node is gone. */
  readonly lacks: (node: number) => void
  readonly changes: (node: Node | undefined, to: { readonly mode: string; readonly label: string }) => void
  /** It has pointed a new backend node at an address. */
  readonly attaches: (host: string, node: Node) => void
  readonly detaches: (node: Node | undefined) => void
  /** It asks for one more; `own` are those that it has made. */
  readonly creates: (own: ReadonlySet<number>, label: string) => void
  /** Whether the very run has made it. */
  readonly removes: (machine: Machine | undefined, own: boolean) => void
  /** A write about these was turned away, or its answer was lost, and the run is asked now what it rests on. */
  readonly triesAgain: (things: readonly (Machine | Node)[]) => void
}

const NOBODY: Watch = {
  looks: () => undefined,
  misses: () => undefined,
  shows: () => undefined,
  reads: () => undefined,
  lacks: () => undefined,
  changes: () => undefined,
  attaches: () => undefined,
  detaches: () => undefined,
  creates: () => undefined,
  removes: () => undefined,
  triesAgain: () => undefined,
}

/** What one run knows by now, and how it asks. */
interface View {
  readonly account: Account
  readonly turns: Scheduler
  readonly policy: Policy
  readonly run: number
  readonly forced: boolean
  readonly watch: Watch
  /** Instances that this run has seen a person keep. */
  readonly kept: Set<number>
  /** What this very run has created. */
  readonly own: Set<number>
  /** When it has read a backend node by itself. */
  readonly readAt: Map<number, number>
  pauseSeen: boolean
  /** Every request waits for its turn. */
  readonly send: <T>(name: string, effect: () => T) => Promise<T>
  /** What becomes of a write's next try. */
  readonly answer: () => Answer
}

/** A write is answered, turned away without an effect, or has one and its answer is lost. */
export type Answer = 'given' | 'turned-away' | 'lost'

/** How the API is with one run, and who watches it. */
interface Served {
  readonly forced?: boolean
  readonly watch?: Watch
  readonly answer?: () => Answer
}

/** One run's view of an account: every request waits for its turn. */
export function modelCloud(
  account: Account,
  turns: Scheduler,
  policy: Policy,
  run: number,
  { forced = false, watch = NOBODY, answer = () => 'given' }: Served = {},
): Cloud {
  const send = async <T>(name: string, effect: () => T): Promise<T> =>
    await turns.request(run, name, () => {
      account.now = turns.now
      const value = effect()
      account.remember()
      return value
    })
  const known = {
    kept: new Set<number>(),
    own: new Set<number>(),
    readAt: new Map<number, number>(),
    pauseSeen: false,
  }
  const view: View = { account, turns, policy, run, forced, watch, ...known, send, answer }
  return {
    observe: async () => await observe(view),
    ...looks(view),
    ...instanceWrites(view),
    ...backendWrites(view),
    tags: async (id) =>
      await send('get nodebalancer', () => {
        needNodeBalancer(account, id)
        return { tags: account.tags, at: turns.now }
      }),
    setTags: async (id, tags, again) =>
      await write(view, { name: 'put nodebalancer', of: () => [], again }, () => {
        needNodeBalancer(account, id)
        account.tags = tags
      }),
    price: async () => await Promise.resolve({ hourly: 0.0075, monthly: 5 }),
    cores: async () => await Promise.resolve(1),
    busy: async () => await Promise.resolve([]),
    history: async (from) => await send('list events', () => account.activity().filter((a) => a.at >= from)),
  }
}

/** One write: whom it is about, and what it rests on. */
interface Write<T> {
  readonly name: string
  readonly of: () => readonly (Machine | Node)[]
  readonly again: Again<T>
  /** Not sent again where its answer was lost. */
  readonly once?: boolean
}

const TRIES = 3

/** Sends a write as the adapter does: after a try that was turned away, or whose answer was lost, it is asked what it rests on. */
async function write<T>(
  view: View,
  { name, of, again, once = false }: Write<T>,
  effect: () => T,
): Promise<T> {
  for (let tries = 1; tries < TRIES; tries++) {
    const answer = view.answer()
    if (answer === 'given') break
    await view.send(`${name} ${answer}`, () => void (answer === 'lost' && effect()))
    if (answer === 'lost' && once) throw new CloudError('unavailable', `${name}: no answer`)
    await view.turns.sleep(view.run, BACK_OFF)
    view.account.now = view.turns.now
    view.watch.triesAgain(of())
    const next = await again()
    if (next !== 'send') return next.instead
  }
  return await view.send(name, effect)
}

/** Until a write is sent again. */
const BACK_OFF = 20_000

async function observe(view: View): Promise<Sighting> {
  const { account, policy, send } = view
  view.watch.looks()
  const [tags, instances, ...backends] = await Promise.all([
    send('get nodebalancer', () => account.tags),
    send('list instances', () => {
      const listed = account
        .listed()
        .filter((m) => m.tags.includes(policy.fleetTag) || memberNumber(policy.name, m.label) !== null)
      view.watch.shows(listed)
      return listed.map((m) => account.toInstance(m, policy.backend.kind))
    }),
    ...policy.attachments.map(async (at) => await listBackends(view, at).catch(() => [])),
  ])
  const activity = await send('list events', () => account.activity())
  view.pauseSeen = tags.some((tag) => isPauseTag(tag, policy.name))
  return await withHosts(view, {
    observedAt: view.turns.now,
    instances,
    backends: backends.flat(),
    configs: configsOf(policy, account),
    nodeBalancers: nodeBalancersOf(policy, tags).filter(({ id }) => !account.goneBalancers.has(id)),
    missing: missingOf(policy, account),
    activity,
    scopes: null,
    surroundings: NOTHING_ASKED,
  })
}

/** Asks whose the hosts are that no listed instance has, where there are any. */
async function withHosts(view: View, seen: Sighting): Promise<Sighting> {
  const ask = hostsToAsk(seen, view.policy)
  const witness = hostWitness(seen, view.policy)
  if (ask.length === 0) return seen
  return { ...seen, hosts: await findAt(view, ask, witness) }
}

async function listBackends(view: View, at: Policy['attachments'][number]) {
  const { account, send } = view
  return await send(`list nodes ${at.config}`, () => {
    needConfig(view, at.config)
    return account.listedNodes(at.config).map((n) => account.toBackend(n))
  })
}

async function findAt(
  { account, policy, send, watch }: View,
  ...[asked, witness]: Parameters<Cloud['findAt']>
) {
  return await send(`find at ${asked.join(' ')}`, (): HostAnswer => {
    const seen = account.listed()
    const found = seen.filter((m) => asked.includes(m.address) || asked.includes(m.inVpc))
    watch.shows(found)
    return {
      asked,
      found: found.map((m) => account.toInstance(m, policy.backend.kind)),
      trusted: seen.some((m) => m.id === witness?.id),
      sees: account.sees === 'all' ? 'all' : 'some',
    }
  })
}

type Looks = Pick<
  Cloud,
  | 'members'
  | 'everyInstance'
  | 'findAt'
  | 'userSees'
  | 'findInstance'
  | 'instance'
  | 'backend'
  | 'nodesElsewhere'
  | 'lookElsewhere'
  | 'backends'
>

function looks(view: View): Looks {
  const { account, policy, send } = view
  const shown = (found: Machine | undefined) =>
    found === undefined ? null : account.toInstance(found, policy.backend.kind)
  return {
    members: async () =>
      await send('list members', () =>
        account
          .listed()
          .filter((m) => m.tags.includes(policy.fleetTag))
          .map((m) => account.toInstance(m, policy.backend.kind)),
      ),
    everyInstance: async () =>
      await send('list instances', () =>
        account.listed().map((m) => account.toInstance(m, policy.backend.kind)),
      ),
    findAt: async (...asked) => await findAt(view, ...asked),
    userSees: async () => await send('get grants', () => (account.sees === 'all' ? 'all' : 'some')),
    findInstance: async (label) =>
      await send(`find ${label}`, () => shown(account.listed().find((m) => m.label === label))),
    instance: async (id) =>
      await send(`get ${id}`, () => {
        const found = account.seen(account.machines).find((m) => m.id === id)
        if (found?.tags.includes('keep')) view.kept.add(id)
        if (found !== undefined) view.watch.reads(found)
        return shown(found)
      }),
    backend: async ({ id, config }) =>
      await send(`get node ${id}`, () => {
        if (account.gone.has(config)) view.watch.misses('unseen')
        view.readAt.set(id, account.now)
        const node = account.nodes.find((n) => n.id === id)
        if (node === undefined) view.watch.lacks(id)
        else view.watch.reads(node)
        return node === undefined ? null : account.toBackend(node)
      }),
    nodesElsewhere: async (instance) =>
      await send(`elsewhere ${instance.id}`, () =>
        elsewhere(view, [instance], false).filter((b) => hostOf(b.address) === instance.address),
      ),
    lookElsewhere: async ({ members, renamed }, everywhere) =>
      await send('look elsewhere', () => ({
        backends: elsewhere(view, [...members.map((m) => m.instance), ...renamed], everywhere),
        unread: [],
      })),
    backends: async (nodeBalancer, config) => await listBackends(view, { nodeBalancer, config, port: 0 }),
  }
}

/** What is on configs that the profile does not name, of its NodeBalancers and of those that the instances are behind. */
function elsewhere(
  { account, policy }: View,
  instances: readonly Instance[],
  everywhere: boolean,
): readonly Backend[] {
  const named = new Set(policy.attachments.map((at) => at.config))
  const hosts = new Set(instances.map((i) => i.address))
  const near = new Set([
    ...policy.attachments.map((at) => at.nodeBalancer),
    ...account.nodes.filter((n) => hosts.has(hostOf(n.address))).map((n) => n.nodeBalancer),
  ])
  return account.nodes
    .filter((n) => !named.has(n.config) && (everywhere || near.has(n.nodeBalancer)))
    .map((n) => account.toBackend(n))
}

function instanceWrites(view: View): Pick<Cloud, 'create' | 'remove' | 'setInstanceTags'> {
  const { account, policy, run, kept, own, watch, send } = view
  const machineOf = (id: number) => account.machines.find((m) => m.id === id)
  return {
    create: async (label, _until, more = []) => {
      account.now = view.turns.now
      watch.creates(own, label)
      return await send(`create ${label}`, () => {
        heedPause(view, `create ${label}`)
        const made = account.create(label, policy, more)
        if (made === null) throw new CloudError('label-taken', `creating ${label}: Label must be unique`)
        own.add(made.id)
        account.makers.set(made.id, run)
        return account.toInstance(made, policy.backend.kind)
      })
    },
    setInstanceTags: async (id, tags, again) =>
      await write(view, { name: `tag ${machineOf(id)?.label ?? id}`, of: () => [], again }, () => {
        const machine = machineOf(id)
        if (machine !== undefined) machine.tags = [...tags]
      }),
    remove: async (id, permit, again) => {
      needPermit(view, permit)
      const of = (): readonly (Machine | Node)[] => aboutMachine(view, id)
      return await write(view, { name: `delete ${machineOf(id)?.label ?? id}`, of, again }, () => {
        heedPause(view, `delete ${id}`)
        const machine = machineOf(id)
        // What the token's user does not see is not found.
        if (machine !== undefined && account.seen([machine]).length === 0) return 'absent'
        watch.removes(machineOf(id), own.has(id))
        if (kept.has(id)) account.trespasses.push(`run ${run} deleted instance ${id}, which a person keeps`)
        if (own.has(id)) account.yields++
        if (own.has(id)) account.deletes--
        if (isOvertaken(view, id)) account.overtaken++
        return account.remove(id) ? 'deleted' : 'absent'
      })
    },
  }
}

/** A machine and its backend nodes in the places of the profile: a delete that is sent again asks for no others. */
function aboutMachine({ account, policy }: View, id: number): readonly (Machine | Node)[] {
  const machine = account.machines.find((m) => m.id === id)
  const hosts = machine === undefined ? [] : [machine.address, machine.inVpc]
  const isPlace = ({ config, address }: Node): boolean =>
    policy.attachments.some((at) => at.config === config && address.endsWith(`:${at.port}`))
  const nodes = account.nodes.filter(isPlace)
  return [
    ...(machine === undefined ? [] : [machine]),
    ...nodes.filter((n) => hosts.includes(hostOf(n.address))),
  ]
}

function aboutNode(account: Account, id: number): readonly (Machine | Node)[] {
  const node = account.nodes.find((n) => n.id === id)
  const machine = node && account.machineAt(node)
  return [node, machine].filter((thing) => thing !== undefined)
}

/** It was put back since this run has read its backend nodes for the last time. */
function isOvertaken({ account, readAt }: View, id: number): boolean {
  return account.nodes.some(
    (n) =>
      account.machineAt(n)?.id === id && n.mode === 'accept' && n.changed > (readAt.get(n.id) ?? Infinity),
  )
}

function backendWrites(view: View): Pick<Cloud, 'attach' | 'change' | 'drain' | 'detach'> {
  const { account, watch } = view
  const nodeOf = (id: number) => account.nodes.find((n) => n.id === id)
  const of = (id: number) => (): readonly (Machine | Node)[] => aboutNode(account, id)
  return {
    attach: async (at, label, host, again) =>
      await write(view, { name: `attach ${label} ${at.config}`, of: () => [], again, once: true }, () => {
        needConfig(view, at.config)
        const node = account.node(at, label, host)
        watch.attaches(host, node)
        return account.toBackend(node)
      }),
    change: async (backend, to, again) =>
      await write(
        view,
        { name: `${to.mode} ${to.label} ${backend.config}`, of: of(backend.id), again },
        () => {
          if (to.mode === 'drain') account.trespasses.push(`run ${view.run} drains without the gate`)
          watch.changes(nodeOf(backend.id), to)
          const node = account.change(backend.id, to)
          return node === null ? null : account.toBackend(node)
        },
      ),
    drain: async (backend, label, permit, { again }) => {
      needPermit(view, permit)
      return await write(
        view,
        { name: `drain ${label} ${backend.config}`, of: of(backend.id), again },
        () => {
          heedPause(view, `drain ${label}`)
          watch.changes(nodeOf(backend.id), { mode: 'drain', label })
          const node = account.change(backend.id, { mode: 'drain', label })
          return node === null ? null : account.toBackend(node)
        },
      )
    },
    detach: async (backend, permit, again) => {
      needPermit(view, permit)
      await write(view, { name: `detach ${backend.id}`, of: of(backend.id), again }, () => {
        watch.detaches(nodeOf(backend.id))
        account.detach(backend.id)
      })
    },
  }
}

/** Everything that takes capacity away comes through the gate, each call with a permit of its own. */
function needPermit({ account, run }: View, permit: Permit): void {
  if (!takePermit(permit)) account.trespasses.push(`run ${run} takes capacity away without the gate`)
}

function needConfig({ account, watch }: View, config: Attachment['config']): void {
  if (!account.gone.has(config)) return
  watch.misses('refused')
  throw new CloudError('not-found', `config ${config}: Not found`)
}

function needNodeBalancer({ goneBalancers }: Account, id: Attachment['nodeBalancer']): void {
  if (goneBalancers.has(id)) throw new CloudError('not-found', `NodeBalancer ${id}: Not found`)
}

function missingOf({ attachments }: Policy, { gone, goneBalancers }: Account): readonly Missing[] {
  const ids = [...new Set(attachments.map((at) => at.nodeBalancer))].filter((id) => goneBalancers.has(id))
  const configs = attachments.filter((at) => gone.has(at.config) && !goneBalancers.has(at.nodeBalancer))
  return [
    ...ids.map((nodeBalancer): Missing => ({ kind: 'nodebalancer', nodeBalancer })),
    ...configs.map(({ nodeBalancer, config }): Missing => ({ kind: 'config', nodeBalancer, config })),
  ]
}

function heedPause({ account, forced, pauseSeen, run }: View, what: string): void {
  if (pauseSeen && !forced) account.trespasses.push(`run ${run} had seen the pause: ${what}`)
}

/** The clock of one run: sleeping waits for the scheduler. */
export function modelClock(turns: Scheduler, run: number, random: () => number): Clock {
  return {
    monotonic: () => turns.now,
    wall: () => turns.now,
    sleep: async (ms) => await turns.sleep(run, ms),
    random,
  }
}

function configsOf(policy: Policy, { unchecked, gone }: Account): readonly Config[] {
  const there = policy.attachments.filter((at) => !gone.has(at.config))
  return there.map(({ config, nodeBalancer, port }) => ({
    id: config,
    nodeBalancer,
    port,
    checked: !unchecked.has(config),
    protocol: 'http',
  }))
}

function nodeBalancersOf(policy: Policy, tags: readonly string[]): readonly NodeBalancer[] {
  const ids = [...new Set(policy.attachments.map((at) => at.nodeBalancer))]
  return ids.map((id) => ({
    id,
    label: `nb-${id}`,
    region: policy.region,
    address: '203.0.113.10',
    tags,
    type: 'common',
    locks: [],
  }))
}
