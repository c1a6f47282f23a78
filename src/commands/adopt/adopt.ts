import type { Account } from '../../account/account.ts'
import { observeFleet } from '../../apply/run.ts'
import { whyChanged } from '../../apply/why-changed.ts'
import type { Cloud } from '../../cloud.ts'
import { describeError, UsageError } from '../../errors.ts'
import type { Backend, Instance } from '../../fleet/model/fleet.ts'
import type { Policy } from '../../fleet/model/policy.ts'
import { accountProblems } from '../../fleet/refusals/account-problems.ts'
import {
  isRelabelled,
  planAdoption,
  type Adoption,
  type AdoptionPlan,
} from '../../fleet/plan/plan-adoption.ts'
import type { Io } from '../../io.ts'
import {
  adoptionJson,
  adoptionLines,
  type AdoptionReport,
  type LeftNode,
} from '../../render/adoption-lines.ts'
import { openFleet, readProfile, type FleetFlags } from '../../opening/open-fleet.ts'
import { confirm } from '../../telling/confirm.ts'
import { stopHere } from '../../telling/or-stopped.ts'
import { personAt } from '../../telling/person-at.ts'
import { printReport } from '../../telling/print-report.ts'
import { refuse } from '../../opening/refuse.ts'
import { findCandidates, type Meant } from './find-candidates.ts'

/** What `adopt` takes. */
export interface AdoptFlags extends FleetFlags, Meant {
  /** Adopts without asking. */
  readonly yes: boolean
  /** Shows what would be done, and asks nothing. */
  readonly dryRun: boolean
}

/** `adopt`: makes instances that somebody else made members of the fleet. Resolves to the exit code. */
export async function adopt(flags: AdoptFlags, io: Io): Promise<number> {
  if (flags.labels.length === 0 && !flags.all)
    throw new UsageError(
      "name the instances to adopt by their labels, by a pattern ('web-*'), or give --all: everybody behind the fleet’s configs",
    )
  const { cloud, account: openAccount, policy, instance } = await openFleet(io, flags, readProfile(io, flags))
  const [{ fleet }, account] = await Promise.all([
    observeFleet({ cloud, policy, clock: io.clock }),
    openAccount(),
  ])
  refuse(accountProblems(fleet, policy))
  const candidates = await findCandidates(flags, { cloud, account, fleet })
  const plan = planAdoption(fleet, policy, candidates, instance.tags)
  refuse(plan.problems)
  stopHere(io)
  const told = { fleet: policy.name, leftAlone: plan.leftAlone }
  const isDone = await isAgreed(flags, io, { ...told, dryRun: true, adoptions: planned(plan) })
  const carrying = { cloud, account, io, policy }
  const agreed = isDone && !flags.yes ? await numberedAgain(plan.adoptions, carrying) : plan.adoptions
  const adoptions = isDone ? await carryAllOut(agreed, carrying) : planned(plan)
  const report: AdoptionReport = { ...told, dryRun: !isDone, adoptions }
  printReport(io, flags, report, { json: adoptionJson, lines: adoptionLines })
  return adoptions.some((each) => each.failed !== null) ? 1 : 0
}

function planned({ adoptions }: AdoptionPlan): AdoptionReport['adoptions'] {
  return adoptions.map((each) => ({ ...each, failed: null }))
}

/** Whether it is to be done: said before, or by a person who was shown the list. Where nobody is asked it is shown only. */
async function isAgreed(flags: AdoptFlags, io: Io, report: AdoptionReport): Promise<boolean> {
  const { length } = report.adoptions
  if (flags.dryRun || length === 0) return false
  if (flags.yes) return true
  const person = personAt(io, flags)
  if (person === null) return false
  const lines = adoptionLines(report).slice(0, -1)
  if (await confirm(person, lines, `Adopt ${length === 1 ? 'this one' : `these ${length}`}?`)) return true
  throw new UsageError('not confirmed: nothing was changed (--yes answers this before it is asked)')
}

interface Carrying {
  readonly cloud: Cloud
  readonly account: Account
  readonly io: Io
  readonly policy: Policy
}

/** A person's answer may have taken long: who came meanwhile has a number, and a place below max. */
async function numberedAgain(
  adoptions: readonly Adoption[],
  { cloud, io, policy }: Carrying,
): Promise<readonly Adoption[]> {
  const { fleet } = await observeFleet({ cloud, policy, clock: io.clock })
  refuse(accountProblems(fleet, policy))
  const members = new Set(fleet.members.map((m) => m.instance.id))
  const candidates = adoptions
    .filter(({ instance }) => !members.has(instance.id))
    .map(({ instance }) => ({ asked: instance.label, instance, behind: [], isNamed: true }))
  const again = planAdoption(fleet, policy, candidates, [])
  refuse(again.problems)
  const labels = new Map(again.adoptions.map(({ instance, label }) => [instance.id, label]))
  return adoptions.map((each) => ({ ...each, label: labels.get(each.instance.id) ?? each.label }))
}

/** One after the other; one that fails stops no other, a signal all that have not begun. */
async function carryAllOut(
  adoptions: readonly Adoption[],
  carrying: Carrying,
): Promise<AdoptionReport['adoptions']> {
  const done: AdoptionReport['adoptions'][number][] = []
  for (const each of adoptions) {
    const { aborted, reason } = carrying.io.stop
    const left: LeftNode[] = []
    const failed = aborted
      ? `stopped by ${String(reason)} before it began`
      : await carryOut(carrying, each, left)
    done.push({ ...each, failed, left })
  }
  return done
}

/**
 * Its backend nodes first: should this be cut short, they bear a member's label in front of a machine that is nobody's member, which no run
 * touches, and when that machine is deleted they are known to be left over. Each is read again right before: what somebody has made another thing
 * of since it was listed stays, and is told.
 */
async function carryOut(
  { cloud, account }: Carrying,
  { instance, label, tags, backends }: Adoption,
  left: LeftNode[],
): Promise<string | null> {
  try {
    const now = await cloud.instance(instance.id)
    if (now === null || !isSame(now, instance)) return 'it is not what it was when it was listed: look again'
    for (const backend of backends.filter(isRelabelled)) {
      const why = await relabel(cloud, backend, label)
      if (why !== null) left.push({ id: backend.id, why })
    }
    await account.rename(instance.id, { label, tags })
    return null
  } catch (error) {
    return describeError(error).message
  }
}

/** Null when it is done; else why the backend node stays as it is. What was turned away is sent again only where nothing has changed. */
async function relabel(cloud: Cloud, backend: Backend, label: string): Promise<string | null> {
  const read = async (): Promise<Backend | null> => await cloud.backend(backend)
  const why = whyChanged({ ...backend, health: 'up' }, await read())
  if (why !== null) return why
  const since: string[] = []
  await cloud.change(backend, { mode: backend.mode, label }, async () => {
    const now = await read()
    const changed = whyChanged({ ...backend, health: 'up' }, now)
    if (changed === null) return 'send'
    const isDone = now?.label === label && now.mode === backend.mode && now.address === backend.address
    if (!isDone) since.push(changed)
    return { instead: now }
  })
  return since[0] ?? null
}

/** Whether nobody has given it to another fleet, locked or renamed it since a person was asked about it. */
function isSame(now: Instance, then: Instance): boolean {
  return facts(now) === facts(then)
}

function facts({ label, tags, locks }: Instance): string {
  return JSON.stringify([label, tags.toSorted(), locks.toSorted()])
}
