import type { LoadPolicy } from '../fleet/model/load-policy.ts'
import { prometheusDuration } from './prometheus-duration.ts'
import { recording, type Recording } from './recording.ts'
import { RULE_INTERVAL } from './rule-interval.ts'
import { workRules } from './work-rules.ts'

/**
 * What the fleet's work asks for, as recorded series: the same number, step by step, as a run reckons for itself. `way` is `out` for growth
 * and `in` for shrinking, where everything unknown is taken for the worst. Nobody here knows who is in service, so alerts go by `wake`: growth
 * by those past their warm-up alone, or members that install would call for more of them.
 */
export function sizingRules(load: LoadPolicy, fleetTag: string): string {
  const fleet = `fleet="${fleetTag}"`
  const all = [
    ...workRules(load, fleet, fleetTag),
    ...askedRules(load, fleet),
    ...wantedRules(load, fleet),
    ...peakRules(load, fleet, fleetTag),
  ]
  return all.map(recording).join('')
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
  const growth = (way: string, there: string): string => `max by (fleet) (
  label_replace(${asked(way)}, "because", "work", "", "")
  or label_replace(
    fleet:counted:members{${fleet}, way="${there}"} + 1 and on (fleet)
      (fleet:work:members{${fleet}, way="${way}", source="busy"} / on (fleet) fleet:capacity:members{${fleet}, way="${way}"}) >= 0.95,
    "because", "saturated", "", ""
  )
)`
  return [
    {
      record: 'fleet:wanted:members',
      expr: growth('out', 'in'),
      labels: { way: 'out' },
      why: 'The most that any source asks for. Members that are as busy as can be cannot show how much more there is.',
    },
    { record: 'fleet:wanted:members', expr: growth('wake', 'wake'), labels: { way: 'wake' } },
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
