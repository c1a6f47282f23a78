import type { Advice } from '../simulate/advice.ts'
import type { Simulated } from '../simulate/simulate.ts'
import { duration } from './duration.ts'
import { money } from './money.ts'
import type { Paint } from './paint.ts'
import { simulationPlot } from './simulation-plot.ts'
import { table } from './table.ts'

/** One profile's run, with its price where that is known. */
export interface SimulationRun extends Simulated {
  /** Of one hour, in US dollars. */
  readonly hourly: number | null
  readonly advice: Advice | null
  /** `size.max_hourly` held nothing: the price is not known. */
  readonly isUnheld?: boolean
}

/** What was simulated, and what became of it. */
export interface SimulationReport {
  readonly points: number
  readonly stepSeconds: number
  readonly gaps: number
  /** The most of the load, in members that it keeps fully busy. */
  readonly peak: number
  readonly runs: readonly SimulationRun[]
}

/** Columns of a plot off a terminal. */
const USUAL = 80

/** A table with a line a profile, a plot of the first, and advice where a number is bad. */
export function simulationLines(
  report: SimulationReport,
  paint: Paint,
  of: { readonly verbose: boolean; readonly columns: number | null },
): readonly string[] {
  const { points, stepSeconds, gaps, peak, runs } = report
  const [first] = runs
  const long = duration(points * stepSeconds * 1000)
  return [
    `${points} points, ${stepSeconds}s apart (${long}), at most ${round(peak, 2)} members fully busy${gaps > 0 ? `; ${gaps} missing points filled in` : ''}`,
    '',
    ...tableOrBlocks([HEAD, ...runs.map(row)], of.columns),
    ...(of.verbose ? ['', ...tableOrBlocks([SPEC_HEAD, ...runs.map(specRow)], of.columns)] : []),
    ...(first === undefined ? [] : ['', ...simulationPlot(first.moments, paint, of.columns ?? USUAL)]),
    ...runs.flatMap((run) => adviceLines(run, runs.length > 1)),
    ...runs
      .filter((run) => run.isUnheld)
      .map(({ name }) => `note: ${name}: size.max_hourly held nothing: the price of its type is not known`),
  ]
}

/** A line a profile; where that is too wide for the terminal a column a profile, or a block. */
function tableOrBlocks(rows: readonly (readonly string[])[], columns: number | null): readonly string[] {
  if (columns === null) return table(rows)
  const [head = [], ...runs] = rows
  const turned = head.map((_, i) => rows.map((cells) => cells[i] ?? ''))
  const fitting = [table(rows), table(turned)].find((lines) => lines.every((line) => line.length <= columns))
  return fitting ?? runs.flatMap((run) => blockOf(head, run))
}

function blockOf(
  [, ...names]: readonly string[],
  [profile = '', ...values]: readonly string[],
): readonly string[] {
  return [
    profile,
    ...table(
      names.map((name, i) => [name, values[i] ?? '']),
      { indent: '  ' },
    ),
  ]
}

const HEAD = [
  'profile',
  'over capacity',
  '>100%',
  '>90%',
  'mean busy',
  'paid hours',
  'cost',
  'changes',
  'most',
  'longest hold',
]

function row(run: SimulationRun): readonly string[] {
  const {
    name,
    overCapacity,
    minutesOver100,
    minutesOver90,
    meanBusy,
    paidHours,
    hourly,
    changes,
    mostMembers,
    longestHold,
  } = run
  return [
    name,
    `${round(overCapacity * 100, 3)}%`,
    `${Math.round(minutesOver100)}m`,
    `${Math.round(minutesOver90)}m`,
    `${Math.round(meanBusy * 100)}%`,
    String(paidHours),
    hourly === null ? '?' : money(paidHours * hourly),
    String(changes),
    String(mostMembers),
    longestHold === null ? '-' : `${duration(longestHold.ms)} ${longestHold.reason}`,
  ]
}

const SPEC_HEAD = ['SPEC', 'under, accuracy', 'over, accuracy', 'under, time', 'over, time', 'instability']

function specRow({ name, spec }: SimulationRun): readonly string[] {
  return [name, ...Object.values(spec).map((value) => `${round(value, 2)}%`)]
}

function adviceLines({ name, advice }: SimulationRun, isNamed: boolean): readonly string[] {
  if (advice === null) return []
  const whose = isNamed ? `${name}: ` : ''
  const hours = `${Math.abs(Math.round(advice.hours * 100))}% ${advice.hours < 0 ? 'fewer' : 'more'} hours`
  const saved = Math.round(-(advice.loss ?? 0) * 100)
  return advice.about === 'loss'
    ? ['', `${whose}some work found no capacity: ${advice.change} costs ${hours} and saves ${saved}% of it`]
    : ['', `${whose}nothing was lost: ${advice.change} takes ${hours} and loses no more`]
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}

/** The same, version 1. */
export function simulationJson({ points, stepSeconds, gaps, peak, runs }: SimulationReport): object {
  return {
    version: 1,
    command: 'simulate',
    result: 'done',
    trace: { points, step_seconds: stepSeconds, peak, gaps },
    runs: runs.map((run) => ({
      profile: run.name,
      over_capacity_percent: round(run.overCapacity * 100, 4),
      minutes_over_100: round(run.minutesOver100, 1),
      minutes_over_90: round(run.minutesOver90, 1),
      mean_busy: round(run.meanBusy, 4),
      paid_hours: run.paidHours,
      cost: run.hourly === null ? null : round(run.paidHours * run.hourly, 4),
      changes: run.changes,
      most_members: run.mostMembers,
      longest_hold:
        run.longestHold === null
          ? null
          : { reason: run.longestHold.reason, seconds: Math.round(run.longestHold.ms / 1000) },
      spec: run.spec,
      advice: run.advice,
      ...(run.isUnheld === true ? { max_hourly_held: false } : {}),
    })),
  }
}
