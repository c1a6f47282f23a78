import { describe, expect, test } from 'vitest'
import { rulesYml } from '../../src/monitoring/rules-yml.ts'
import { prometheusPrograms } from '../support/prometheus-programs.ts'
import { type Member, seriesOf } from '../support/monitoring/made-series.ts'
import { FLEET, settings } from '../support/monitoring/our-rules.ts'
import { promtool, type RuleCase } from '../support/monitoring/promtool.ts'

interface Case {
  readonly rule: string
  readonly members: readonly Member[]
  /** When it is looked at; after 15 minutes unless said otherwise. */
  readonly at?: string
  /** The fleet's average, rounded to a thousandth; null when there is none. */
  readonly load: number | null
  readonly fires: 'HighLoad' | 'LowLoad' | null
}

const member = (n: number, busy: number, more: Partial<Member> = {}): Member => ({
  instance: `web-${n}`,
  cores: 1,
  busy,
  ...more,
})

const CORES = [1, 2, 4, 8].flatMap((cores): readonly Case[] => [
  {
    rule: `${cores} cores, idle: low`,
    members: [1, 2, 3].map((n) => member(n, 0, { cores })),
    load: 0,
    fires: 'LowLoad',
  },
  {
    rule: `${cores} cores, busy: high`,
    members: [1, 2].map((n) => member(n, 0.9, { cores })),
    load: 0.9,
    fires: 'HighLoad',
  },
  {
    rule: `${cores} cores, between: neither`,
    members: [1, 2].map((n) => member(n, 0.5, { cores })),
    load: 0.5,
    fires: null,
  },
])

const CASES: readonly Case[] = [
  ...CORES,
  {
    rule: 'hosts count alike, whatever their cores',
    members: [member(1, 0.9), member(2, 0.1, { cores: 8 })],
    load: 0.5,
    fires: null,
  },
  {
    rule: 'waiting for a disk is not busy',
    members: [1, 2].map((n) => member(n, 0.1, { iowait: 0.8 })),
    load: 0.1,
    fires: 'LowLoad',
  },
  {
    rule: 'a dead host holds LowLoad back',
    members: [member(1, 0.1), member(2, 0.1), member(3, 0.1, { until: 20 })],
    load: 0.1,
    fires: null,
  },
  {
    rule: 'a dead host does not hold HighLoad back',
    members: [member(1, 0.9), member(2, 0.9), member(3, 0, { until: 20 })],
    load: 0.9,
    fires: 'HighLoad',
  },
  {
    rule: 'all hosts down: nothing is known, nothing scales',
    members: [1, 2].map((n) => member(n, 0.1, { until: 20 })),
    load: null,
    fires: null,
  },
  {
    rule: 'a new host that is not measured yet holds LowLoad back',
    members: [member(1, 0.1), member(2, 0.1), member(3, 0, { from: 58 })],
    load: 0.1,
    at: '14m30s',
    fires: null,
  },
  {
    rule: 'a new host counts once it is measured',
    members: [member(1, 0.9), member(2, 0.9), member(3, 0.3, { from: 40 })],
    load: 0.7,
    fires: null,
  },
  {
    rule: 'one that still installs at 10% does not end the high load of two',
    members: [...[1, 2].map((n) => member(n, 0.9)), member(3, 0.1, { from: 54, booted: 0 })],
    load: 0.9,
    fires: 'HighLoad',
  },
  {
    rule: 'two that install at 100% start none',
    members: [
      ...[1, 2].map((n) => member(n, 0.5)),
      ...[3, 4].map((n) => member(n, 1, { from: 36, booted: 0 })),
    ],
    at: '14m45s',
    load: 0.75,
    fires: null,
  },
  {
    rule: 'and one that installs idly holds LowLoad back',
    members: [...[1, 2, 3].map((n) => member(n, 0.1)), member(4, 0, { from: 54, booted: 0 })],
    load: 0.1,
    fires: null,
  },
  {
    rule: 'a deleted host is forgotten within a minute',
    members: [member(1, 0.2), member(2, 0.2), member(3, 0.9, { until: 30, ends: 'deleted' })],
    at: '18m30s',
    load: 0.2,
    fires: 'LowLoad',
  },
  {
    rule: 'a counter that begins again is no load',
    members: [1, 2].map((n) => member(n, 0.5, { resetAt: 59 })),
    load: 0.5,
    fires: null,
  },
  {
    rule: 'one missed scrape does not end high load',
    members: [1, 2].map((n) => member(n, 0.9, { missed: 50 })),
    load: 0.9,
    fires: 'HighLoad',
  },
  {
    rule: 'one hot host holds LowLoad back',
    members: [member(1, 0), member(2, 0), member(3, 0.8)],
    load: 0.267,
    fires: null,
  },
  { rule: 'the last member is never taken for idle', members: [member(1, 0)], load: 0, fires: null },
  {
    rule: 'low load that would be too much for one member fewer is not low',
    members: [1, 2].map((n) => member(n, 0.28)),
    load: 0.28,
    fires: null,
  },
  {
    rule: 'the same average on three members is low: two can carry it',
    members: [1, 2, 3].map((n) => member(n, 0.28)),
    load: 0.28,
    fires: 'LowLoad',
  },
]

const idlers = (count: number) => Array.from({ length: count }, (_, n) => member(n + 1, 0.2))

const fired = (alertname: string, at: string, fires: boolean) => ({
  expr: `count(ALERTS{alertname="${alertname}",alertstate="firing",fleet="${FLEET}"})`,
  eval_time: at,
  exp_samples: fires ? [{ labels: '{}', value: 1 }] : [],
})

function ruleCase({ members, at = '15m', load, fires }: Case): RuleCase {
  return {
    input_series: members.flatMap((each) => seriesOf(each, FLEET)),
    promql_expr_test: [
      {
        expr: 'round(fleet:busy:avg, 0.001)',
        eval_time: at,
        exp_samples: load === null ? [] : [{ labels: `{fleet="${FLEET}"}`, value: load }],
      },
      fired('HighLoad', at, fires === 'HighLoad'),
      fired('LowLoad', at, fires === 'LowLoad'),
    ],
  }
}

if (prometheusPrograms === null)
  test('the rules, by promtool: not run, PROMETHEUS_PROGRAMS names no folder with it', () => {
    expect(prometheusPrograms).toBeNull()
  })
else {
  const programs = prometheusPrograms
  describe('the rules, by promtool', () => {
    const rules = rulesYml(settings())
    test.each(CASES)('$rule', async (each) => {
      expect(await promtool(programs, rules, ruleCase(each))).toBe('')
    })

    test('a step of two is projected on two members fewer', async () => {
      const two = rulesYml(settings('', 'scale_in: { step: 2, '))
      const five = ruleCase({ rule: '', members: idlers(5), load: 0.2, fires: 'LowLoad' })
      const three = ruleCase({ rule: '', members: idlers(3), load: 0.2, fires: null })
      expect([await promtool(programs, two, five), await promtool(programs, two, three)]).toEqual(['', ''])
    })
  })
}

test.each([
  ['two minutes where nothing is said', '', 120],
  ['what load.warm_up says, of steps too', 'warm_up: 5m, ', 300],
])('a member says nothing in its warm-up: %s', (_rule, more, seconds) => {
  const load = `load: { ${more}high: 0.7, high_for: 5m, low: 0.3, low_for: 10m }\n`
  expect(rulesYml(settings(load))).toContain(`instance:age:seconds{fleet="${FLEET}"} < ${seconds}\n`)
})
