import { UsageError } from '../../errors.ts'
import { isoInstant } from '../../fleet/model/instant.ts'
import type { Io } from '../../io.ts'
import { openFleet, readProfile, type FleetFlags, type OpenFleet } from '../../opening/open-fleet.ts'
import { EXPERIMENT_NAMES, type Experiment } from '../../rehearse/experiment.ts'
import { ALL_EXPERIMENTS } from '../../rehearse/experiments/all-experiments.ts'
import { factsText } from '../../rehearse/facts-file.ts'
import { Lab, type LabOptions } from '../../rehearse/lab.ts'
import { makeExperiments, type Finding } from '../../rehearse/make-experiments.ts'
import { Purse } from '../../rehearse/purse.ts'
import { NODEBALANCER_HOURLY, rehearsalTag, type Stage } from '../../rehearse/stage.ts'
import { tidyUp, type Tidied } from '../../rehearse/tidy-up.ts'
import {
  announcementJson,
  announcementLines,
  rehearsalJson,
  rehearsalLines,
  tidiedLines,
  type Announcement,
} from '../../render/rehearsal-lines.ts'
import { printReport } from '../../telling/print-report.ts'
import { logLine } from '../../telling/tell-progress.ts'

/** What `rehearse` takes. */
export interface RehearseFlags extends FleetFlags {
  readonly yes: boolean
  readonly clean: boolean
  readonly budget?: string
  readonly keepFacts?: string
  readonly only?: readonly string[]
}

/** The smallest there is: how an account answers does not depend on it. */
const TYPE = 'g6-nanode-1'
const USUAL_BUDGET = 0.05

/** `rehearse`: asks the account how it answers, and leaves nothing behind. Resolves to the exit code. */
export async function rehearse(flags: RehearseFlags, io: Io): Promise<number> {
  const experiments = chosen(flags.only)
  const budget = budgetOf(flags.budget)
  const open = await openFleet(io, flags, readProfile(io, flags))
  const stage = await stageOf(open)
  if (flags.clean) return await clean(flags, io, { open, stage })
  if (flags.yes && flags.keepFacts !== undefined) io.tryToWrite(flags.keepFacts)
  if (flags.yes) return await carryOut(flags, io, { open, stage, experiments, purse: new Purse(budget) })
  const announcement = { stage, experiments, budget, most: mostOf(experiments, stage) }
  printReport(io, flags, announcement, { json: announcementJson, lines: announcementLines })
  return 0
}

function chosen(only: readonly string[] | undefined): readonly Experiment[] {
  if (only === undefined) return ALL_EXPERIMENTS
  const known: readonly string[] = EXPERIMENT_NAMES
  const lost = only.filter((name) => !known.includes(name))
  if (lost.length > 0)
    throw new UsageError(`--only ${lost.join(' ')}: no such experiment; there are ${known.join(', ')}`)
  return ALL_EXPERIMENTS.filter((e) => only.includes(e.name))
}

function budgetOf(text: string | undefined): number {
  if (text === undefined) return USUAL_BUDGET
  const dollars = /^\d{1,3}(\.\d{1,4})?$/.test(text) ? Number(text) : Number.NaN
  if (Number.isFinite(dollars)) return dollars
  throw new UsageError(`--budget ${text}: give dollars, such as 0.05`)
}

async function stageOf({ profile, policy, instance, cloud }: OpenFleet): Promise<Stage> {
  const { authorized_users, authorized_keys } = instance.fields
  const { hourly } = await cloud.price(TYPE)
  return {
    fleet: policy.name,
    tag: rehearsalTag(policy.name, profile.nodeBalancers[0] ?? 0),
    region: policy.region,
    type: TYPE,
    image: instance.image,
    keys: {
      ...(authorized_users === undefined ? {} : { authorized_users }),
      ...(authorized_keys === undefined ? {} : { authorized_keys }),
    },
    given: profile.rehearse,
    prices: { instance: hourly, nodeBalancer: NODEBALANCER_HOURLY },
  }
}

interface Opened {
  readonly open: OpenFleet
  readonly stage: Stage
}

interface Begun extends Opened {
  readonly experiments: readonly Experiment[]
  readonly purse: Purse
}

async function carryOut(flags: RehearseFlags, io: Io, begun: Begun): Promise<number> {
  const { open, stage, experiments, purse } = begun
  const bench = { probe: await open.probe(), clock: io.clock, purse, stage }
  const lab = new Lab({ ...bench, stop: io.stop })
  await tidyUp(lab, { again: false })
  const sweep = async (): Promise<Tidied> => await tidyUp(sweeper(bench, lab), { again: lab.isUnsure })
  const found = await makeExperiments(lab, experiments, (finding) => tell(io, finding)).catch(
    async (error: unknown) => {
      await sweep()
      throw error
    },
  )
  const tidied = await sweep()
  const stoppedBy = found.stopped ? String(io.stop.reason) : null
  const { spent: cost, budget } = purse
  const report = { stage, findings: found.findings, tidied, cost, budget, stoppedBy }
  if (flags.keepFacts !== undefined && stoppedBy === null)
    io.write(flags.keepFacts, factsText({ ...headOf(stage, io), facts: found.facts }))
  printReport(io, flags, report, { json: rehearsalJson, lines: rehearsalLines })
  return tidied.left.length > 0 || stoppedBy !== null ? 1 : 0
}

function tell(io: Io, { name, answer, why }: Finding): void {
  logLine(io, `${name}: ${answer?.said ?? `not known: ${why}`}`)
}

/** Whatever ended the experiments, tidying up is not ended by it. */
function sweeper(bench: Omit<LabOptions, 'stop'>, lab: Lab): Lab {
  const sweeping = new Lab({ ...bench, stop: new AbortController().signal })
  for (const id of lab.instances) sweeping.instances.add(id)
  return sweeping
}

function headOf({ fleet, region }: Stage, io: Io) {
  return { fleet, region, at: isoInstant(io.clock.wall()) }
}

async function clean(flags: RehearseFlags, io: Io, { open, stage }: Opened): Promise<number> {
  const bench = { probe: await open.probe(), clock: io.clock, purse: new Purse(0), stage }
  const tidied = await tidyUp(new Lab({ ...bench, stop: io.stop }), { again: true })
  const report = { stage, findings: [], tidied, cost: 0, budget: 0, stoppedBy: null }
  printReport(io, flags, report, {
    json: rehearsalJson,
    lines: (told, paint) => [
      ...tidiedLines(told.tidied, paint),
      told.tidied.left.length > 0
        ? `${told.stage.fleet}: not all could be removed`
        : `${told.stage.fleet}: nothing is left of a rehearsal`,
    ],
  })
  return tidied.left.length > 0 ? 1 : 0
}

/** Two creates of the race, the first instance, and the one that takes the label again. */
const INSTANCES = { nothing: 0, 'an instance': 1, 'a backend node': 1, instances: 4 }

function mostOf(experiments: readonly Experiment[], { prices, given }: Stage): Announcement['most'] {
  const needs = experiments.map((e) => e.needs)
  const instances = Math.max(0, ...needs.map((n) => INSTANCES[n]))
  const nodeBalancers = needs.includes('a backend node') && given === null ? 1 : 0
  return { instances, nodeBalancers, cost: instances * prices.instance + nodeBalancers * prices.nodeBalancer }
}
