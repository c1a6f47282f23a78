import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { wantedMembers } from '../../src/fleet/load/wanted-members.ts'
import { rulesYml } from '../../src/monitoring/rules-yml.ts'
import type { Settings } from '../../src/monitoring/settings.ts'
import { prometheusPrograms } from '../support/prometheus-programs.ts'
import { type Member, seriesOf } from '../support/monitoring/made-series.ts'
import { FLEET, settings } from '../support/monitoring/our-rules.ts'
import { promtool, promtoolAll, type RuleCase, type Series } from '../support/monitoring/promtool.ts'

const SIZED = settings('load: { target: 0.6 }\n')
const WITH_SIGNALS = settings(
  'load: { target: 0.6, signals: [{ name: arrivals, query: \'arrivals{fleet="$fleet"}\', per_member: 100 }, { name: flight, query: flight, per_member: 10 }] }\n',
)

const member = (n: number, busy: number, more: Partial<Member> = {}): Member => ({
  instance: `web-${n}`,
  cores: 1,
  busy,
  booted: 4_000,
  ...more,
})
const fleetOf = (n: number, busy: number): readonly Member[] =>
  Array.from({ length: n }, (_, i) => member(i + 1, busy))

interface Case {
  readonly rule: string
  readonly members: readonly Member[]
  readonly series?: readonly Series[]
  readonly settings?: Settings
  /** When it is looked at; after 18 minutes unless said otherwise. */
  readonly at?: string
  readonly fires: 'HighLoad' | 'LowLoad' | null
  readonly wanted?: number
}

const constant = (name: string, value: string): Series => ({
  series: name,
  values: Array.from({ length: 80 }, () => value).join(' '),
})

const CASES: readonly Case[] = [
  ...[1, 2, 3, 5, 8, 16, 32, 64].flatMap((n): readonly Case[] => [
    {
      rule: `${n} at 90% want half as many more`,
      members: fleetOf(n, 0.9),
      fires: 'HighLoad',
      wanted: Math.ceil(1.5 * n),
    },
    { rule: `${n} at 60% want nobody`, members: fleetOf(n, 0.6), fires: null },
    ...(n === 1
      ? []
      : [
          {
            rule: `${n} at 20% want a third`,
            members: fleetOf(n, 0.2),
            fires: 'LowLoad',
            wanted: Math.ceil(n / 3),
          } as const,
        ]),
  ]),
  {
    rule: 'one that still installs at 10% does not end the alert of two',
    members: [...fleetOf(2, 0.9), member(3, 0.1, { from: 66, booted: 0 })],
    fires: 'HighLoad',
    wanted: 3,
  },
  {
    rule: 'what two do that have just begun is work, and no reason to call for more than whoever is past that wants',
    members: [...fleetOf(2, 0.9), ...[3, 4].map((n) => member(n, 1, { from: 66, booted: 0 }))],
    fires: 'HighLoad',
    wanted: 3,
  },
  {
    rule: 'two that install at 100% start none',
    members: [...fleetOf(2, 0.5), ...[3, 4].map((n) => member(n, 1, { from: 66, booted: 0 }))],
    fires: null,
  },
  {
    rule: 'nor is one that installs an idle one',
    members: [...fleetOf(4, 0.58), member(5, 0, { from: 66, booted: 0 })],
    fires: null,
  },
  {
    rule: 'a silent one does not stop growth',
    members: [...fleetOf(3, 0.9), member(4, 0.9, { until: 30 })],
    fires: 'HighLoad',
    wanted: 6,
  },
  {
    rule: 'a silent one may be fully busy',
    members: [...fleetOf(3, 0.3), member(4, 0.3, { until: 30 })],
    fires: null,
  },
  {
    rule: 'whoever is discovered and has never answered is no idle member',
    members: [...fleetOf(4, 0.1), member(5, 0, { from: 70, until: 70 })],
    series: [{ series: `up{fleet="${FLEET}",instance="web-6",job="fleet"}`, values: '0x80' }],
    fires: null,
  },
  {
    rule: 'one that is hot and three that are idle are four at the mean',
    members: [member(1, 1), ...[2, 3, 4].map((n) => member(n, 0.1))],
    fires: 'LowLoad',
    wanted: 3,
  },
  {
    rule: 'counters that begin again are no load',
    members: [1, 2].map((n) => member(n, 0.55, { resetAt: 69 })),
    fires: null,
  },
  {
    rule: 'nobody measured: nothing is known',
    members: fleetOf(2, 0.9).map((m) => ({ ...m, until: 30 })),
    fires: null,
  },
  { rule: 'a window that is not full yet shrinks nothing', members: fleetOf(4, 0.1), at: '9m', fires: null },
  {
    rule: 'a signal asks for more at once',
    members: fleetOf(4, 0.3),
    settings: WITH_SIGNALS,
    series: [constant(`arrivals{fleet="${FLEET}"}`, '320'), constant('flight', '1')],
    fires: 'HighLoad',
    wanted: 6,
  },
  {
    rule: 'two signals, both low',
    members: fleetOf(4, 0.1),
    settings: WITH_SIGNALS,
    series: [constant(`arrivals{fleet="${FLEET}"}`, '50'), constant('flight', '1')],
    fires: 'LowLoad',
    wanted: 1,
  },
  {
    rule: 'two signals of which one is silent never shrink',
    members: fleetOf(4, 0.1),
    settings: WITH_SIGNALS,
    series: [constant(`arrivals{fleet="${FLEET}"}`, '50')],
    fires: null,
  },
  {
    rule: 'a signal of several series is silent',
    members: fleetOf(4, 0.1),
    settings: WITH_SIGNALS,
    series: [
      constant(`arrivals{fleet="${FLEET}"}`, '50'),
      constant('flight{a="1"}', '1'),
      constant('flight{a="2"}', '1'),
    ],
    fires: null,
  },
]

const NAMES = ['HighLoad', 'LowLoad'] as const

function ruleCase({ members, series = [], at = '18m', fires, wanted }: Case): RuleCase {
  return {
    input_series: [...members.flatMap((each) => seriesOf(each, FLEET)), ...series],
    promql_expr_test: NAMES.map((name) => ({
      expr: `count(ALERTS{alertname="${name}",alertstate="firing",fleet="${FLEET}"})`,
      eval_time: at,
      exp_samples: fires === name ? [{ labels: '{}', value: 1 }] : [],
    })),
    ...(fires === null || wanted === undefined
      ? {}
      : {
          alert_rule_test: [
            {
              alertname: fires,
              eval_time: at,
              exp_alerts: [
                {
                  exp_labels:
                    fires === 'HighLoad'
                      ? { severity: 'warning', scale: 'out', fleet: FLEET }
                      : { severity: 'info', scale: 'in', fleet: FLEET },
                  exp_annotations: {
                    summary:
                      fires === 'HighLoad'
                        ? `fleet ${FLEET}: ${wanted} members are wanted`
                        : `fleet ${FLEET}: no more than ${wanted} members were wanted of late`,
                    wanted: `${wanted}`,
                    wanted_at: `${18 * 60}`,
                  },
                },
              ],
            },
          ],
        }),
  }
}

// The same samples for both: counters for Prometheus, ratios for the function.
const busy = fc.integer({ min: 0, max: 100 }).map((n) => n / 100)
const anyMember = fc
  .record({
    busy,
    cores: fc.constantFrom(1, 1, 1, 2, 4),
    kind: fc.constantFrom('warm', 'warm', 'warm', 'warm', 'silent', 'cold'),
  })
  // As the profile makes them now.
  .map((made) => (made.kind === 'cold' ? { ...made, cores: 1 } : made))
const signal = fc.constantFrom<readonly string[]>(
  ['50'],
  ['250'],
  ['800'],
  ['0'],
  ['NaN'],
  ['Inf'],
  ['-5'],
  [],
  ['10', '20'],
)
const anyCase = fc.record({
  members: fc.array(anyMember, { minLength: 0, maxLength: 9 }),
  signals: fc.constantFrom(0, 1, 2).chain((n) => fc.array(signal, { minLength: n, maxLength: n })),
  target: fc.integer({ min: 2, max: 19 }).map((n) => n / 20),
  spare: fc.constantFrom(0, 0, 1, 2),
})
type Generated = typeof anyCase extends fc.Arbitrary<infer T> ? T : never

const MINUTE = 60_000

function profileOf({ signals, target, spare }: Generated): Settings {
  const list = signals.map((_, i) => `{ name: s${i}, query: 's${i}', per_member: 100 }`)
  const load = `load: { target: ${target}${list.length === 0 ? '' : `, signals: [${list.join(', ')}]`} }\n`
  return settings(load, 'scale_in: { ', `, spare: ${spare}`)
}

function seriesOfCase({ members, signals }: Generated): readonly Series[] {
  const made = members.map(({ busy, cores, kind }, i): Member => {
    const one = { instance: `web-${i + 1}`, cores, busy, booted: 4_000 }
    if (kind === 'silent') return { ...one, until: 8 }
    return kind === 'cold' ? { ...one, from: 14, booted: 0 } : one
  })
  return [
    ...made.flatMap((each) => seriesOf(each, FLEET)),
    ...signals.flatMap((values, i) =>
      values.map((value, k) => constant(values.length === 1 ? `s${i}` : `s${i}{k="${k}"}`, value)),
    ),
  ]
}

function reckoned({ members, signals, target, spare }: Generated) {
  const samples = members.map(({ busy, cores, kind }) => ({
    busy: kind === 'silent' ? null : busy,
    cores,
    age: kind === 'cold' ? MINUTE : 60 * MINUTE,
  }))
  const works = signals.map((values) =>
    values.length === 1 ? Number(values[0]?.replace('Inf', 'Infinity')) / 100 : null,
  )
  return wantedMembers(samples, works, { target, spare, warmUp: 2 * MINUTE, cores: 1 })
}

const WAKES = {
  expr: `count(ALERTS{alertname="HighLoad",fleet="${FLEET}"})`,
  eval_time: '4m30s',
  exp_samples: [{ labels: '{}', value: 1 }],
}

if (prometheusPrograms === null)
  test('a fleet sized by its load, by promtool: not run, PROMETHEUS_PROGRAMS names no folder with it', () => {
    expect(prometheusPrograms).toBeNull()
  })
else {
  const programs = prometheusPrograms
  describe('a fleet sized by its load, by promtool', () => {
    test.each(CASES)('$rule', async (each) => {
      expect(await promtool(programs, rulesYml(each.settings ?? SIZED), ruleCase(each))).toBe('')
    })

    test('200 generated fleets: what Prometheus reckons is what a run reckons, and it wakes each run that would grow', async () => {
      const cases = fc.sample(anyCase, { numRuns: 200, seed: 17 })
      const known = { out: 0, in: 0, woken: 0 }
      const each = cases.map((generated) => {
        const wanted = reckoned(generated)
        for (const way of ['out', 'in'] as const) if (wanted[way] !== null) known[way]++
        const grows = wanted.out !== null && wanted.out > generated.members.length
        if (grows) known.woken++
        return {
          rules: rulesYml(profileOf(generated)),
          test: {
            name: JSON.stringify(generated),
            input_series: seriesOfCase(generated),
            promql_expr_test: [
              ...(['out', 'in'] as const).map((way) => ({
                expr: `max by (way) (fleet:wanted:members{fleet="${FLEET}",way="${way}"})`,
                eval_time: '4m30s',
                exp_samples: wanted[way] === null ? [] : [{ labels: `{way="${way}"}`, value: wanted[way] }],
              })),
              ...(grows ? [WAKES] : []),
            ],
          },
        }
      })
      expect(await promtoolAll(programs, each)).toBe('')
      expect(Math.min(known.out, known.in, known.woken)).toBeGreaterThan(50)
    }, 600_000)
  })
}
