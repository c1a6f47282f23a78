import type { Experiment } from '../rehearse/experiment.ts'
import type { Finding } from '../rehearse/make-experiments.ts'
import { compare, meaning, type RehearsalReport } from '../rehearse/report.ts'
import type { Stage } from '../rehearse/stage.ts'
import { duration } from './duration.ts'
import { money } from './money.ts'
import type { Paint } from './paint.ts'

/** What a rehearsal would make, before it makes anything. */
export interface Announcement {
  readonly stage: Stage
  readonly experiments: readonly Pick<Experiment, 'name' | 'question' | 'needs'>[]
  readonly most: { readonly instances: number; readonly nodeBalancers: number; readonly cost: number }
  readonly budget: number
}

/** What it will make, what it costs, and what it cannot harm. */
export function announcementLines({ stage, experiments, most, budget }: Announcement): readonly string[] {
  const { instances, nodeBalancers, cost } = most
  return [
    `${stage.fleet}: ${experiments.length} questions to the account, in ${stage.region}`,
    ...experiments.map(({ name, question }) => `  ${name.padEnd(18)}${question}`),
    '',
    `makes    at most ${instances} instances of ${stage.type} (${stage.image})${nodeBalancers > 0 ? ' and one NodeBalancer' : ''}, and deletes them`,
    `costs    at most ${money(cost)} in begun hours; the budget is ${money(budget)}, counted before each create`,
    `harms    nothing that is not its own: all it makes has the tag ${stage.tag} and a label ${stage.fleet}-rehearsal-...,`,
    `         ${stage.given === null ? 'backend nodes are tried on a NodeBalancer of its own' : `backend nodes are tried on config ${stage.given.config} of NodeBalancer ${stage.given.nodeBalancer} alone`};`,
    "         it uses up this token's 20 lists of images for one minute",
    '',
    'nothing was made; --yes begins, and takes about five minutes',
  ]
}

/** The same, version 1. */
export function announcementJson({ stage, experiments, most, budget }: Announcement): object {
  return {
    version: 1,
    command: 'rehearse',
    fleet: stage.fleet,
    result: 'done',
    dry_run: true,
    region: stage.region,
    budget,
    most: { instances: most.instances, nodebalancers: most.nodeBalancers, cost: most.cost },
    experiments: experiments.map(({ name, question, needs }) => ({ name, question, needs })),
  }
}

/** One finding, as an engineer notes it: question, answer, what it means, and whether it was expected. */
export function findingLines(finding: Finding, paint: Paint): readonly string[] {
  const { name, question, answer, why, tookMs } = finding
  if (answer === null) return [`${paint.yellow('?')} ${name}: ${question}`, `    not known: ${why}`]
  const other = compare(finding).filter((c) => !c.same)
  const mark = other.length === 0 ? paint.green('=') : paint.yellow('!')
  return [
    `${mark} ${name}: ${question}`,
    `    ${answer.said}${tookMs >= 1000 ? paint.dim(`  (${duration(tookMs)})`) : ''}`,
    `    ${meaning(finding)}`,
    ...other.map(({ fact, found, assumed }) =>
      paint.yellow(`    the sandbox assumes ${fact} ${String(assumed)}, and it is ${String(found)}`),
    ),
  ]
}

/** The whole report. */
export function rehearsalLines(report: RehearsalReport, paint: Paint): readonly string[] {
  const { stage, findings, tidied, cost, budget, stoppedBy } = report
  const known = findings.filter((f) => f.answer !== null)
  const other = known.filter((f) => compare(f).some((c) => !c.same))
  return [
    ...findings.flatMap((f) => findingLines(f, paint)),
    '',
    `${stage.fleet}: ${known.length} of ${findings.length} answered, ${other.length} other than the sandbox assumes; ${money(cost)} of ${money(budget)} spent`,
    ...(stoppedBy === null ? [] : [`stopped by ${stoppedBy}: the rest was not asked`]),
    ...tidiedLines(report.tidied, paint),
    ...(tidied.left.length === 0 ? ['nothing of it is left'] : []),
  ]
}

/** What was removed, and what is still there. */
export function tidiedLines({ removed, left }: RehearsalReport['tidied'], paint: Paint): readonly string[] {
  return [
    ...removed.map((what) => paint.dim(`removed ${what}`)),
    ...left.map((what) => paint.red(`still there: ${what}; rehearse --clean tries again`)),
  ]
}

/** The same, version 1. */
export function rehearsalJson(report: RehearsalReport): object {
  const { stage, findings, tidied, cost, budget, stoppedBy } = report
  return {
    version: 1,
    command: 'rehearse',
    fleet: stage.fleet,
    result: resultOf(report),
    region: stage.region,
    cost,
    budget,
    experiments: findings.map((finding) => ({
      name: finding.name,
      question: finding.question,
      answer: finding.answer?.said ?? null,
      facts: finding.answer?.facts ?? {},
      meaning: meaning(finding),
      why: finding.why,
      as_assumed: compare(finding).every((c) => c.same),
      took_seconds: Math.round(finding.tookMs / 1000),
      exchanges: finding.exchanges,
    })),
    stopped_by: stoppedBy,
    removed: tidied.removed,
    left: tidied.left,
  }
}

function resultOf({ tidied, stoppedBy }: RehearsalReport): 'done' | 'stopped' | 'failed' {
  if (tidied.left.length > 0) return 'failed'
  return stoppedBy === null ? 'done' : 'stopped'
}
