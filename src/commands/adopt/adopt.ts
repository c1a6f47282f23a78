import type { Account } from '../../account/account.ts'
import { observeFleet } from '../../apply/run.ts'
import type { Cloud } from '../../cloud.ts'
import { describeError, UsageError } from '../../errors.ts'
import { accountProblems } from '../../fleet/refusals/account-problems.ts'
import { planAdoption, type Adoption, type Candidate } from '../../fleet/plan/plan-adoption.ts'
import type { Io } from '../../io.ts'
import { adoptionJson, adoptionLines, type AdoptionReport } from '../../render/adoption-lines.ts'
import { openFleet, readProfile, type FleetFlags } from '../../opening/open-fleet.ts'
import { printReport } from '../../telling/print-report.ts'
import { refuse } from '../../opening/refuse.ts'

/** What `adopt` takes. */
export interface AdoptFlags extends FleetFlags {
  readonly labels: readonly string[]
  /** Without it nothing is written. */
  readonly yes: boolean
}

/** `adopt`: makes instances that somebody else made members of the fleet. Resolves to the exit code. */
export async function adopt(flags: AdoptFlags, io: Io): Promise<number> {
  const labels = [...new Set(flags.labels)]
  if (labels.length === 0) throw new UsageError('name the instances to adopt by their labels')
  const { cloud, account: openAccount, policy, instance } = await openFleet(io, flags, readProfile(io, flags))
  const [{ fleet }, account] = await Promise.all([
    observeFleet({ cloud, policy, clock: io.clock }),
    openAccount(),
  ])
  refuse(accountProblems(fleet, policy))
  const candidates = await Promise.all(labels.map(async (label) => await candidate(cloud, account, label)))
  const { adoptions, problems } = planAdoption(fleet, policy, candidates, instance.tags)
  refuse(problems)
  const done: AdoptionReport['adoptions'][number][] = []
  for (const each of adoptions)
    done.push({ ...each, failed: flags.yes ? await carryOut(cloud, account, each) : null })
  const report = { fleet: policy.name, dryRun: !flags.yes, adoptions: done }
  printReport(io, flags, report, { json: adoptionJson, lines: adoptionLines })
  return done.some((each) => each.failed !== null) ? 1 : 0
}

async function candidate(cloud: Cloud, account: Account, asked: string): Promise<Candidate> {
  const instance = await cloud.findInstance(asked)
  const behind = instance === null ? null : await account.nodeBalancersOf(instance.id)
  return { asked, instance, behind: behind?.kind === 'known' ? behind.value : null }
}

/**
 * Its backend nodes first: should this be cut short, they bear a member's label in front of a machine that is nobody's member, which no run
 * touches, and when that machine is deleted they are known to be left over.
 */
async function carryOut(
  cloud: Cloud,
  account: Account,
  { instance, label, tags, backends }: Adoption,
): Promise<string | null> {
  try {
    for (const backend of backends) {
      const { mode } = backend
      if (mode === 'accept' || mode === 'backup') await cloud.change(backend, { mode, label })
    }
    await account.rename(instance.id, { label, tags })
    return null
  } catch (error) {
    return describeError(error).message
  }
}
