import type { LoadPolicy, Signal } from '../fleet/model/load-policy.ts'
import { prometheusDuration } from './prometheus-duration.ts'
import { RULE_INTERVAL } from './rule-interval.ts'

const SECOND = 1_000

interface Recording {
  readonly record: string
  readonly expr: string
  readonly labels?: Readonly<Record<string, string>>
  readonly why?: string
  /** Somebody else's text: written as a string, whatever its lines are. */
  readonly isForeign?: true
}

/**
 * What the fleet's work asks for, as recorded series: the same number, step by step, as a run reckons for itself. `way` is `out` for growth
 * and `in` for shrinking, where everything unknown is taken for the worst.
 */
export function sizingRules(load: LoadPolicy, fleetTag: string): string {
  const fleet = `fleet="${fleetTag}"`
  const all = [
    ...memberRules(load, fleet),
    ...viewRules(fleet, fleetTag),
    ...workRules(load, fleet),
    ...askedRules(load, fleet),
    ...wantedRules(load, fleet),
    ...peakRules(load, fleet, fleetTag),
  ]
  return all.map(recording).join('')
}

function recording({ record, expr, labels, why, isForeign }: Recording): string {
  const lines = expr.split('\n').map((line) => `          ${line}`)
  return [
    ...(why === undefined ? [] : [`      # ${why}`]),
    `      - record: ${record}`,
    ...(isForeign === true || lines.length === 1
      ? [`        expr: ${JSON.stringify(expr)}`]
      : ['        expr: |', ...lines]),
    ...(labels === undefined ? [] : [`        labels: ${JSON.stringify(labels)}`]),
    '',
  ].join('\n')
}

function memberRules({ warmUp, cores }: LoadPolicy, fleet: string): readonly Recording[] {
  const weight =
    cores === null ? `instance:cores:count{${fleet}} * 0 + 1` : `instance:cores:count{${fleet}} / ${cores}`
  return [
    {
      record: 'instance:cores:count',
      expr: `count by (fleet, instance) (count by (fleet, instance, cpu) (node_cpu_seconds_total{${fleet}, mode="idle"}))
  or (instance:cores:count{${fleet}} and on (fleet, instance) up{${fleet}})`,
      why: 'The processors of each member that has ever answered; a silent one keeps them.',
    },
    {
      record: 'instance:weight:ratio',
      expr: weight,
      why: 'What a member is worth, in members as the profile makes them.',
    },
    {
      record: 'instance:warm:weight',
      expr: `instance:weight:ratio{${fleet}}
  and on (fleet, instance) (instance:busy:ratio{${fleet}} or instance:age:seconds{${fleet}} >= ${warmUp / SECOND})`,
      why: 'Of those past their warm-up, measured or silent.',
    },
  ]
}

function viewRules(fleet: string, fleetTag: string): readonly Recording[] {
  const ways = { out: `instance:warm:weight{${fleet}}`, in: `instance:weight:ratio{${fleet}}` }
  const none = (value: number): string => `label_replace(vector(${value}), "fleet", "${fleetTag}", "", "")`
  return Object.entries(ways).flatMap(([way, weights]) => [
    {
      record: 'fleet:counted:members',
      expr: `count by (fleet) (${weights}) or ${none(0)}`,
      labels: { way },
      ...(way === 'out'
        ? { why: 'How many members count, what they are worth, and the largest of them.' }
        : {}),
    },
    { record: 'fleet:capacity:members', expr: `sum by (fleet) (${weights}) or ${none(0)}`, labels: { way } },
    {
      record: 'fleet:heaviest:ratio',
      expr: `clamp_min(max by (fleet) (${weights}), 1) or ${none(1)}`,
      labels: { way },
    },
  ])
}

function workRules({ signals }: LoadPolicy, fleet: string): readonly Recording[] {
  const warm = `on (fleet, instance) instance:warm:weight{${fleet}}`
  return [
    {
      record: 'fleet:busy:mean',
      expr: `sum by (fleet) (instance:busy:ratio{${fleet}} * ${warm})
  / sum by (fleet) (instance:warm:weight{${fleet}} and on (fleet, instance) instance:busy:ratio{${fleet}})`,
      why: 'How busy the measured ones are. For growth a silent one is as busy as they are;',
    },
    {
      record: 'fleet:work:members',
      expr: `fleet:busy:mean{${fleet}} * on (fleet) fleet:capacity:members{${fleet}, way="out"}`,
      labels: { way: 'out', source: 'busy' },
    },
    {
      record: 'fleet:work:members',
      expr: `fleet:capacity:members{${fleet}, way="in"}
  - on (fleet) sum by (fleet) ((1 - instance:busy:ratio{${fleet}}) * ${warm})`,
      labels: { way: 'in', source: 'busy' },
      why: 'for shrinking whoever is silent or not warm may be fully busy.',
    },
    ...signals.flatMap((signal) => signalRules(signal, fleet)),
  ]
}

/** Not finite, negative, or several series: silent. */
function signalRules({ name, query, perMember }: Signal, fleet: string): readonly Recording[] {
  const raw = `fleet:signal:raw{${fleet}, signal="${name}"}`
  const source = `signal:${name}`
  const [, tag = ''] = /"(.*)"/.exec(fleet) ?? []
  return [
    {
      record: 'fleet:signal:raw',
      expr: query.replaceAll('$fleet', tag),
      isForeign: true,
      labels: { fleet: tag, signal: name },
      why: `The signal ${name}, and its work: one that is negative, infinite, no number, or several, is silent.`,
    },
    {
      record: 'fleet:work:members',
      expr: `sum by (fleet) (${raw} >= 0 < Inf) / ${perMember} and on (fleet) count by (fleet) (${raw}) == 1`,
      labels: { way: 'out', source },
    },
    {
      record: 'fleet:work:members',
      expr: `fleet:work:members{${fleet}, way="out", source="${source}"}`,
      labels: { way: 'in', source },
    },
  ]
}

function askedRules({ target, spare }: LoadPolicy, fleet: string): readonly Recording[] {
  const over = `fleet:over:members{${fleet}}`
  const more = (source: string): string => `fleet:more:members{${fleet}${source}}`
  const there = `fleet:there:members{${fleet}}`
  const many = 'on (fleet, way) group_left ()'
  return [
    {
      record: 'fleet:over:members',
      expr: `fleet:capacity:members{${fleet}} - on (fleet, way) group_right () fleet:work:members{${fleet}} / ${target}`,
      why: 'What is over, by each source, and how many members that leaves: large ones go for what they are worth.',
    },
    {
      record: 'fleet:exact:members',
      expr: `fleet:counted:members{${fleet}} - on (fleet, way) group_right ()
  (clamp_max(${over}, 0) + clamp_min(${over}, 0) / ${many} fleet:heaviest:ratio{${fleet}})`,
    },
    { record: 'fleet:there:members', expr: `clamp_min(fleet:counted:members{${fleet}} - ${spare}, 0)` },
    {
      record: 'fleet:more:members',
      expr: `fleet:exact:members{${fleet}} - ${many} ${there}`,
    },
    {
      record: 'fleet:asked:members',
      expr: `round(fleet:exact:members{${fleet}} - ${more('')})
  and ${more('')} >= ${many} (-0.1 * ${there} - 1e-9)
  and (${more(', source="busy"')} <= ${many} (0.1 * ${there} + 1e-9) or ${more(', source!="busy"')} <= 1e-9)
or clamp_min(ceil(fleet:exact:members{${fleet}} - 0.01), 0)`,
      why: 'A tenth more or less changes nothing, except what a signal asks for beyond what is there.',
    },
  ]
}

function wantedRules({ signals, spare }: LoadPolicy, fleet: string): readonly Recording[] {
  const asked = (way: string): string =>
    `max by (fleet) (fleet:asked:members{${fleet}, way="${way}"}) + ${spare}`
  const allSignals = `
  and on (fleet) count by (fleet) (fleet:work:members{${fleet}, way="in", source!="busy"}) == ${signals.length}`
  return [
    {
      record: 'fleet:wanted:members',
      expr: `max by (fleet) (
  label_replace(${asked('out')}, "because", "work", "", "")
  or label_replace(
    fleet:counted:members{${fleet}, way="out"} + 1 and on (fleet) fleet:busy:mean{${fleet}} >= 0.95,
    "because", "saturated", "", ""
  )
)`,
      labels: { way: 'out' },
      why: 'The most that any source asks for. Members that are as busy as can be cannot show how much more there is.',
    },
    {
      record: 'fleet:wanted:members',
      expr: `${asked('in')}${signals.length === 0 ? '' : allSignals}`,
      labels: { way: 'in' },
    },
  ]
}

function peakRules({ window }: LoadPolicy, fleet: string, fleetTag: string): readonly Recording[] {
  const wantedIn = `fleet:wanted:members{${fleet}, way="in"}[${prometheusDuration(window)}]`
  return [
    {
      record: 'fleet:wanted:peak',
      expr: `max by (fleet) (
  max_over_time(${wantedIn}) and count_over_time(${wantedIn}) >= ${Math.ceil((0.9 * window) / RULE_INTERVAL)}
)`,
      why: 'The most that was wanted in the window, where it was known for nine tenths of it.',
    },
    {
      record: 'fleet:work:hour',
      expr: `max by (fleet) (max_over_time(fleet:work:members{${fleet}, way="out"}[1h]))`,
      why: 'The most work of the last hour: hardly any after much is an outage. And when all this was reckoned.',
    },
    {
      record: 'fleet:reckoned:seconds',
      expr: `label_replace(vector(time()), "fleet", "${fleetTag}", "", "")`,
    },
  ]
}
