import { directionOf } from '../executor/direction.ts'
import type { ExecutorFile } from '../executor/executor-file.ts'
import { wrong, type Finding } from '../finding.ts'
import { tellDuration } from '../prometheus-time.ts'
import type { ScalingAlert } from '../scaling-alert.ts'
import type { Route, Setting } from './alertmanager-file.ts'
import type { Neighbours } from './neighbours.ts'

const MINUTE = 60_000
/** A create with its two looks, or a turn of follow. */
const QUICK_RUN = MINUTE / 2
/** What a scale-in needs beside its drain. */
const BESIDE_DRAIN = MINUTE
const LONGEST_GROUP_WAIT = MINUTE
/** Alertmanager gives a webhook so long at least. */
const SHORTEST_PATIENCE = 10_000
/** A member more in so long a time is no answer to load. */
const SLOW = 30 * MINUTE
const USUAL_GROUP = 5 * MINUTE

type Rule = (route: Route, alert: ScalingAlert, beside: Neighbours) => readonly Finding[]

/** What is wrong with the route that brings an alert to the executor. */
export function judgeRoute(route: Route, alert: ScalingAlert, beside: Neighbours): readonly Finding[] {
  const broken = [route.groupWait, route.groupInterval, route.repeatInterval].flatMap(({ line, value }) =>
    value === null
      ? [wrong(line, 'this is no duration: Alertmanager does not start', 'write it as 90s, 5m, 4h, 1d or 1w')]
      : [],
  )
  return broken.length > 0 ? broken : RULES.flatMap((rule) => rule(route, alert, beside))
}

const RULES: readonly Rule[] = [
  function grouping({ groupBy }, _, { fleets }) {
    const by = groupBy.value
    if (by.includes('...')) return []
    const written = groupBy.isWritten ? `group_by [${by.join(', ')}]` : 'without group_by'
    if (!by.includes('alertname'))
      return [
        wrong(
          groupBy.line,
          `${written}: different alerts, and several fleets, come in one message that has no alertname or fleet in common; no command of the executor fits it`,
          'group_by: [alertname, fleet]',
        ),
      ]
    return fleets > 1 && !by.includes('fleet')
      ? [
          wrong(
            groupBy.line,
            `${written}: the alerts of ${fleets} fleets come in one message, without a common fleet`,
            'group_by: [alertname, fleet]',
          ),
        ]
      : []
  },
  function groupWait({ groupWait }, { name }) {
    return time(groupWait) > LONGEST_GROUP_WAIT
      ? [
          wrong(
            groupWait.line,
            `group_wait ${told(groupWait)}: ${name} reaches the executor so much later than it fires`,
            'group_wait: 0s',
          ),
        ]
      : []
  },
  function groupInterval({ groupInterval }, { direction }, beside) {
    const run = runTime(direction, beside)
    const patience = Math.max(SHORTEST_PATIENCE, time(groupInterval))
    return patience < run
      ? [
          wrong(
            groupInterval.line,
            `group_interval ${told(groupInterval)} is shorter than a run of ${direction} may take (${tellDuration(run)}): Alertmanager drops its webhook and sends it again beside it`,
            `group_interval: ${tellDuration(run)} or more`,
          ),
        ]
      : []
  },
  function repeatInterval(route, alert, { context }) {
    const { scaleOut, scaleIn } = context.policy
    const { cooldown } = alert.direction === 'scale-out' ? scaleOut : scaleIn
    const { repeatInterval, groupInterval } = route
    const group = Math.max(1, time(groupInterval))
    // Alertmanager sends again at the first group_interval that is not before the repeat_interval.
    const repeat = Math.max(1, Math.ceil(time(repeatInterval) / group)) * group
    // So much is needed for the longest run, and is nobody's mistake.
    const patience = Math.min(group, Math.max(USUAL_GROUP, scaleIn.drain + BESIDE_DRAIN))
    return [
      ...tooEarly(repeatInterval, { repeat, cooldown, alert }),
      ...tooSlow(repeatInterval, { repeat, cooldown, group, alert, patience }),
    ]
  },
  function muted({ mutes, line }, { name }) {
    return mutes.length === 0
      ? []
      : [
          wrong(
            line,
            `${name} is muted in ${mutes.join(', ')}: the fleet does not scale then`,
            'use size.schedule of the profile, or pause',
          ),
        ]
  },
]

interface Pace {
  readonly repeat: number
  readonly cooldown: number
  readonly alert: ScalingAlert
}

function tooEarly(setting: Setting<number | null>, { repeat, cooldown, alert }: Pace): readonly Finding[] {
  if (cooldown === 0 || repeat > cooldown) return []
  // At a multiple of the interval that falls on the end of the cooldown, the cooldown still holds.
  const paced = (Math.floor(cooldown / repeat) + 1) * repeat
  return paced - cooldown <= cooldown / 2
    ? []
    : [
        wrong(
          setting.line,
          `repeat_interval ${told(setting)} is not longer than the cooldown of ${alert.direction} (${tellDuration(cooldown)}): the repeat comes too early and is held, and the next is a whole interval later`,
          'the cooldown and one group_interval more',
        ),
      ]
}

function tooSlow(
  setting: Setting<number | null>,
  { repeat, cooldown, group, alert, patience }: Pace & { readonly group: number; readonly patience: number },
): readonly Finding[] {
  if (repeat <= SLOW || repeat <= 2 * (cooldown + patience)) return []
  const source = setting.isWritten ? '' : ', which is what it is unless it is set'
  return [
    wrong(
      setting.line,
      `repeat_interval ${told(setting)}${source}: however long load is high or low, one change is made in ${tellDuration(repeat)}`,
      `repeat_interval: ${tellDuration(Math.ceil((cooldown + MINUTE) / group) * group)} to ${alert.direction}`,
    ),
  ]
}

function runTime(direction: ScalingAlert['direction'], { context, executor }: Neighbours): number {
  const isIn = direction === 'scale-in' && !isFollowed(executor)
  return isIn ? context.policy.scaleIn.drain + BESIDE_DRAIN : QUICK_RUN
}

/** A turn of follow never waits for a drain. */
function isFollowed(executor: ExecutorFile | null): boolean {
  const ours = (executor?.commands ?? []).filter(({ started }) => started.kind === 'ours')
  return ours.some(({ started }) => started.kind === 'ours' && directionOf(started.args) === 'both')
}

function time({ value }: Setting<number | null>): number {
  return value ?? 0
}

function told(setting: Setting<number | null>): string {
  return tellDuration(time(setting))
}
