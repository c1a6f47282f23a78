import { backendAddress } from '../fleet/model/address.ts'
import {
  NOTHING_ASKED,
  type Activity,
  type Backend,
  type Fleet,
  type Health,
  type Instant,
} from '../fleet/model/fleet.ts'
import { backendId, instanceId } from '../fleet/model/ids.ts'
import { memberLabel } from '../fleet/model/label.ts'
import type { Policy } from '../fleet/model/policy.ts'
import { assembleFleet } from '../fleet/sight/assemble-fleet.ts'
import type { CloudNumbers } from './cloud-numbers.ts'
import { seeded, type Random } from './random.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** How long events are kept: longer than any rule looks back. */
const KEPT = 25 * HOUR

/** An instance with its backend nodes, which are changed all alike. */
export interface Machine {
  readonly id: number
  readonly label: string
  readonly created: Instant
  readonly runsAt: Instant
  /** From then on its application answers. */
  readonly answersAt: Instant
  mode: 'accept' | 'drain'
  nodeLabel: string
  /** When its backend nodes were last changed: health is Unknown until the next check. */
  changedAt: Instant
  /** When it is UP, if it is in accept. */
  upAt: Instant
}

/** An account as the planner sees it, on a clock that somebody else moves: creates, drains, deletes, boots and checks. */
export class ModelCloud {
  readonly #policy: Policy
  readonly #numbers: CloudNumbers
  readonly #random: Random
  readonly machines: Machine[] = []
  #events: Activity[] = []
  #next = 1
  #paid = 0
  /** Goes up with every change, so that whoever has looked knows whether to look again. */
  version = 0
  changes = 0

  constructor(policy: Policy, numbers: CloudNumbers) {
    this.#policy = policy
    this.#numbers = numbers
    this.#random = seeded(numbers.seed)
  }

  /** Whether the API takes a write now. */
  accepts(): boolean {
    return this.#numbers.hiccups === 0 || this.#random() >= this.#numbers.hiccups
  }

  /** Makes a member and attaches it, as of `now`. */
  create(label: string, now: Instant): Machine {
    const { boot, appStart } = this.#numbers
    const runsAt = now + boot.from + this.#random() * (boot.to - boot.from)
    const answersAt = runsAt + appStart
    const id = this.#next++
    const made: Machine = {
      id,
      label,
      created: now,
      runsAt,
      answersAt,
      mode: 'accept',
      nodeLabel: label,
      changedAt: now,
      upAt: this.#upAt(now, answersAt),
    }
    this.machines.push(made)
    this.#note('create', made, now)
    this.changes++
    return made
  }

  /** Members in service, about a day old, each with a paid hour of its own phase; what they have cost so far does not count. */
  seed(count: number, now: Instant): void {
    for (let n = 1; n <= count; n++) {
      const created = now - DAY - Math.floor(((n - 0.5) / count) * HOUR)
      const made = this.create(memberLabel(this.#policy.name, n), created)
      made.changedAt = created
      this.#paid -= begunHours(made, now) - 1
    }
    this.#events = []
    this.changes = 0
  }

  /** One PUT of mode and label. */
  change(machine: Machine, mode: Machine['mode'], nodeLabel: string, now: Instant): void {
    machine.mode = mode
    machine.nodeLabel = nodeLabel
    machine.changedAt = now
    machine.upAt = this.#upAt(now, machine.answersAt)
    this.version++
  }

  /** Deletes an instance and its backend nodes. */
  remove(machine: Machine, now: Instant): void {
    const at = this.machines.indexOf(machine)
    if (at < 0) return
    this.machines.splice(at, 1)
    this.#paid += begunHours(machine, now)
    this.#note('delete', machine, now)
    this.changes++
  }

  /** How many members take connections and answer them. */
  serving(now: Instant): number {
    let count = 0
    for (const m of this.machines) if (m.mode === 'accept' && m.upAt <= now) count++
    return count
  }

  /** When the number of those may next change by itself. */
  nextUp(now: Instant): Instant {
    let next = Infinity
    for (const m of this.machines) if (m.mode === 'accept' && m.upAt > now && m.upAt < next) next = m.upAt
    return next
  }

  /** Begun hours of all instances so far. */
  paidHours(now: Instant): number {
    return this.machines.reduce((sum, m) => sum + begunHours(m, now), this.#paid)
  }

  /** The fleet as an observe shows it. */
  observe(now: Instant): Fleet {
    const { attachments, fleetTag, region } = this.#policy
    const instances = this.machines.map((m) => ({
      id: instanceId(m.id),
      label: m.label,
      status: now >= m.runsAt ? 'running' : 'provisioning',
      type: '',
      region,
      created: m.created,
      tags: [fleetTag],
      address: hostOf(m),
      locks: [],
    }))
    const sighting = {
      observedAt: now,
      instances,
      backends: this.machines.flatMap((m) => this.#backendsOf(m, now)),
      configs: attachments.map(({ nodeBalancer, config }) => ({
        id: config,
        nodeBalancer,
        port: 80,
        checked: true,
        protocol: 'http',
      })),
      nodeBalancers: [...new Set(attachments.map((at) => at.nodeBalancer))].map((id) => ({
        id,
        label: 'nodebalancer',
        region,
        address: '',
        tags: [],
        type: 'common',
        locks: [],
      })),
      missing: [],
      activity: this.#events,
      scopes: null,
      surroundings: NOTHING_ASKED,
    }
    return assembleFleet(sighting, this.#policy)
  }

  #backendsOf(m: Machine, now: Instant): readonly Backend[] {
    return this.#policy.attachments.map((at, i) => ({
      id: backendId(m.id * 100 + i),
      nodeBalancer: at.nodeBalancer,
      config: at.config,
      label: m.nodeLabel,
      address: backendAddress(hostOf(m), at.port),
      mode: m.mode === 'accept' ? (at.mode ?? 'accept') : m.mode,
      health: this.#healthOf(m, now),
    }))
  }

  #healthOf(m: Machine, now: Instant): Health {
    if (now >= m.upAt) return 'up'
    const { checkInterval, checkAttempts } = this.#numbers
    return now >= m.changedAt + checkInterval * checkAttempts && m.answersAt > now ? 'down' : 'unknown'
  }

  /** The first check after a change that finds the application. */
  #upAt(changedAt: Instant, answersAt: Instant): Instant {
    const { checkInterval } = this.#numbers
    const checks = Math.max(1, Math.ceil((answersAt - changedAt) / checkInterval))
    return changedAt + checks * checkInterval
  }

  #note(action: Activity['action'], { id, label }: Machine, at: Instant): void {
    this.version++
    const kept = this.#events.filter((e) => e.at > at - KEPT)
    this.#events = [...kept, { at, action, instance: instanceId(id), label, username: null, failed: false }]
  }
}

/** Hours are paid once they have begun. */
function begunHours({ created }: Machine, now: Instant): number {
  return Math.max(1, Math.ceil((now - created) / HOUR))
}

/** No two machines of one simulation share an address. */
function hostOf({ id }: Machine): string {
  return `10.${(id >> 16) & 255}.${(id >> 8) & 255}.${id & 255}`
}
