import { backendAddress } from '../../../src/fleet/model/address.ts'
import { configId, nodeBalancerId } from '../../../src/fleet/model/ids.ts'
import { memberLabel } from '../../../src/fleet/model/label.ts'
import { markedLabel } from '../../../src/fleet/model/mark.ts'
import type { Attachment, Policy } from '../../../src/fleet/model/policy.ts'
import type { Account, Machine, Node } from './account.ts'
import type { Dice } from './scheduler.ts'

/** What a person finds in Cloud Manager. */
export interface Desk {
  readonly account: Account
  readonly policy: Policy
  readonly dice: Dice
  /** What the person does is done to members that leave, where there are any. */
  readonly aims?: boolean
  /** The person has machines worked on, too, and breaks their app on one config. */
  readonly works?: boolean
}

const ELSEWHERE: Attachment = { nodeBalancer: nodeBalancerId(54321), config: configId(99999), port: 80 }
const MODES = ['accept', 'drain', 'reject', 'backup'] as const
const MINUTE = 60_000

/** Does one thing that Cloud Manager offers, to anything there is; what it was, in words. */
export function actByHand(desk: Desk): string {
  const { account, dice } = desk
  const machines = desk.works === true ? [...ON_MACHINES, ...AT_WORK, ...AT_WORK] : ON_MACHINES
  const acts = dice.below(2) === 0 ? machines : ON_NODES
  const [name, act] = pick(dice, acts) ?? ['nothing', () => '']
  const what = act(desk)
  account.remember()
  return `${name} ${what}`
}

function pick<T>(dice: Dice, some: readonly T[]): T | undefined {
  return some[dice.below(Math.max(1, some.length))]
}

type Act = (desk: Desk) => string

/** The machines, or those of them that leave. */
function machinesOf({ account, aims }: Desk): readonly Machine[] {
  const leaving =
    aims === true ? account.nodes.filter((n) => n.mode === 'drain').map((n) => account.machineAt(n)) : []
  const some = account.machines.filter((m) => leaving.includes(m))
  return some.length > 0 ? some : account.machines
}

/** The backend nodes, or those in drain. */
function nodesOf({ account, aims }: Desk): readonly Node[] {
  const leaving = aims === true ? account.nodes.filter((n) => n.mode === 'drain') : []
  return leaving.length > 0 ? leaving : account.nodes
}

function toMachine(act: (m: Machine, desk: Desk) => void): Act {
  return (desk) => {
    const m = pick(desk.dice, machinesOf(desk))
    if (m === undefined) return ''
    const was = m.label
    m.was.push({ label: m.label, tags: [...m.tags] })
    act(m, desk)
    m.handled = desk.account.now
    return was === m.label ? was : `${was} to ${m.label}`
  }
}

function toNode(act: (n: Node, desk: Desk) => void): Act {
  return (desk) => {
    const n = pick(desk.dice, nodesOf(desk))
    if (n === undefined) return ''
    const was = `${n.label} (${n.id})`
    act(n, desk)
    n.handled = desk.account.now
    n.changed = desk.account.now
    return `${was} now ${n.label} ${n.mode}`
  }
}

/** Sets a mode or a label: what is half a mark is a person's. */
function taking(act: (n: Node, desk: Desk) => void): Act {
  return toNode((n, desk) => {
    act(n, desk)
    n.takenAt = desk.account.now
  })
}

function retagged(m: Machine, tags: readonly string[]): void {
  m.tags = [...new Set(tags)]
}

const fleetTags = (m: Machine): readonly string[] => m.tags.filter((t) => t.startsWith('fleet:'))
const otherTags = (m: Machine): readonly string[] => m.tags.filter((t) => !t.startsWith('fleet:'))

/** A label nobody has: a member's, one that looks like it, or a name of its own. */
function freeLabel({ account, policy, dice }: Desk): string {
  const wanted = [
    memberLabel(policy.name, 1 + dice.below(12)),
    `${policy.name}-2-debug`,
    `db-${dice.below(99)}`,
  ]
  const label = pick(dice, wanted) ?? 'db'
  return account.machines.some((m) => m.label === label) ? `${label}-${account.now % 1000}x` : label
}

const ON_MACHINES: readonly (readonly [string, Act])[] = [
  ['rename', toMachine((m, desk) => void (m.label = freeLabel(desk)))],
  ['untag', toMachine((m) => retagged(m, otherTags(m)))],
  ['overwrite the tags of', toMachine((m) => retagged(m, ['khw']))],
  ['tag', toMachine((m, { policy }) => retagged(m, [...otherTags(m), policy.fleetTag]))],
  ['give to another fleet', toMachine((m) => retagged(m, [...otherTags(m), 'fleet:web:54321']))],
  ['keep', toMachine((m) => retagged(m, [...m.tags, 'keep']))],
  ['keep no longer', toMachine((m) => retagged(m, [...fleetTags(m)]))],
  ['lock', toMachine((m) => void (m.locks = ['cannot_delete']))],
  ['unlock', toMachine((m) => void (m.locks = []))],
  ['power off', toMachine((m) => void (m.off = true))],
  ['power on', toMachine((m) => void (m.off = false))],
  ['rebuild', toMachine((m, { account }) => void (m.sickUntil = account.now + 5 * MINUTE))],
  ['restart the app of', toMachine((m, { account }) => void (m.sickUntil = account.now + 10_000))],
  [
    'delete',
    (desk) => {
      const m = pick(desk.dice, desk.account.machines)
      if (m !== undefined) desk.account.removeByHand(m.id)
      return m?.label ?? ''
    },
  ],
  [
    'add a machine',
    (desk) => {
      const made = desk.account.machine(
        freeLabel(desk),
        pick(desk.dice, [[], ['fleet:web:54321'], ['khw']]) ?? [],
      )
      made.handled = desk.account.now
      return made.label
    },
  ],
]

/** What takes minutes: the app answers meanwhile, or does not. */
function working(status: string, isUp: boolean): Act {
  return toMachine((m, { account }) => {
    const until = account.now + 5 * MINUTE
    m.work = { status, until }
    if (!isUp) m.sickUntil = until
  })
}

const AT_WORK: readonly (readonly [string, Act])[] = [
  ['rebuild from an image', working('rebuilding', false)],
  ['resize', working('resizing', false)],
  ['clone', working('cloning', true)],
  ['migrate', working('migrating', true)],
  [
    'break on one config',
    toMachine((m, { account, policy, dice }) => {
      const config = pick(dice, policy.attachments)?.config
      if (config !== undefined) m.sickOn = { config, until: account.now + 5 * MINUTE }
    }),
  ],
]

/** A mark as a run sets it, for any number, and one that does not tell when it was set. */
function markByHand({ account, policy, dice }: Desk): string {
  const number = 1 + dice.below(9)
  const label = memberLabel(policy.name, number)
  return number % 2 === 0 ? `${label}.out` : markedLabel(label, account.now)
}

/** Whose backend node is taken away has been touched too: another one in its place may now be its only one. */
function touchMachine(account: Account, n: Node): void {
  const m = account.machineAt(n)
  if (m !== undefined) m.handled = account.now
}

const ON_NODES: readonly (readonly [string, Act])[] = [
  ...MODES.map((mode) => [`set ${mode}`, taking((n) => void (n.mode = mode))] as const),
  ['relabel', taking((n, desk) => void (n.label = pick(desk.dice, [freeLabel(desk), 'mine']) ?? 'mine'))],
  ['mark by hand', taking((n, desk) => void (n.label = markByHand(desk)))],
  ['weigh', toNode((n, { dice }) => void (n.weight = 1 + dice.below(255)))],
  [
    'point elsewhere',
    toNode((n, { account, dice }) => {
      touchMachine(account, n)
      const m = pick(dice, account.machines)
      if (m !== undefined) n.address = backendAddress(m.address, Number(n.address.split(':')[1]))
    }),
  ],
  [
    'remove the node',
    (desk) => {
      const { account, dice } = desk
      const n = pick(dice, nodesOf(desk))
      if (n === undefined) return ''
      touchMachine(account, n)
      account.detach(n.id)
      return n.label
    },
  ],
  [
    'add a node',
    (desk) => {
      const { account, policy, dice } = desk
      const m = pick(dice, account.machines)
      const at = pick(dice, [...policy.attachments, ELSEWHERE])
      if (m === undefined || at === undefined) return ''
      const label = pick(dice, [m.label, m.label, freeLabel(desk)]) ?? m.label
      const made = account.node({ ...at, port: pick(dice, [at.port, 8443]) ?? at.port }, label, m.address)
      made.handled = account.now
      return `${label} ${made.address} on ${at.config}`
    },
  ],
  [
    'move',
    ({ account, policy, dice }) => {
      const n = pick(dice, account.nodes)
      const at = pick(dice, [...policy.attachments, ELSEWHERE])
      if (n === undefined || at === undefined) return ''
      touchMachine(account, n)
      account.detach(n.id)
      const [host = '', port] = n.address.split(':')
      const moved = account.node({ ...at, port: Number(port) }, n.label, host, n.mode)
      Object.assign(moved, { handled: account.now, takenAt: account.now })
      return `${n.label} to ${at.config}`
    },
  ],
]
