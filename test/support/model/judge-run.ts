import { boundsAt } from '../../../src/fleet/bounds/bounds-at.ts'
import { floorsIn } from '../../../src/fleet/bounds/floor-tag.ts'
import { backendAddress } from '../../../src/fleet/model/address.ts'
import { memberNumber } from '../../../src/fleet/model/label.ts'
import { isMarked, markOf, unmarkedLabel } from '../../../src/fleet/model/mark.ts'
import type { Policy } from '../../../src/fleet/model/policy.ts'
import type { Applied } from '../../../src/apply/apply-plan.ts'
import { hasFailed } from '../../../src/fleet/report/outcome.ts'
import type { CloudError } from '../../../src/cloud.ts'
import type { Request } from '../../../src/fleet/plan/request.ts'
import { addressOf, type Account, type Machine, type Node } from './account.ts'
import { judgeCreate } from './judge-create.ts'
import type { Watch } from './model-cloud.ts'
import { isOurs, isServing } from './serving.ts'

const MINUTE = 60_000
const NEXT_CHECK = 15_000

/** Holds that trust nothing: a run held by one takes nothing away at all. */
const TRUST_NOTHING = new Set(['alert-resolved', 'condition-false', 'most-members-down'])

/** Judges one run by every call it makes, against the account as it is: what a person has touched since its last look is not held against it. */
export class JudgeRun implements Watch {
  readonly found: string[] = []
  readonly #account: Account
  readonly #policy: Policy
  readonly #request: Request
  /** Members it took out of service and has not given back. */
  readonly #taken = new Set<number>()
  /** Backend nodes that it has drained itself, when and under which mark: whatever becomes of their instance, it may give them back. */
  readonly #drained = new Map<number, { readonly at: number; readonly mark: string; readonly of: number }>()
  readonly #deleted = new Set<number>()
  /** Instances that were members in some list it has read: a person may have renamed one since. */
  readonly #shown = new Set<number>()
  /** Instances that were no members in some list it has read. */
  readonly #strange = new Set<number>()
  #sawAt = -Infinity
  /** The tags of the NodeBalancer when it looked. */
  #tags: readonly string[] = []
  /** How often a bound that the clock or a person sets was there to be kept. */
  met = 0
  #subtractions = 0

  constructor(account: Account, policy: Policy, request: Request) {
    this.#account = account
    this.#policy = policy
    this.#request = request
  }

  /** How it has met what is gone from under it. */
  readonly #missed = new Set<'refused' | 'unseen'>()

  misses: Watch['misses'] = (how) => {
    this.#missed.add(how)
  }

  get isRefused(): boolean {
    return this.#missed.has('refused')
  }

  looks = (): void => {
    this.#sawAt = this.#account.now
    this.#tags = this.#account.tags
  }

  /** When it has read something by itself, which no list is older than. */
  readonly #readAt = new WeakMap<object, number>()

  reads: Watch['reads'] = (thing) => {
    this.#readAt.set(thing, this.#account.now)
  }

  /** Backend nodes that it has made. */
  readonly #own = new Set<number>()
  /** Where it has put a backend node itself, which it may take back. */
  readonly #attached = new Set<string>()
  /** At which machine each backend node was that it has drained: there it may undo that, whoever pointed it there in that very moment. */
  readonly #drainedAt = new Map<number, number>()
  /** Backend nodes that it was told of that they are gone. */
  readonly #gone = new Set<number>()

  lacks: Watch['lacks'] = (node) => {
    this.#gone.add(node)
  }

  shows: Watch['shows'] = (machines) => {
    for (const m of machines) {
      if (isOurs(m, this.#policy)) this.#shown.add(m.id)
      else this.#strange.add(m.id)
    }
  }

  changes: Watch['changes'] = (node, to) => {
    if (node === undefined || (node.mode === to.mode && node.label === to.label)) return
    const machine = this.#account.machineAt(node)
    const mayWrite =
      machine === undefined || this.#mayWrite(machine, node, to.mode === 'accept' && !isMarked(to.label))
    if (to.mode === 'drain') this.#drains(node, machine, to.label)
    else this.#givesBack(node, machine)
    if (!this.#isSettled(node, machine)) return
    const isTaken = to.mode !== node.mode || isMarked(to.label)
    if (node.handled > -Infinity && node.mode !== 'accept' && isTaken && !isMarked(node.label))
      this.#say(`set ${to.mode} what a person had set to ${node.mode}: ${node.label}`)
    if (machine !== undefined && !mayWrite)
      this.#say(
        `changed the node ${node.label} of ${machine.label}, which is not ours, to ${to.mode} ${to.label}`,
      )
  }

  /** A write that was turned away is sent again: what it rests on is known as of now. */
  triesAgain: Watch['triesAgain'] = (things) => {
    for (const thing of things) this.#readAt.set(thing, this.#account.now)
  }

  /** However late a list is: who is asked for by itself is there or is not. */
  attaches: Watch['attaches'] = (host, node) => {
    this.#attached.add(host)
    const first = this.#account.nodes.find(
      (n) => this.#own.has(n.id) && n.config === node.config && n.address === node.address,
    )
    if (first !== undefined && first.handled === -Infinity)
      this.#say(`attached ${node.address} on ${node.config} twice`)
    this.#own.add(node.id)
    const went = this.#account.wentAt.get(host) ?? Infinity
    if (went < this.#sawAt) this.#say(`attached ${host}, where nobody has been since before it looked`)
  }

  detaches: Watch['detaches'] = (node) => {
    const machine = node && this.#account.machineAt(node)
    if (node === undefined || machine === undefined) return
    this.#subtractions++
    if (!this.#isSettled(node, machine)) return
    const beside = this.#account.nodes.filter((n) => n.config === node.config && n.address === node.address)
    if (this.#isUp(node) && !this.#hasAnother(node, 'accept') && this.#isSettled(...beside))
      this.#say(`detached ${node.label} of ${machine.label}, which serves`)
    if (!isOurs(machine, this.#policy) && !this.#attached.has(machine.address))
      this.#say(`detached ${node.label} of ${machine.label}, which is not ours`)
    else if (isOurs(machine, this.#policy) && this.#isPlace(node, machine) && !this.#hasAnother(node))
      this.#say(`detached ${node.label}, the only one of ${machine.label}, which lives`)
  }

  /** How many creates were judged by a max that the clock sets, or has set a minute ago. */
  creations = 0

  /** No create goes past the max of its instant, as far as the run knows who is there. */
  creates: Watch['creates'] = (own, label) => {
    // A label that is there already is refused, whoever asks for it: nothing is made.
    if (this.#account.machines.some((m) => m.label === label)) return
    const { size, name } = this.#policy
    const bounds = (at: number) => boundsAt(size, floorsIn(this.#tags, name), at)
    const { maxBy } = bounds(this.#account.now)
    if (maxBy !== 'size' || bounds(this.#account.now - MINUTE).maxBy !== 'size') this.creations++
    const known = this.#account.machines.filter(
      (m) => isOurs(m, this.#policy) && (this.#shown.has(m.id) || own.has(m.id)),
    )
    const lost = this.#account.machines.filter((m) => this.#strange.has(m.id) && this.#isSettled(m))
    const { action } = this.#request
    const it = { account: this.#account, policy: this.#policy, action, sawAt: this.#sawAt, known, lost }
    this.found.push(...judgeCreate(it, bounds(this.#account.now)).map((what) => `${action} ${what}`))
  }

  removes: Watch['removes'] = (machine, own) => {
    if (machine === undefined || own) return
    this.#subtractions++
    this.#deleted.add(machine.id)
    if (this.#missed.size > 0) this.#say(`deleted ${machine.label}, and its NodeBalancer or config was gone`)
    if (!this.#isSettled(machine)) return
    const { tags, locks, label } = machine
    if (!isOurs(machine, this.#policy)) this.#say(`deleted ${label}, which is not ours`)
    this.#keepsMin(machine)
    if (machine.work !== null && this.#account.now < machine.work.until)
      this.#say(`deleted ${label}, which somebody has ${machine.work.status}`)
    if (tags.includes('keep') || locks.length > 0) this.#say(`deleted ${label}, which a person keeps`)
    const nodes = this.#account.nodes.filter((n) => this.#account.machineAt(n) === machine)
    this.#heedMarks(machine, nodes)
    if (nodes.every((n) => n.changed < this.#knewAt(n, 0)) && isServing(machine, this.#account, this.#policy))
      this.#say(`deleted ${label}, which served`)
  }

  /** What was drained is drained as this member, and is still there. */
  #heedMarks(machine: Machine, nodes: readonly Node[]): void {
    const { id, label } = machine
    const places = nodes.filter((n) => this.#isPlace(n, machine))
    const other = places.find((n) => drainOf(n) !== null && drainOf(n) !== label && this.#isSettled(n))
    const hasItsOwn = places.some((n) => drainOf(n) === label)
    if (other !== undefined && !hasItsOwn) this.#say(`deleted ${label} by the mark of ${drainOf(other)}`)
    const back = nodes.find((n) => n.mode === 'accept' && n.changed < (this.#readAt.get(n) ?? -Infinity))
    if (back !== undefined) this.#say(`deleted ${label}, and had read that ${back.label} was put back`)
    const gone = [...this.#drained].find(([node, { of }]) => of === id && this.#gone.has(node))
    if (gone !== undefined) this.#say(`deleted ${label}, whose drained node ${gone[0]} a person took away`)
  }

  /** Fewer members than the min of this very instant, where it is more than the profile's base, are there only for one that is dead. */
  #keepsMin(machine: Machine): void {
    const { size, name } = this.#policy
    const { min, minBy } = boundsAt(size, floorsIn(this.#tags, name), this.#account.now)
    if (minBy === 'size') return
    this.met++
    const left = this.#account.machines.filter((m) => m !== machine && isOurs(m, this.#policy)).length
    if (left < min - (machine.fate === 'good' ? 0 : 1))
      this.#say(`deleted ${machine.label}: ${left} are left, and min is ${min} now`)
  }

  /** It was refused, or read an account that it may not act on: the words say what is missing, where something is. */
  stops({ message }: CloudError): void {
    if (this.isRefused && !/NodeBalancer \d+|config \d+/.test(message))
      this.#say(`stopped for another reason than what is gone: ${message}`)
  }

  /** Where something is gone from under it, a run fails or says so; nobody else has taken what it wanted. */
  #tellsWhatIsGone({ hold, outcomes }: Applied): void {
    if (!this.isRefused || outcomes.some(hasFailed)) return
    this.#say(`met what is gone and ended well (${hold?.reason ?? 'done'})`)
  }

  /** What the run came to, once it has ended. */
  ends(applied: Applied): void {
    const { hold } = applied
    this.#tellsWhatIsGone(applied)
    const asked = {
      'scale-out': 0,
      'scale-in': this.#request.size.n,
      reconcile: this.#policy.scaleIn.step,
      follow: this.#policy.size.max,
      refresh: this.#policy.size.max,
    }
    const most = asked[this.#request.action]
    const taken = [...this.#taken].filter((id) => this.#isOut(id)).length
    if (taken > most) this.#say(`took ${taken} members out of service, ${most} were asked for`)
    // Both runs drain the same member and one deletes it; a pause that comes meanwhile has put back what was drained.
    // A refresh goes by rounds: what holds it comes after those that were carried out.
    const isHeld = hold !== null && hold.reason !== 'taken-by-another-run'
    const held = isHeld && this.#request.action !== 'refresh'
    if (held && TRUST_NOTHING.has(hold.reason) && this.#subtractions > 0)
      this.#say(`was held (${hold.reason}) and took something away`)
    // A refresh goes from one to the next, and the first hold stops it.
    const hasWorked = this.#request.action === 'refresh'
    if (held && !hasWorked && taken > 0)
      this.#say(`was held (${hold.reason}) and took a member out of service`)
  }

  #givesBack(node: Node, machine: Machine | undefined): void {
    if (this.#drained.has(node.id)) this.#subtractions--
    else this.#heedDead(node, machine)
    if (machine !== undefined) this.#taken.delete(machine.id)
  }

  /** What is DOWN is no capacity to put back: who grows the fleet leaves its drain as it is, unless a person has spoilt it. */
  #heedDead(node: Node, machine: Machine | undefined): void {
    if (machine === undefined || this.#request.action !== 'scale-out' || drainOf(node) !== machine.label)
      return
    const isUntouched = machine.handled === -Infinity && node.handled === -Infinity
    // Every change makes the health unknown until the next check, and unknown is never zero.
    const isKnown = node.changed < this.#sawAt - NEXT_CHECK
    if (isUntouched && isKnown && machine.fate === 'stays-down' && isOurs(machine, this.#policy))
      this.#say(`put back ${machine.label}, which is DOWN`)
  }

  #drains(node: Node, machine: Machine | undefined, mark: string): void {
    this.#subtractions++
    if (machine === undefined) return
    this.#drainedAt.set(node.id, machine.id)
    if (isOurs(machine, this.#policy) || this.#shown.has(machine.id))
      this.#drained.set(node.id, { at: this.#account.now, mark, of: machine.id })
    if (!this.#isSettled(node, machine)) return
    const isPlace = this.#isPlace(node, machine)
    const beside = this.#account.nodes.filter((n) => this.#account.machineAt(n) === machine)
    // A person, or another run, may have closed that since the look.
    const isNews = (n: Node): boolean => !this.#isSettled(n) || n.changed >= this.#knewAt(n, 0)
    if (!isPlace && beside.some(isNews)) return
    this.#leavesOne(node, machine)
    const serves = isServing(machine, this.#account, this.#policy)
    // What a former port loses is made up for by the new one, once that one serves.
    if (!(isPlace ? serves : !serves && this.#isUp(node))) return
    this.#taken.add(machine.id)
    this.#heedMin(machine)
  }

  /** No config of the profile is left without anybody who is UP, as far as the run could see it. */
  #leavesOne(node: Node, machine: Machine): void {
    const { min, max } = this.#policy.size
    const isNews = this.#account.touchedAt >= this.#sawAt || this.#account.listLag > 0
    if (isNews || min === max || !this.#isUp(node) || !this.#isPlace(node, machine)) return
    const others = this.#account.nodes.filter((n) => n.config === node.config && this.#isUp(n))
    if (others.every((n) => this.#account.machineAt(n) === machine))
      this.#say(`drained ${machine.label}, the last one that is UP on ${node.config}`)
  }

  /** Members that serve are at least min after each drain, as far as the run could see it: nobody has touched anything since its look. */
  #heedMin({ id, label }: Machine): void {
    const { machines, touchedAt } = this.#account
    const rest = machines.filter(
      (m) => m.id !== id && isOurs(m, this.#policy) && this.#servesSomehow(m),
    ).length
    const { min } = this.#policy.size
    // Where there is no room beside anybody one goes before the new one is there.
    const goesFirst = this.#policy.size.min === this.#policy.size.max
    if (!goesFirst && touchedAt < this.#sawAt && this.#account.listLag === 0 && rest < min)
      this.#say(`drained ${label}: ${rest} are left in service, and min is ${min}`)
  }

  /** By the port that the profile has now, or by one that it had. */
  #servesSomehow(machine: Machine): boolean {
    const nodes = this.#account.nodes.filter((n) => this.#account.machineAt(n) === machine && this.#isUp(n))
    return this.#policy.attachments.every(({ config }) => nodes.some((n) => n.config === config))
  }

  #isPlace({ config, address }: Node, machine: Machine): boolean {
    const { attachments } = this.#policy
    return attachments.some(
      (at) =>
        at.config === config &&
        address === backendAddress(addressOf(machine, this.#policy.backend.kind), at.port),
    )
  }

  /** Given back are nodes with our label and mark, in drain, at an instance that was a member once and is no other fleet's, or at one that was ours when the run looked. */
  #mayWrite(machine: Machine, node: Node, givesBack: boolean): boolean {
    const isOthers = machine.tags.some((t) => t.startsWith('fleet:') && t !== this.#policy.fleetTag)
    const wasMember = machine.was.some((was) => isOurs(was, this.#policy))
    // A mark that a person has set says what they please.
    const isStray = !isOthers && (wasMember || node.takenAt > -Infinity)
    return (
      isOurs(machine, this.#policy) ||
      this.#drained.has(node.id) ||
      (givesBack && this.#drainedAt.get(node.id) === machine.id) ||
      ((isStray || (givesBack && this.#shown.has(machine.id))) &&
        isMarked(node.label) &&
        memberNumber(this.#policy.name, unmarkedLabel(node.label)) !== null)
    )
  }

  /** It is this run that keeps it out: it has deleted it, or drained it under a mark that is still there, and no person has set its mode since. */
  #isOut(id: number): boolean {
    const machine = this.#account.machines.find((m) => m.id === id)
    if (machine === undefined) return this.#deleted.has(id)
    // Another backend node at its address may have made it serve again.
    if (isServing(machine, this.#account, this.#policy)) return false
    const nodes = this.#account.nodes.filter((n) => this.#account.machineAt(n)?.id === id)
    const isOthers = (n: Node): boolean => drainOf(n) !== null && this.#drained.get(n.id)?.mark !== n.label
    // Another run drains it, too, and goes on.
    if (nodes.some(isOthers)) return false
    return nodes.some((n) => {
      const own = this.#drained.get(n.id)
      const isOurs = own !== undefined && n.mode !== 'accept' && n.label === own.mark && n.takenAt <= own.at
      return isOurs && !this.#hasAnother(n, 'accept')
    })
  }

  #isUp(node: Node): boolean {
    return node.mode === 'accept' && this.#account.toBackend(node).health === 'up'
  }

  /** Its machine has another one in the same place: of two the member's own decides, and one in `mode` takes connections whenever it is UP. */
  #hasAnother(node: Node, mode: string | null = null): boolean {
    return this.#account.nodes.some(
      (n) =>
        n.id !== node.id &&
        n.config === node.config &&
        n.address === node.address &&
        (mode === null || n.mode === mode),
    )
  }

  #isSettled(...things: readonly ({ readonly handled: number } | undefined)[]): boolean {
    const { listLag, nodesLag } = this.#account
    const lag = Math.max(listLag, nodesLag)
    return things.every((x) => x === undefined || x.handled < this.#knewAt(x, lag))
  }

  /** What the run knows of something is as old as its look, or as when it last read it by itself. */
  #knewAt(thing: object, lag: number): number {
    return Math.max(this.#sawAt - lag, this.#readAt.get(thing) ?? -Infinity)
  }

  #say(what: string): void {
    this.found.push(`${this.#request.action} ${what}`)
  }
}

/** The label of the member whose drain a backend node bears the mark of; null where it bears none, or none that tells when. */
function drainOf({ label, mode }: Node): string | null {
  const mark = mode === 'drain' ? markOf(label) : null
  return mark === null || mark.since === null ? null : mark.label
}
