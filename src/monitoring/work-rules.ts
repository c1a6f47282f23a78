import type { LoadPolicy, Signal } from '../fleet/model/load-policy.ts'
import type { Recording } from './recording.ts'

const SECOND = 1_000

/** Who counts in each way, what they are worth, and the work that each source tells. */
export function workRules(load: LoadPolicy, fleet: string, fleetTag: string): readonly Recording[] {
  return [...memberRules(load, fleet), ...viewRules(fleet, fleetTag), ...sourceRules(load, fleet)]
}

function memberRules({ warmUp, cores }: LoadPolicy, fleet: string): readonly Recording[] {
  const weight =
    cores === null ? `instance:cores:count{${fleet}} * 0 + 1` : `instance:cores:count{${fleet}} / ${cores}`
  return [
    {
      record: 'instance:cores:count',
      expr: `count by (fleet, instance) (count by (fleet, instance, cpu) (node_cpu_seconds_total{${fleet}}))
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
    {
      record: 'instance:shown:weight',
      expr: `instance:weight:ratio{${fleet}}
  and on (fleet, instance) (instance:busy:any{${fleet}} or instance:warm:weight{${fleet}})`,
      why: 'And with them of those before it that are measured.',
    },
  ]
}

function viewRules(fleet: string, fleetTag: string): readonly Recording[] {
  const ways = {
    out: `instance:shown:weight{${fleet}}`,
    wake: `instance:warm:weight{${fleet}}`,
    in: `instance:weight:ratio{${fleet}}`,
  }
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

function sourceRules({ signals }: LoadPolicy, fleet: string): readonly Recording[] {
  return [
    ...shownRules(fleet),
    ...busyRules(fleet),
    ...signals.flatMap((signal) => signalRules(signal, fleet)),
  ]
}

function warmOf(fleet: string): string {
  return `on (fleet, instance) instance:warm:weight{${fleet}}`
}

/** How busy each member counts for growth. */
function shownRules(fleet: string): readonly Recording[] {
  return [
    {
      record: 'fleet:busy:mean',
      expr: `sum by (fleet) (instance:busy:ratio{${fleet}} * ${warmOf(fleet)})
  / sum by (fleet) (instance:warm:weight{${fleet}} and on (fleet, instance) instance:busy:ratio{${fleet}})`,
      why: 'How busy the measured ones are past their warm-up.',
    },
    {
      record: 'instance:busy:told',
      expr: `instance:busy:ratio{${fleet}}
  or (instance:busy:any{${fleet}} <= on (fleet) group_left () fleet:busy:mean{${fleet}})
  or (instance:busy:any{${fleet}} * 0 + on (fleet) group_left () fleet:busy:mean{${fleet}})`,
      why: 'One before it is no busier than they are. For growth a silent one does what all the measured do,',
    },
    {
      record: 'fleet:told:mean',
      expr: `sum by (fleet) (instance:busy:told{${fleet}} * on (fleet, instance) instance:weight:ratio{${fleet}})
  / sum by (fleet) (instance:weight:ratio{${fleet}} and on (fleet, instance) instance:busy:told{${fleet}})`,
    },
    {
      record: 'instance:busy:shown',
      expr: `instance:busy:told{${fleet}}
  or (instance:shown:weight{${fleet}} * 0 + on (fleet) group_left () fleet:told:mean{${fleet}})`,
    },
  ]
}

/** The work by processors, in each way. */
function busyRules(fleet: string): readonly Recording[] {
  return [
    {
      record: 'fleet:work:members',
      expr: `sum by (fleet) (instance:busy:shown{${fleet}} * on (fleet, instance) instance:shown:weight{${fleet}})`,
      labels: { way: 'out', source: 'busy' },
    },
    {
      record: 'fleet:work:members',
      expr: `fleet:busy:mean{${fleet}} * on (fleet) fleet:capacity:members{${fleet}, way="wake"}`,
      labels: { way: 'wake', source: 'busy' },
    },
    {
      record: 'fleet:work:members',
      expr: `fleet:capacity:members{${fleet}, way="in"}
  - on (fleet) sum by (fleet) ((1 - instance:busy:ratio{${fleet}}) * ${warmOf(fleet)})`,
      labels: { way: 'in', source: 'busy' },
      why: 'for shrinking whoever is silent or not warm may be fully busy.',
    },
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
    ...['wake', 'in'].map((way) => ({
      record: 'fleet:work:members',
      expr: `fleet:work:members{${fleet}, way="out", source="${source}"}`,
      labels: { way, source },
    })),
  ]
}
