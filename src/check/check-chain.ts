import type { Policy } from '../fleet/model/policy.ts'
import { failure, ok, type CheckItem, type CheckName } from './check-item.ts'

/** A file of the chain: its name, and its lines. */
export interface ChainFile {
  readonly name: 'executor' | 'alertmanager' | 'rules'
  readonly path: string
  readonly text: string
}

interface Trap {
  /** The line, counted from 1; null for what is not there at all. */
  readonly line: number | null
  readonly what: string
  readonly remedy: string
}

/** The known traps of a file, each with its line; `linode-autoscale monitoring` writes files without any. */
export function checkChain({ name, path, text }: ChainFile, policy: Policy): readonly CheckItem[] {
  const lines = text.split('\n').map((line) => line.replace(/(^|\s)#.*$/, ''))
  const traps = { executor: executorTraps, alertmanager: alertmanagerTraps, rules: rulesTraps }[name](
    lines,
    policy,
  )
  const items = traps.map(({ line, what, remedy }) =>
    failure(name satisfies CheckName, `${path}${line === null ? '' : `:${line}`}: ${what}`, remedy),
  )
  return items.length > 0 ? items : [ok(name, path)]
}

type Lines = readonly string[]

/** A trap for every line that matches. */
function each(lines: Lines, found: RegExp, what: string, remedy: string): readonly Trap[] {
  return lines.flatMap((line, i) => (found.test(line) ? [{ line: i + 1, what, remedy }] : []))
}

function executorTraps(lines: Lines): readonly Trap[] {
  const starts = lines.flatMap((line, i) => (/^\s*-\s+cmd:/.test(line) ? [i] : []))
  const commands = starts.flatMap((start, n) => commandTraps(lines.slice(start, starts[n + 1]), start + 1))
  const listening = lines.findIndex((line) => line.startsWith('listen_address:'))
  const isLocal = /127\.0\.0\.1|localhost|\[::1\]/.test(lines[listening] ?? '')
  const open: readonly Trap[] = isLocal
    ? []
    : [
        {
          line: listening < 0 ? null : listening + 1,
          what: 'it listens on every interface, without authentication',
          remedy: 'listen_address: 127.0.0.1:8080',
        },
      ]
  return [...open, ...commands]
}

function commandTraps(lines: Lines, line: number): readonly Trap[] {
  const text = lines.join('\n')
  const trap = (is: boolean, what: string, remedy: string): readonly Trap[] =>
    is ? [{ line, what, remedy }] : []
  return [
    ...trap(
      !/cmd:\s*["']?\//.test(text),
      'cmd is no absolute path, and there is no shell to find it',
      'write the whole path',
    ),
    ...trap(
      !/notify_on_failure:\s*false/.test(text),
      'a failure is sent again within seconds, endlessly',
      'notify_on_failure: false',
    ),
    ...trap(
      !/\bmax:\s*1\b/.test(text),
      'every alert that is sent again starts a run beside the first',
      'max: 1',
    ),
    ...trap(
      !/ignore_resolved:\s*true|resolved_signal:\s*["']?SIGTERM/.test(text),
      'the run is killed, or signalled with SIGUSR1, when its alert resolves',
      'ignore_resolved: true',
    ),
    ...trap(
      /scale-out/.test(text) && !/--no-wait/.test(text),
      'scale-out keeps the webhook open until the member is in service',
      'add --no-wait',
    ),
    ...trap(
      !/match_labels:/.test(text),
      'every alert starts it',
      'match_labels: { alertname: ..., fleet: ... }',
    ),
  ]
}

function alertmanagerTraps(lines: Lines, { scaleIn, scaleOut }: Policy): readonly Trap[] {
  const run = scaleIn.drain + 60_000
  const shortest = Math.min(scaleOut.cooldown, scaleIn.cooldown)
  const durations = (key: string) =>
    lines.flatMap((text, i) => {
      const given = new RegExp(`^\\s*-?\\s*${key}:\\s*(\\S+)`).exec(text)?.[1]
      return given === undefined ? [] : [{ line: i + 1, given, ms: prometheusMs(given) }]
    })
  const grouping = lines.findIndex((line) => /group_by:/.test(line))
  const intervals = durations('group_interval')
  return [
    ...(grouping >= 0 && /fleet/.test(lines[grouping] ?? '')
      ? []
      : [
          {
            line: grouping < 0 ? null : grouping + 1,
            what: 'alerts of several fleets come in one message, without a common fleet',
            remedy: 'group_by: [alertname, fleet]',
          },
        ]),
    ...intervals
      .filter(({ ms }) => ms < run)
      .map(({ line, given }) => ({
        line,
        what: `group_interval ${given} is shorter than a run (the drain and a minute): its webhook is sent again beside it`,
        remedy: `at least ${run / 1000}s`,
      })),
    ...durations('repeat_interval')
      .filter(({ ms }) => ms <= shortest)
      .map(({ line, given }) => ({
        line,
        what: `repeat_interval ${given} is not longer than the cooldown: the repeat comes too early, and the next is a whole interval later`,
        remedy: 'the cooldown and one group_interval more',
      })),
    ...each(
      lines,
      /repeat_interval:\s*[1-9]\d*h/,
      'under sustained load one member is added in so many hours',
      'the cooldown and one group_interval',
    ).filter(({ line }) => line !== null && /executor|HighLoad|LowLoad/.test(around(lines, line))),
  ]
}

function around(lines: Lines, line: number): string {
  return lines.slice(Math.max(0, line - 3), line + 1).join('\n')
}

function prometheusMs(text: string): number {
  const units: Readonly<Record<string, number>> = { s: 1e3, m: 6e4, h: 36e5, d: 864e5 }
  return [...text.matchAll(/(\d+)([smhd])/g)].reduce(
    (sum, [, n, unit]) => sum + Number(n) * (units[unit ?? ''] ?? 0),
    0,
  )
}

function rulesTraps(lines: Lines): readonly Trap[] {
  const fleets = lines.some((line) => /fleet/.test(line))
  return [
    ...each(
      lines,
      /\birate\(/,
      'irate sees two samples: one idle sample begins the wait anew',
      'rate(...[2m])',
    ),
    ...each(
      lines,
      /on\s*\(instance\)\s*group_left/,
      'the idle time of one core is divided by the time of all: an idle host of four cores is 75% busy',
      'sum by (instance) on both sides',
    ),
    ...each(lines, /mode="idle"/, 'waiting for a disk counts as busy', 'mode=~"idle|iowait"'),
    ...each(lines, /\{\{\s*\$labels\.job\s*\}\}/, 'the label job is gone after avg()', '{{ $labels.fleet }}'),
    ...(fleets
      ? []
      : [
          {
            line: null,
            what: 'no rule names the fleet: the alerts of two fleets are one',
            remedy: 'a label fleet on targets and rules',
          },
        ]),
  ]
}
