import type { Again, Permit } from '../cloud.ts'
import type { Backend, Instance, Member } from '../fleet/model/fleet.ts'
import type { Hold } from '../fleet/model/hold.ts'
import { formerOf } from '../fleet/model/mark.ts'
import type { Request } from '../fleet/plan/request.ts'
import { isDrained, isLeaving, isOpen, keptByStatus, nodesOf } from '../fleet/sight/member-state.ts'
import { Refused, RefusedLate, type Reason } from './gate.ts'
import { needGone, type Deletions } from './is-gone.ts'
import { pauseNow } from './pause-now.ts'
import type { Run } from './run.ts'
import { whyNotDelete } from './why-not-delete.ts'

/**
 * Drains one backend node of a member. It is read again right before, and before each further try, and so is then whose the instance is by now: what
 * a person has set meanwhile is theirs, and what is drained already, by another run of ours or by a try whose answer was lost, is drained. Resolves
 * to null when it is gone.
 */
export async function drainNode(
  run: Run,
  member: Member,
  to: Draining,
  reason: Reason,
): Promise<Backend | null> {
  const it = { ...to, instance: member.instance }
  return await drainIf(run, it, run.gate.passDrain(member, reason), (now) => {
    if (isDrained(now)) return 'drained'
    if (!isOpen(now, run.policy)) throw new Refused(`mode ${now.mode} was set by hand meanwhile`)
    if (reason.kind === 'replacement' && now.health === 'up')
      throw new Refused(`it is UP on config ${now.config} by now: it is not dead`)
    return 'open'
  })
}

/** Drains a backend node that a member served by before its port changed. */
export async function drainFormer(run: Run, to: DrainingOf): Promise<Backend | null> {
  return await drainIf(run, to, run.gate.passFormer(to.backend), (now) => {
    if (formerOf(now.label) !== null && now.mode === 'drain') return 'drained'
    if (now.label !== to.backend.label) throw new Refused('somebody has given it another label meanwhile')
    if (now.mode !== to.backend.mode) throw new Refused(`mode ${now.mode} was set by hand meanwhile`)
    return 'open'
  })
}

/** The backend node as it was seen, its label in drain, and until when that may be sent. */
interface Draining {
  readonly backend: Backend
  readonly label: string
  readonly until: number
}

/** And the instance as it was seen; undefined where none is known. */
interface DrainingOf extends Draining {
  readonly instance: Instance | undefined
}

async function drainIf(
  run: Run,
  { backend, label, until, instance }: DrainingOf,
  leave: Permit,
  judge: (now: Backend) => 'drained' | 'open',
): Promise<Backend | null> {
  const look: Again<Backend | null> = async () => {
    const now = await run.cloud.backend(backend)
    if (now !== null) refuseMoved(now, backend)
    return now === null || judge(now) === 'drained' ? { instead: now } : 'send'
  }
  const again: Again<Backend | null> = async () => {
    const next = await look()
    // Also where a try took effect whose answer was lost: a drain goes on from there.
    const why = instance === undefined ? null : await whyNotDrain(run, instance)
    if (why !== null) throw new RefusedLate(why)
    return next
  }
  const first = await look()
  return first === 'send' ? await run.cloud.drain(backend, label, leave, { until, again }) : first.instead
}

/** What a person has done to an instance while a drain of it was turned away; null where nothing speaks against sending it again. */
async function whyNotDrain({ cloud, policy }: Run, seen: Instance): Promise<string | null> {
  const now = await cloud.instance(seen.id)
  if (now === null) return `instance ${seen.id} is gone`
  return whyNotDelete(now, seen, policy) ?? keptByStatus(now, seen)
}

/** Whose a backend node is its address decides. */
function refuseMoved(now: Backend, { address }: Backend): void {
  if (now.address !== address) throw new Refused(`somebody has pointed it at ${now.address} meanwhile`)
}

/** Why a backend node is not to be removed any more, as it is now; null when it is. */
type Spared = (now: Backend) => Promise<string | null> | string | null

/** Removes one backend node. Before each further try it is read again: one that stands in front of another machine by then stays. */
export async function detachNode(
  run: Run,
  backend: Backend,
  reason: Reason,
  spared: Spared = () => null,
): Promise<void> {
  await run.cloud.detach(backend, run.gate.passDetach(backend, reason), async () => {
    const now = await run.cloud.backend(backend)
    if (now === null) return { instead: undefined }
    refuseMoved(now, backend)
    const why = await spared(now)
    if (why !== null) throw new Refused(why)
    return 'send'
  })
}

/** What became of a delete: done, with the backend nodes it leaves on configs that the profile does not name, or why not. */
export type Deletion =
  | {
      readonly kind: 'deleted'
      readonly elsewhere: readonly Backend[]
      /** Its backend nodes that somebody has pointed at another machine meanwhile. */
      readonly moved: readonly Backend['id'][]
    }
  | { readonly kind: 'not-ours' | 'put-back' | 'going'; readonly why: string }
  | { readonly kind: 'paused'; readonly hold: Hold }

/** Statuses of an instance that a delete is under way of, whosever. */
const GOING = new Set(['shutting_down', 'deleting'])

/**
 * Deletes a member's instance, which cannot be undone: it is read once more right before, and so are the backend nodes that were drained, which
 * somebody may have put back, and what NodeBalancer it is behind, which nobody can ask afterwards. Before each further try all that can still
 * be asked is asked anew, and whether the fleet is paused by now. Rejects where it is not found and may live all the same.
 */
export async function deleteInstance(
  run: Run,
  member: Member,
  { reason, request, since }: Deleting,
): Promise<Deletion> {
  const { instance } = member
  const leave = run.gate.passDelete(instance, reason)
  const begun = run.clock.monotonic()
  const [now, elsewhere, nodes] = await Promise.all([
    run.cloud.instance(instance.id),
    run.cloud.nodesElsewhere(instance),
    readDrained(run, member),
  ])
  const isOld = run.clock.monotonic() - begun > SOON
  const last = isOld ? await readInTurn(run, member) : { now, nodes }
  let deletion = await judge(run, member, last, elsewhere)
  if (deletion.kind !== 'deleted') return deletion
  if (last.now === null) await needGone(run, instance, { since })
  const removed = await run.cloud.remove(instance.id, leave, async () => {
    const hold = await pauseNow(run, reason, request)
    const looked = await readInTurn(run, member)
    const isGone = looked.now === null
    // What is not found was deleted, by a try whose answer was lost or by somebody else, or is not to be seen any more.
    deletion =
      hold === null || isGone ? await judge(run, member, looked, elsewhere) : { kind: 'paused', hold }
    return isGone || deletion.kind !== 'deleted' ? { instead: 'absent' } : 'send'
  })
  const isAsked = last.now === null || deletion.kind !== 'deleted'
  if (removed === 'absent' && !isAsked) await needGone(run, instance, { since })
  return deletion
}

/** The instance, and its drained backend nodes in their order; null for what is gone. */
interface Looked {
  readonly now: Instance | null
  readonly nodes: readonly (Backend | null)[]
}

const drainedOf = (member: Member): readonly Backend[] => nodesOf(member).filter(isDrained)

async function readDrained({ cloud }: Run, member: Member): Promise<Looked['nodes']> {
  return await Promise.all(drainedOf(member).map(async (b) => await cloud.backend(b)))
}

/** What says whose it is comes last, so that nothing slow makes it old. */
async function readInTurn(run: Run, member: Member): Promise<Looked> {
  const nodes = await readDrained(run, member)
  return { nodes, now: await run.cloud.instance(member.instance.id) }
}

async function judge(
  run: Run,
  member: Member,
  { now, nodes }: Looked,
  elsewhere: readonly Backend[],
): Promise<Deletion> {
  const { instance } = member
  const drained = drainedOf(member)
  const why = now === null ? null : (whyNotDelete(now, instance, run.policy) ?? keptByStatus(now, instance))
  if (why !== null) return { kind: 'not-ours', why }
  if (now !== null && GOING.has(now.status))
    return {
      kind: 'going',
      why: `it is ${now.status} by now: another run deletes it, or somebody shuts it down`,
    }
  if (nodes.some((b) => b !== null && !isLeaving(b, member)))
    return { kind: 'put-back', why: 'it does not leave any more: somebody put it back' }
  const vanished = drained.filter((_, i) => nodes[i] === null)
  if (now !== null && vanished.length > 0 && (await run.cloud.instance(instance.id)) !== null)
    return { kind: 'not-ours', why: await whyVanished(run, vanished) }
  const moved = drained.filter((b, i) => nodes[i] !== null && nodes[i]?.address !== b.address)
  return { kind: 'deleted', elsewhere, moved: moved.map((b) => b.id) }
}

/** Why an instance is deleted, what was asked for, and when it was there for certain. */
export interface Deleting extends Pick<Deletions, 'since'> {
  readonly reason: Reason
  readonly request: Pick<Request, 'force' | 'pausable'>
}

/** What was read longer ago than this, in milliseconds, is not what a delete rests on. */
const SOON = 1_000

/**
 * No run takes a living member's drained backend node away: a person has. Rejects with what is missing where it is the config, or its
 * NodeBalancer, that is gone.
 */
async function whyVanished({ cloud }: Run, vanished: readonly Backend[]): Promise<string> {
  await Promise.all(vanished.map(async (b) => await cloud.backends(b.nodeBalancer, b.config)))
  const which = vanished.map((b) => `backend node ${b.id} on config ${b.config}`).join(', ')
  return `somebody took away ${which} meanwhile`
}

/**
 * Deletes an instance that this very run has made a moment ago, and nobody else: by the id in the answer to its create. `whyNot` judges it as it
 * is before a further try. Rejects where it is not found and may live all the same.
 */
export async function deleteOwn(
  run: Run,
  made: Instance,
  whyNot: (now: Instance) => Promise<string | null>,
): Promise<void> {
  const leave = run.gate.passDelete(made, { kind: 'yield' })
  const removed = await run.cloud.remove(made.id, leave, async () => {
    const now = await run.cloud.instance(made.id)
    const why = now === null ? null : await whyNot(now)
    if (why !== null) throw new Refused(why)
    return now === null ? { instead: 'absent' } : 'send'
  })
  if (removed === 'absent') await needGone(run, made, { since: made.created })
}
