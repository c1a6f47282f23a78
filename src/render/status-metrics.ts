import type { Cooldown } from '../fleet/sight/cooldown.ts'
import { creations, deletions, type SizeChange } from '../fleet/sight/last-changes.ts'
import { STANDING_HOLDS, standingHold } from '../fleet/plan/standing-hold.ts'
import { checkCost } from '../fleet/plan/check-cost.ts'
import type { Prices } from '../fleet/model/prices.ts'
import { MEMBER_STATES } from '../fleet/sight/member-state.ts'
import type { Load, StatusReport } from '../fleet/report/status-report.ts'

type Sample = readonly [labels: Readonly<Record<string, string>>, value: number]

/** A gauge: its name without the prefix, what it tells, and its samples without the fleet's label. */
type Gauge = readonly [name: string, help: string, samples: readonly Sample[]]

/** A fleet's status in Prometheus' text format, for the textfile collector of node_exporter. */
export function statusMetrics(
  report: StatusReport,
  load: Load | null = null,
  prices: Prices | null = null,
): readonly string[] {
  const gauges = [
    ...sizeGauges(report),
    ...loadGauges(load),
    ...timeGauges(report),
    ...trouble(report, prices),
  ]
  return gauges.flatMap(([name, help, samples]) => {
    const full = `linode_autoscale_${name}`
    const rows = samples.map(
      ([labels, value]) => `${full}${labelText({ fleet: report.policy.fleetTag, ...labels })} ${value}`,
    )
    return rows.length === 0 ? [] : [`# HELP ${full} ${help}`, `# TYPE ${full} gauge`, ...rows]
  })
}

function labelText(labels: Readonly<Record<string, string>>): string {
  return `{${Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(',')}}`
}

function sizeGauges({ size, members, cost, policy }: StatusReport): readonly Gauge[] {
  const byState = MEMBER_STATES.map((state): Sample => [
    { state },
    members.filter((m) => m.state === state).length,
  ])
  const specs = members.some((m) => m.drift !== null) ? (['same', 'drifted', 'unknown'] as const) : []
  const bySpec = specs.map((spec): Sample => [
    { spec },
    members.filter((m) => m.drift?.state === spec).length,
  ])
  return [
    ['size', 'Members that exist.', [[{}, size.total]]],
    ['serving', 'Members in service.', [[{}, size.serving]]],
    ['size_min', 'The lower bound just now.', [[{}, size.min]]],
    ['size_max', 'The upper bound just now.', [[{}, size.max]]],
    [
      'bounds_until_timestamp_seconds',
      'When the lower or the upper bound becomes another by the clock.',
      known(secondsOf(size.bounds?.next?.at)),
    ],
    ['floor', 'The floor that a person has set.', known(size.bounds?.floor?.n ?? null)],
    ['floor_until_timestamp_seconds', 'When that floor ends.', known(secondsOf(size.bounds?.floor?.until))],
    ['members', 'Members by state.', byState],
    ['members_by_spec', 'Members by whether they were made from what the profile says now.', bySpec],
    [
      'hourly_cost_dollars',
      'What all members cost an hour, in US dollars.',
      cost === null ? [] : [[{}, Number(cost.hourly.toFixed(6))]],
    ],
    [
      'hourly_cost_limit_dollars',
      'What all members may cost an hour, in US dollars.',
      known(policy.size.maxHourly ?? null),
    ],
  ]
}

function secondsOf(at: number | undefined): number | null {
  return at === undefined ? null : at / 1000
}

/** What is not known is left out, which is never zero. */
function known(value: number | null): readonly Sample[] {
  return value === null ? [] : [[{}, value]]
}

/** What the load asks for, where the fleet is sized by it. */
function loadGauges(load: Load | null): readonly Gauge[] {
  const sized = load?.turn?.load
  if (sized === undefined) return []
  return [
    ['work', 'The load, in members that it keeps fully busy.', known(sized.work)],
    ['wanted', 'Members in service that the load asks for now.', known(sized.wanted)],
    ['wanted_peak', 'The most that it asked for within the window.', known(sized.peak)],
  ]
}

function timeGauges({ fleet, cooldown }: StatusReport): readonly Gauge[] {
  const now = fleet.observedAt
  const rest = ({ until }: Cooldown): number => (until === null ? 0 : (until - now) / 1000)
  return [
    [
      'cooldown_remaining_seconds',
      'How long a direction is still held after the last change.',
      [
        [{ action: 'scale-out' }, rest(cooldown.scaleOut)],
        [{ action: 'scale-in' }, rest(cooldown.scaleIn)],
      ],
    ],
    [
      'last_change_timestamp_seconds',
      'When a member was last created or deleted, as far back as is known.',
      [...lastOf('create', creations(fleet)), ...lastOf('delete', deletions(fleet))],
    ],
    ['observed_timestamp_seconds', 'When the account was read.', [[{}, now / 1000]]],
  ]
}

function lastOf(action: string, [change]: readonly SizeChange[]): readonly Sample[] {
  return change === undefined ? [] : [[{ action }, change.at / 1000]]
}

/** Whoever scales out and may not pay stands until somebody does something, as at max. */
const STANDING = [...STANDING_HOLDS, 'at-cost'] as const

function heldBy(
  action: 'scale-out' | 'scale-in',
  { fleet, policy }: StatusReport,
  prices: Prices | null,
): string | null {
  const hold = standingHold(action, fleet, policy, fleet.observedAt)
  if (hold !== null || action === 'scale-in') return hold?.reason ?? null
  return checkCost(fleet, policy, { prices }, policy.scaleOut.step).some((v) => v.holds) ? 'at-cost' : null
}

function trouble(report: StatusReport, prices: Prices | null): readonly Gauge[] {
  const { fleet, unfinished } = report
  const failed = (fleet.activity ?? []).filter((a) => a.failed)
  const held = (['scale-out', 'scale-in'] as const).flatMap((action) => {
    const hold = heldBy(action, report, prices)
    return STANDING.map((reason): Sample => [{ action, reason }, hold === reason ? 1 : 0])
  })
  return [
    ['unfinished_changes', 'What is half done, and the next run finishes.', [[{}, unfinished.length]]],
    [
      'failed_changes',
      'Creates and deletes that failed at Linode within the last hour or more.',
      (['create', 'delete'] as const).map((action) => [
        { action },
        failed.filter((a) => a.action === action).length,
      ]),
    ],
    ['hold', '1 when this would hold a run, and stays until somebody does something.', held],
  ]
}
