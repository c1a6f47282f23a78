import { backendAddress, hostOf } from '../../../src/fleet/model/address.ts'
import type { Activity, Backend, Health, Instance } from '../../../src/fleet/model/fleet.ts'
import { backendId, instanceId, type ConfigId, type NodeBalancerId } from '../../../src/fleet/model/ids.ts'
import { markedLabel } from '../../../src/fleet/model/mark.ts'
import { FACTS } from '../facts.ts'
import type { Attachment, Policy } from '../../../src/fleet/model/policy.ts'

const BOOT = 70_000
const RACE = 2_000
const CHECK = 10_000

/** A backend node as the account keeps it; its health follows from the clock. */
export interface Node {
  readonly id: number
  readonly nodeBalancer: NodeBalancerId
  readonly config: ConfigId
  address: string
  label: string
  mode: string
  changed: number
  weight: number
  /** When a person last changed it. */
  handled: number
  /** When a person last set its mode or its label: half of a mark is none. */
  takenAt: number
}

/** A Linode as the account keeps it. */
export interface Machine {
  readonly id: number
  readonly created: number
  readonly address: string
  /** Its address of the other kind: what a profile that changes its kind attaches. */
  readonly inVpc: string
  label: string
  tags: string[]
  /** What it was called and tagged before a person changed that, and at its birth. */
  readonly was: { readonly label: string; readonly tags: readonly string[] }[]
  locks: string[]
  /** Never runs, or runs and is never healthy. */
  fate: 'good' | 'never-boots' | 'stays-down'
  /** Its health blips: DOWN until then. */
  sickUntil: number
  /** Its power was switched off. */
  off: boolean
  /** What a person has it worked on, and until when. */
  work: { readonly status: string; readonly until: number } | null
  /** Its app answers on one config no more, until then. */
  sickOn: { readonly config: ConfigId; readonly until: number } | null
  /** When a person last changed it. */
  handled: number
}

/** Where a profile's kind of backend reaches a machine. */
export function addressOf({ address, inVpc }: Machine, kind: Policy['backend']['kind']): string {
  return kind === 'vpc' ? inVpc : address
}

/** How everything was at an instant, for lists that lag. */
interface Past {
  readonly from: number
  readonly machines: readonly Machine[]
  readonly nodes: readonly Node[]
}

/** An account whose calls are atomic; what the explored runs share. Time is set from outside. */
export class Account {
  readonly machines: Machine[] = []
  readonly nodes: Node[] = []
  readonly log: (Activity & { readonly visibleFrom: number })[] = []
  now: number
  eventLag = FACTS.eventLag ?? 0
  creates = 0
  /** What the profile of the runs makes members from. */
  spec: readonly string[] = []
  /** What the run that had created it took away again. */
  yields = 0
  /** The NodeBalancer's. */
  tags: readonly string[] = []
  deletes = 0
  /** Instances that were put back between the last look of who deleted them and the delete: nobody can see that. */
  overtaken = 0
  /** Which run made what. */
  readonly makers = new Map<number, number>()
  /** Whether later ids are higher: nobody promises it. */
  idsFall = false
  /** The token's user may not tag: what is created has no tags. */
  dropsTags = false
  /** The list of instances is so much older than the account. */
  listLag = 0
  /** So are the lists of backend nodes. */
  nodesLag = 0
  /** The token's user sees no Linode, or not all of them. */
  sees: 'all' | 'some' | 'nothing' = 'all'
  /** Configs that a person has deleted, with every backend node on them. */
  readonly gone = new Set<ConfigId>()
  /** NodeBalancers that a person has deleted, with every config. */
  readonly goneBalancers = new Set<NodeBalancerId>()
  /** Configs without a health check. */
  readonly unchecked = new Set<ConfigId>()
  /** When the machine at an address went. */
  readonly wentAt = new Map<string, number>()
  readonly #past: Past[] = []
  fateOfNext: Machine['fate'] = 'good'
  /** When a person, or an edit of the profile, last changed anything. */
  touchedAt = -Infinity
  /** What runs did to what they had seen to be a person's. */
  readonly trespasses: string[] = []
  #next = 1000
  #below = 999

  constructor(now: number) {
    this.now = now
  }

  machine(label: string, tags: readonly string[], created = this.now): Machine {
    const id = this.idsFall ? this.#below-- : this.#next++
    const address = `192.168.${128 + (Math.floor(id / 250) % 100)}.${id % 250}`
    const made: Machine = {
      id,
      created,
      address,
      inVpc: `10.0.${Math.floor(id / 250) % 100}.${id % 250}`,
      label,
      tags: [...tags],
      was: [{ label, tags: [...tags] }],
      locks: [],
      fate: this.fateOfNext,
      sickUntil: 0,
      off: false,
      work: null,
      sickOn: null,
      handled: -Infinity,
    }
    this.machines.push(made)
    return made
  }

  node(at: Attachment, label: string, host: string, mode = 'accept'): Node {
    const { nodeBalancer, config, port } = at
    const changed = this.now
    const made: Node = {
      id: this.#next++,
      nodeBalancer,
      config,
      label,
      address: backendAddress(host, port),
      mode,
      changed,
      weight: 100,
      handled: -Infinity,
      takenAt: -Infinity,
    }
    this.nodes.push(made)
    return made
  }

  note(action: Activity['action'], m: Machine, at = this.now): void {
    this.log.push({
      at,
      action,
      instance: instanceId(m.id),
      label: m.label,
      username: 'somebody',
      failed: false,
      visibleFrom: at + this.eventLag,
    })
  }

  create(label: string, policy: Policy, more: readonly string[] = []): Machine | null {
    if (this.machines.some((m) => m.label === label && !this.#slips(m))) return null
    const drops = this.dropsTags || FACTS.createTags === 'dropped'
    const made = this.machine(label, drops ? [] : [policy.fleetTag, ...this.spec, ...more])
    this.creates++
    this.note('create', made)
    return made
  }

  /** Where the check of labels is not atomic, one that was taken a moment ago can be taken again. */
  #slips({ created }: Machine): boolean {
    return FACTS.labelRace === 'both' && this.now - created < RACE
  }

  remove(id: number): boolean {
    const at = this.machines.findIndex((m) => m.id === id)
    const [gone] = at < 0 ? [] : this.machines.splice(at, 1)
    if (gone === undefined) return false
    this.wentAt.set(gone.address, this.now)
    this.deletes++
    this.note('delete', gone)
    if (FACTS.nodesSurviveInstance === false)
      for (const n of this.nodes.filter((each) => each.address.startsWith(`${gone.address}:`)))
        this.detach(n.id)
    return true
  }

  /** The member's app never answers again. */
  spoil(label: string): void {
    for (const m of this.machines) if (m.label === label) m.fate = 'stays-down'
  }

  /** A run was killed in this member's drain. */
  mark(label: string): void {
    for (const n of this.nodes)
      if (n.label === label) Object.assign(n, { label: markedLabel(label, this.now), mode: 'drain' })
  }

  /** A run was killed before it attached this member. */
  unhook(label: string): void {
    for (const n of this.nodes.filter((each) => each.label === label)) this.detach(n.id)
  }

  /** The instance is gone and its backend nodes are not. */
  lose(label: string): void {
    for (const m of this.machines.filter((each) => each.label === label)) this.#vanish(m.id)
  }

  /** Somebody removed it properly, so long ago. */
  forget(label: string, ago: number): void {
    for (const m of this.machines.filter((each) => each.label === label)) {
      this.unhook(label)
      this.#vanish(m.id)
      this.note('delete', m, this.now - ago)
    }
  }

  /** Only so many members are left; long ago somebody removed the others properly. */
  keepOnly(count: number): void {
    for (const m of this.machines.filter((each) => each.tags.length > 0).slice(count)) {
      this.unhook(m.label)
      this.#vanish(m.id)
    }
  }

  #vanish(id: number): void {
    const at = this.machines.findIndex((m) => m.id === id)
    if (at >= 0) this.machines.splice(at, 1)
  }

  /** A deletion that is no run's. */
  removeByHand(id: number): void {
    if (this.remove(id)) this.deletes--
  }

  /** A person deletes a NodeBalancer, with these configs. */
  deleteNodeBalancer(id: NodeBalancerId, configs: readonly ConfigId[]): void {
    this.goneBalancers.add(id)
    for (const config of configs) this.deleteConfig(config)
    for (const n of this.nodes.filter((each) => each.nodeBalancer === id)) this.detach(n.id)
  }

  /** A person deletes a config. */
  deleteConfig(config: ConfigId): void {
    this.gone.add(config)
    for (const n of this.nodes.filter((each) => each.config === config)) this.detach(n.id)
  }

  detach(id: number): void {
    const at = this.nodes.findIndex((n) => n.id === id)
    if (at >= 0) this.nodes.splice(at, 1)
  }

  change(id: number, to: { mode: string; label: string }): Node | null {
    const node = this.nodes.find((n) => n.id === id)
    if (node === undefined) return null
    Object.assign(node, to, { changed: this.now })
    return node
  }

  /** Remembers how the instances are now, for a list that lags. */
  /** Called after every change and every look. */
  onCall: () => void = () => undefined

  remember(): void {
    this.onCall()
    if (this.listLag + this.nodesLag === 0) return
    const machines = this.machines.map((m) => ({ ...m }))
    this.#past.push({
      from: this.now,
      machines,
      nodes: this.nodesLag === 0 ? [] : this.nodes.map((n) => ({ ...n })),
    })
  }

  /** The backend nodes of a config as their list shows them. */
  listedNodes(config: ConfigId): readonly Node[] {
    const old = this.#past.findLast(({ from }) => from <= this.now - this.nodesLag)?.nodes
    const shown = this.nodesLag === 0 ? this.nodes : (old ?? this.#past[0]?.nodes ?? this.nodes)
    return shown.filter((n) => n.config === config)
  }

  /** The instances as their list shows them: what the token's user sees, as it was a while ago. */
  listed(): readonly Machine[] {
    const old = this.#past.findLast(({ from }) => from <= this.now - this.listLag)?.machines
    return this.seen(this.listLag === 0 ? this.machines : (old ?? this.#past[0]?.machines ?? this.machines))
  }

  /** Those of some that the token's user sees. */
  seen(machines: readonly Machine[]): readonly Machine[] {
    if (this.sees === 'all') return machines
    return this.sees === 'nothing' ? [] : machines.filter((m) => m.id % 4 < 2)
  }

  activity(): readonly Activity[] {
    return this.log.filter((a) => a.visibleFrom <= this.now)
  }

  toInstance(m: Machine, kind: Policy['backend']['kind'] = null): Instance {
    const running = !m.off && m.fate !== 'never-boots' && this.now >= m.created + BOOT
    const old = this.now >= m.created + BOOT
    return {
      id: instanceId(m.id),
      label: m.label,
      status: this.#workOn(m) ?? (running ? 'running' : old ? 'offline' : 'booting'),
      type: 'g6-nanode-1',
      region: 'us-east',
      created: Math.floor(m.created / 1000) * 1000,
      tags: [...m.tags],
      address: addressOf(m, kind),
      elsewhere: [kind === 'vpc' ? m.address : m.inVpc],
      locks: [...m.locks],
    }
  }

  toBackend(n: Node): Backend {
    const { nodeBalancer, config, label, address, mode } = n
    return { id: backendId(n.id), nodeBalancer, config, label, address, mode, health: this.#health(n) }
  }

  /** The status of a machine that somebody works on; null where nobody does. */
  #workOn({ work }: Machine): string | null {
    return work !== null && this.now < work.until ? work.status : null
  }

  /** The living instance at a backend node's address. */
  machineAt(n: Pick<Node, 'address'>): Machine | undefined {
    const host = hostOf(n.address)
    return this.machines.find((x) => x.address === host || x.inVpc === host)
  }

  #health(n: Node): Health {
    const m = this.machineAt(n)
    if (this.unchecked.has(n.config)) return 'unknown'
    if (this.now < n.changed + CHECK) return 'unknown'
    if (m === undefined || m.off || m.fate !== 'good' || this.now < m.sickUntil) return 'down'
    if (m.sickOn?.config === n.config && this.now < m.sickOn.until) return 'down'
    return this.now >= m.created + BOOT + CHECK ? 'up' : 'down'
  }
}
