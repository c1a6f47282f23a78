import { backendAddress } from '../../../src/fleet/model/address.ts'
import type { Activity, Backend, Health, Instance } from '../../../src/fleet/model/fleet.ts'
import { backendId, instanceId, type ConfigId, type NodeBalancerId } from '../../../src/fleet/model/ids.ts'
import { markedLabel } from '../../../src/fleet/model/mark.ts'
import type { Attachment, Policy } from '../../../src/fleet/model/policy.ts'

const BOOT = 70_000
const CHECK = 10_000

/** A backend node as the account keeps it; its health follows from the clock. */
interface Node {
  readonly id: number
  readonly nodeBalancer: NodeBalancerId
  readonly config: ConfigId
  readonly address: string
  label: string
  mode: string
  changed: number
}

interface Machine {
  readonly id: number
  readonly created: number
  readonly address: string
  label: string
  tags: string[]
  locks: string[]
  /** Never runs, or runs and is never healthy. */
  fate: 'good' | 'never-boots' | 'stays-down'
  /** Its health blips: DOWN until then. */
  sickUntil: number
}

/** An account whose calls are atomic; what the explored runs share. Time is set from outside. */
export class Account {
  readonly machines: Machine[] = []
  readonly nodes: Node[] = []
  readonly log: (Activity & { readonly visibleFrom: number })[] = []
  now: number
  eventLag = 0
  creates = 0
  /** What the run that had created it took away again. */
  yields = 0
  /** The NodeBalancer's. */
  tags: readonly string[] = []
  deletes = 0
  fateOfNext: Machine['fate'] = 'good'
  /** What runs did to what they had seen to be a person's. */
  readonly trespasses: string[] = []
  #next = 1000

  constructor(now: number) {
    this.now = now
  }

  machine(label: string, tags: readonly string[], created = this.now): Machine {
    const id = this.#next++
    const address = `192.168.${128 + (Math.floor(id / 250) % 100)}.${id % 250}`
    const made: Machine = {
      id,
      created,
      address,
      label,
      tags: [...tags],
      locks: [],
      fate: this.fateOfNext,
      sickUntil: 0,
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
    }
    this.nodes.push(made)
    return made
  }

  note(action: Activity['action'], m: Machine): void {
    const { now } = this
    this.log.push({
      at: now,
      action,
      instance: instanceId(m.id),
      label: m.label,
      username: 'somebody',
      failed: false,
      visibleFrom: now + this.eventLag,
    })
  }

  create(label: string, policy: Policy): Machine | null {
    if (this.machines.some((m) => m.label === label)) return null
    const made = this.machine(label, [policy.fleetTag])
    this.creates++
    this.note('create', made)
    return made
  }

  remove(id: number): boolean {
    const at = this.machines.findIndex((m) => m.id === id)
    const [gone] = at < 0 ? [] : this.machines.splice(at, 1)
    if (gone === undefined) return false
    this.deletes++
    this.note('delete', gone)
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

  activity(): readonly Activity[] {
    return this.log.filter((a) => a.visibleFrom <= this.now)
  }

  toInstance(m: Machine): Instance {
    const running = m.fate !== 'never-boots' && this.now >= m.created + BOOT
    const old = this.now >= m.created + BOOT
    return {
      id: instanceId(m.id),
      label: m.label,
      status: running ? 'running' : old ? 'offline' : 'booting',
      type: 'g6-nanode-1',
      region: 'us-east',
      created: Math.floor(m.created / 1000) * 1000,
      tags: [...m.tags],
      address: m.address,
      locks: [...m.locks],
    }
  }

  toBackend(n: Node): Backend {
    const { nodeBalancer, config, label, address, mode } = n
    return { id: backendId(n.id), nodeBalancer, config, label, address, mode, health: this.#health(n) }
  }

  #health(n: Node): Health {
    const m = this.machines.find((x) => n.address.startsWith(`${x.address}:`))
    if (this.now < n.changed + CHECK) return 'unknown'
    if (m === undefined || m.fate !== 'good' || this.now < m.sickUntil) return 'down'
    return this.now >= m.created + BOOT + CHECK ? 'up' : 'down'
  }
}
