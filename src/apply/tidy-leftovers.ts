import { hostOf } from '../fleet/model/address.ts'
import type { Backend, Fleet, Leftover } from '../fleet/model/fleet.ts'
import { hostWitness } from '../fleet/sight/host-witness.ts'
import { LISTS_LAG } from '../fleet/sight/judge-leftover.ts'
import { isOpen } from '../fleet/sight/member-state.ts'
import { ownOf, takesConnections } from '../fleet/sight/own-backend.ts'
import { hostsOf } from '../fleet/sight/whose-host.ts'
import { whyUnseen } from '../fleet/sight/why-unseen.ts'
import { formerLabel } from '../fleet/model/mark.ts'
import type { Change } from '../fleet/plan/plan.ts'
import type { Journal } from './journal.ts'
import { apiNow, freshUntil, stoppedBy, type Observed, type Run } from './run.ts'
import { detachNode, drainFormer } from './take-away.ts'
import { whyChanged } from './why-changed.ts'
import { whyTaken } from './why-taken.ts'

/** What is removed. */
interface Tidying {
  readonly journal: Journal
  readonly change: Extract<Change, { kind: 'tidy' }>
}

/**
 * Removes backend nodes that serve no member; whether their instance is really gone is asked again, by address and label, and each is read again
 * right before: a look may be as old as a person's answer to a question.
 * Resolves to false when there is one by now: then the list of instances was older than that of the backend nodes, and
 * whatever else was planned on it is to be planned again.
 */
export async function tidyLeftovers(
  run: Run,
  seen: Observed,
  { journal, change }: Tidying,
): Promise<boolean> {
  const orphans = change.leftovers.filter((l) => l.why === 'no-instance')
  const [first] = journal.open('detach')
  try {
    const why = orphans.length === 0 ? null : await whyNotGone(run, seen.fleet, change.member, orphans)
    if (why !== null) {
      journal.skipRest(why)
      return false
    }
    for (const step of journal.open('drain')) {
      journal.begin(step)
      const label = formerLabel(change.member, apiNow(run, seen))
      const of = seen.fleet.members.find((m) => m.former.some((b) => b.id === step.backend.id))
      const to = { backend: step.backend, label, until: freshUntil(seen), instance: of?.instance }
      await drainFormer(run, to)
      journal.done(step)
    }
    const seconds = new Set(change.leftovers.filter((l) => l.why === 'second').map((l) => l.backend.id))
    for (const step of journal.open('detach')) {
      const { backend } = step
      const isSecond = seconds.has(backend.id)
      const spared = async (now: Backend | null): Promise<string | null> =>
        isSecond ? await whySpared(run, seen.fleet, backend) : whyChanged(backend, now)
      // The place of a second one is read whole.
      const why = await spared(isSecond ? null : await run.cloud.backend(backend))
      if (why !== null) {
        journal.skip(step, why)
        continue
      }
      journal.begin(step)
      await detachNode(run, backend, { kind: 'repair' }, spared)
      journal.done(step)
    }
  } catch (error) {
    const [step = first] = [...journal.open('drain'), ...journal.open('detach')]
    if (step !== undefined) journal.fail(step, error)
    journal.skipRest('not reached')
  }
  return true
}

/** Whether it is to be asked once more, a minute after the look: one of its backend nodes may be of an instance that no list shows yet. */
export function isUndated({ leftovers }: Extract<Change, { kind: 'tidy' }>): boolean {
  return leftovers.some((l) => l.undated === true)
}

/** Removes what nothing dates when lists have had their time: one wait for all of it. */
export async function tidyLater(
  run: Run,
  seen: Observed,
  late: readonly { readonly journal: Journal; readonly change: Extract<Change, { kind: 'tidy' }> }[],
): Promise<void> {
  if (late.length === 0) return
  await run.clock.sleep(Math.max(0, seen.ended + LISTS_LAG - run.clock.monotonic()), run.stop)
  await Promise.all(
    late.map(async ({ journal, change }) => {
      if (run.stop.aborted) journal.skipRest(`${stoppedBy(run)}: not begun`)
      else await tidyLeftovers(run, seen, { journal, change })
    }),
  )
}

/**
 * Why a second backend node stays, as its place is now: two runs may have seen another one in service, a person has just set the mode of that, or
 * the machine is no member any more.
 */
async function whySpared(
  { cloud, policy }: Run,
  { members, configs }: Fleet,
  second: Backend,
): Promise<string | null> {
  const { id, nodeBalancer, config, address } = second
  const member = members.find((m) => hostsOf(m.instance).includes(hostOf(address)))
  const [list, now] = await Promise.all([
    cloud.backends(nodeBalancer, config),
    member === undefined ? null : cloud.instance(member.instance.id),
  ])
  const taken = now === null || member === undefined ? null : whyTaken(now, member.label, policy)
  if (taken !== null) return taken.detail
  const there = list.filter((b) => b.address === address)
  const takes = (b: Backend): boolean => takesConnections(b, { configs }, policy)
  const own = ownOf(there, member?.label ?? '', takes)
  if (own?.id === id) return 'it is the member’s own by now'
  // At a member's place UP says nothing about whose it is.
  const changed = whyChanged({ ...second, health: 'up' }, list.find((b) => b.id === id) ?? null)
  if (changed !== null || own === null) return changed
  // While the member's own is closed, one that is open and not DOWN is on its way to take connections.
  const mayServe = (b: Backend): boolean =>
    takes(b) || (isOpen(b, policy) && b.health !== 'down' && !isOpen(own, policy))
  const serves = there.some((b) => b.id === id && mayServe(b)) && !takes(own)
  return serves ? `it takes connections, and backend node ${own.id} beside it does not any more` : null
}

/** Null when no instance has one of the addresses, as said to a user who sees every Linode, in an answer that shows a member too. */
async function whyNotGone(
  run: Run,
  fleet: Fleet,
  label: string,
  leftovers: readonly Leftover[],
): Promise<string | null> {
  const hosts = [...new Set(leftovers.map((l) => hostOf(l.backend.address)))]
  const witness = hostWitness(fleet, run.policy)
  const [{ asked, found, trusted, sees }, named] = await Promise.all([
    run.cloud.findAt(hosts, witness),
    run.cloud.findInstance(label),
  ])
  const [there] = found
  if (there !== undefined) return `instance ${there.id} (${there.label}) is at that address by now`
  const isNew = named !== null && !fleet.instances.some((i) => i.id === named.id)
  if (isNew) return `an instance ${label} exists by now`
  if (!trusted || hosts.some((host) => !asked.includes(host))) {
    return 'the answer does not show an instance that was just seen, so it proves nothing'
  }
  return whyUnseen(sees)
}
