import type { BackendRef } from '../cloud.ts'
import type { Backend, Instance, Member } from '../fleet/model/fleet.ts'
import { formerOf } from '../fleet/model/mark.ts'
import { isDrained, isLeaving, isOpen, nodesOf } from '../fleet/sight/member-state.ts'
import { Refused, type Reason } from './gate.ts'
import type { Run } from './run.ts'
import { whyNotDelete } from './why-not-delete.ts'

/**
 * Drains one backend node of a member. It is read again right before: what a person has set meanwhile is theirs, and what another run of ours
 * drains already is drained. Resolves to null when it is gone.
 */
export async function drainNode(
  run: Run,
  member: Member,
  to: { readonly backend: Backend; readonly label: string; readonly until: number },
  reason: Reason,
): Promise<Backend | null> {
  const leave = run.gate.passDrain(member, reason)
  const now = await run.cloud.backend(to.backend)
  if (now !== null) refuseMoved(now, to.backend)
  if (now === null || isDrained(now)) return now
  if (!isOpen(now, run.policy)) throw new Refused(`mode ${now.mode} was set by hand meanwhile`)
  if (reason.kind === 'replacement' && now.health === 'up')
    throw new Refused(`it is UP on config ${now.config} by now: it is not dead`)
  return await run.cloud.drain(to.backend, to.label, leave, to.until)
}

/** Drains a backend node that a member served by before its port changed. */
export async function drainFormer(
  run: Run,
  to: { readonly backend: Backend; readonly label: string; readonly until: number },
): Promise<Backend | null> {
  const leave = run.gate.passFormer(to.backend)
  const now = await run.cloud.backend(to.backend)
  if (now !== null) refuseMoved(now, to.backend)
  if (now === null || (formerOf(now.label) !== null && now.mode === 'drain')) return now
  if (now.label !== to.backend.label) throw new Refused('somebody has given it another label meanwhile')
  if (now.mode !== to.backend.mode) throw new Refused(`mode ${now.mode} was set by hand meanwhile`)
  return await run.cloud.drain(to.backend, to.label, leave, to.until)
}

/** Whose a backend node is its address decides. */
function refuseMoved(now: Backend, { address }: Backend): void {
  if (now.address !== address) throw new Refused(`somebody has pointed it at ${now.address} meanwhile`)
}

/** Removes one backend node. */
export async function detachNode(run: Run, backend: BackendRef, reason: Reason): Promise<void> {
  await run.cloud.detach(backend, run.gate.passDetach(backend, reason))
}

/** What became of a delete: done, with the backend nodes it leaves on configs that the profile does not name, or why not. */
export type Deletion =
  | {
      readonly kind: 'deleted'
      readonly elsewhere: readonly Backend[]
      /** Its backend nodes that somebody has pointed at another machine meanwhile. */
      readonly moved: readonly Backend['id'][]
    }
  | { readonly kind: 'not-ours' | 'put-back'; readonly why: string }

/**
 * Deletes a member's instance, which cannot be undone: it is read once more right before, and so are the backend nodes that were drained, which
 * somebody may have put back, and what NodeBalancer it is behind, which nobody can ask afterwards.
 */
export async function deleteInstance(run: Run, member: Member, reason: Reason): Promise<Deletion> {
  const { instance } = member
  const leave = run.gate.passDelete(instance, reason)
  const drained = nodesOf(member).filter(isDrained)
  const [now, elsewhere, ...nodes] = await Promise.all([
    run.cloud.instance(instance.id),
    run.cloud.nodesElsewhere(instance),
    ...drained.map(async (b) => await run.cloud.backend(b)),
  ])
  const why = now === null ? null : whyNotDelete(now, instance, run.policy)
  if (why !== null) return { kind: 'not-ours', why }
  if (nodes.some((b) => b !== null && !isLeaving(b, member)))
    return { kind: 'put-back', why: 'it does not leave any more: somebody put it back' }
  const vanished = drained.filter((_, i) => nodes[i] === null)
  if (now !== null && vanished.length > 0 && (await run.cloud.instance(instance.id)) !== null)
    return { kind: 'not-ours', why: await whyVanished(run, vanished) }
  await run.cloud.remove(instance.id, leave)
  const moved = drained.filter((b, i) => nodes[i] !== null && nodes[i]?.address !== b.address)
  return { kind: 'deleted', elsewhere, moved: moved.map((b) => b.id) }
}

/**
 * No run takes a living member's drained backend node away: a person has. Rejects with what is missing where it is the config, or its
 * NodeBalancer, that is gone.
 */
async function whyVanished({ cloud }: Run, vanished: readonly Backend[]): Promise<string> {
  await Promise.all(vanished.map(async (b) => await cloud.backends(b.nodeBalancer, b.config)))
  const which = vanished.map((b) => `backend node ${b.id} on config ${b.config}`).join(', ')
  return `somebody took away ${which} meanwhile`
}

/** Deletes an instance that this very run has made a moment ago, and nobody else: by the id in the answer to its create. */
export async function deleteOwn(run: Run, made: Instance): Promise<void> {
  await run.cloud.remove(made.id, run.gate.passDelete(made, { kind: 'yield' }))
}
