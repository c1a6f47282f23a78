import { afterAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { alertmanagerYml } from '../../src/monitoring/alertmanager-yml.ts'
import { prometheusYml } from '../../src/monitoring/prometheus-yml.ts'
import { rulesYml } from '../../src/monitoring/rules-yml.ts'
import { milliseconds } from '../../src/profile/duration.ts'
import { manualClock } from '../../src/sandbox/state/clock.ts'
import { createSandbox } from '../../src/sandbox/sandbox.ts'
import { prometheusPrograms } from '../support/prometheus-programs.ts'
import { WEB, World } from '../support/world.ts'
import { type Member, seriesOf } from '../support/monitoring/made-series.ts'
import { FLEET, settings } from '../support/monitoring/our-rules.ts'
import { promtool } from '../support/monitoring/promtool.ts'
import { type Relabel, relabelled } from '../support/monitoring/relabel.ts'

/** The guide's rules, as it prints them. */
const GUIDE = `
groups:
  - name: guide
    rules:
      - record: avg_cpu_load5
        expr: avg(1 - (irate(node_cpu_seconds_total{mode="idle"}[5m]) / on(instance) group_left sum by (instance)(irate(node_cpu_seconds_total[5m]))))
      - alert: HighLoad
        expr: avg_cpu_load5 > 0.7
        for: 5m
`
const OURS = rulesYml(settings())

const table: string[] = []
afterAll(() => {
  if (table.length > 0) console.log(['defect | the guide | here', ...table].join('\n'))
})

function tell(defect: string, guide: string, here: string): void {
  table.push(`${defect} | ${guide} | ${here}`)
}

const web = (n: number, busy: number, more: Partial<Member> = {}) =>
  seriesOf({ instance: `web-${n}`, cores: 1, busy, ...more }, FLEET)
/** A host beside the fleet, such as Prometheus' own. */
const beside = seriesOf({ instance: 'monitor', cores: 1, busy: 0, job: 'prometheus' }, '')

interface LoadCase {
  readonly defect: string
  readonly series: ReturnType<typeof web>
  readonly at: string
  /** What each calls the load, rounded to a thousandth; null for nothing. */
  readonly guide: number | null
  readonly here: number | null
}

const LOADS: readonly LoadCase[] = [
  {
    defect: '1 an idle host of four cores',
    series: web(1, 0, { cores: 4 }),
    at: '10m',
    guide: 0.75,
    here: 0,
  },
  {
    defect: '2 one busy member, and the monitoring host',
    series: [...web(1, 0.9), ...beside],
    at: '10m',
    guide: 0.45,
    here: 0.9,
  },
  {
    defect: '3 two busy members, and one that died idle two minutes ago',
    series: [...web(1, 0.9), ...web(2, 0.9), ...web(3, 0, { until: 40 })],
    at: '12m',
    guide: 0.6,
    here: 0.9,
  },
  {
    defect: '3 all members down for ten minutes',
    series: web(1, 0.9, { until: 20 }),
    at: '15m',
    guide: null,
    here: null,
  },
  {
    defect: '4 one idle sample in steady high load',
    series: web(1, 0.9, { idleAt: 40 }),
    at: '10m',
    guide: 0,
    here: 0.788,
  },
  { defect: '5 waiting for a disk', series: web(1, 0.1, { iowait: 0.8 }), at: '10m', guide: 0.9, here: 0.1 },
]

const samples = (labels: string, value: number | null) => (value === null ? [] : [{ labels, value }])
const percent = (load: number | null): string =>
  load === null ? 'unknown' : `${Math.round(load * 1000) / 10}% busy`
const fires = (alert: string, yes: boolean, at: string) => ({
  expr: `count(ALERTS{alertname="${alert}",alertstate="firing"})`,
  eval_time: at,
  exp_samples: samples('{}', yes ? 1 : null),
})

if (prometheusPrograms === null)
  test('defects 1 to 5 of the guide, by promtool: not run, PROMETHEUS_PROGRAMS names no folder with it', () => {
    expect(prometheusPrograms).toBeNull()
  })
else {
  const programs = prometheusPrograms
  const idleHost = (yes: boolean) => ({
    input_series: web(1, 0, { cores: 4 }),
    promql_expr_test: [fires('HighLoad', yes, '19m')],
  })
  const idleSample = (yes: boolean) => ({
    input_series: web(1, 0.9, { idleAt: 24 }),
    promql_expr_test: [fires('HighLoad', yes, '8m')],
  })
  describe('what the guide calls load, and what load is', () => {
    test.each(LOADS)('$defect', async ({ defect, series, at, guide, here }) => {
      const theirs = { expr: 'round(avg_cpu_load5, 0.001)', eval_time: at, exp_samples: samples('{}', guide) }
      const ours = {
        expr: 'round(fleet:busy:avg, 0.001)',
        eval_time: at,
        exp_samples: samples(`{fleet="${FLEET}"}`, here),
      }
      expect(await promtool(programs, GUIDE, { input_series: series, promql_expr_test: [theirs] })).toBe('')
      expect(await promtool(programs, OURS, { input_series: series, promql_expr_test: [ours] })).toBe('')
      tell(defect, percent(guide), percent(here))
    })

    test('1 and the alert of an idle host fires for ever, ours never', async () => {
      expect(await promtool(programs, GUIDE, idleHost(true))).toBe('')
      expect(await promtool(programs, OURS, idleHost(false))).toBe('')
    })

    test('3 and when all are down, the guide is silent; here somebody is told', async () => {
      const down = web(1, 0.9, { until: 20 })
      expect(
        await promtool(programs, GUIDE, {
          input_series: down,
          promql_expr_test: [fires('FleetUnmeasured', false, '15m')],
        }),
      ).toBe('')
      expect(
        await promtool(programs, OURS, {
          input_series: down,
          promql_expr_test: [fires('FleetUnmeasured', true, '15m')],
        }),
      ).toBe('')
    })

    test('4 and one idle sample begins the five minutes anew, ours not', async () => {
      // After eight minutes; the idle sample was at six.
      expect(await promtool(programs, GUIDE, idleSample(false))).toBe('')
      expect(await promtool(programs, OURS, idleSample(true))).toBe('')
    })
  })
}

const yaml = alertmanagerYml(settings())
const alertmanager: {
  readonly route: {
    readonly group_by: readonly string[]
    readonly group_interval: string
    readonly routes: readonly { readonly matchers: readonly string[]; readonly repeat_interval: string }[]
  }
  readonly inhibit_rules: readonly {
    readonly source_matchers: readonly string[]
    readonly target_matchers: readonly string[]
    readonly equal: readonly string[]
  }[]
} = parse(yaml)
const rules: {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly alert?: string
      readonly annotations?: { readonly summary: string }
    }[]
  }[]
} = parse(OURS)

describe('what the guide configures, and what is generated', () => {
  test('5 an alert names what it speaks of: the guide names {{ $labels.job }}, which avg() has taken away', () => {
    const summaries = rules.groups.flatMap((group) =>
      group.rules.flatMap(({ annotations }) => annotations?.summary ?? []),
    )
    expect(summaries.length).toBeGreaterThan(4)
    expect(
      summaries.filter((text) => !/\$labels\.fleet|^web: /.test(text) || text.includes('$labels.job')),
    ).toEqual([])
    tell('5 the job in the text of the alert', 'always empty', 'the fleet')
  })

  test('6 a member without the address that is asked is left out; the guide asks this very host in its name', () => {
    const sandbox = createSandbox({ clock: manualClock() })
    sandbox.byHand.addInstance({ label: 'web-1', tags: [FLEET] })
    const groups = sandbox.network
      .targetGroups()
      .map((group) => ({ ...group, labels: { ...group.labels, __meta_linode_public_ipv6: '' } }))
    const guide: readonly Relabel[] = [
      { source_labels: ['__meta_linode_public_ipv6'], target_label: '__address__', replacement: '[$1]:9100' },
    ]
    const {
      scrape_configs: [ours],
    }: { scrape_configs: readonly { relabel_configs: readonly Relabel[] }[] } = parse(
      prometheusYml(settings('prometheus: { url: "http://127.0.0.1:9090", scrape: ipv6 }')),
    )
    expect(relabelled(groups, guide).map((labels) => labels['__address__'])).toEqual(['[]:9100'])
    expect(relabelled(groups, ours?.relabel_configs ?? [])).toEqual([])
    tell('6 a member without IPv6', 'asks []:9100, the monitoring host', 'left out')
  })

  test('7 every alert that inhibits exists, and shares the fleet with what it inhibits', () => {
    const alerts = new Set(rules.groups.flatMap((group) => group.rules.flatMap(({ alert }) => alert ?? [])))
    const [rule] = alertmanager.inhibit_rules
    const sources = /"(.*)"/.exec(rule?.source_matchers[0] ?? '')?.[1]?.split('|') ?? []
    expect(sources.filter((name) => !alerts.has(name))).toEqual([])
    expect([sources.includes('HighLoad'), rule?.target_matchers, rule?.equal]).toEqual([
      true,
      ['alertname="LowLoad"'],
      ['fleet'],
    ])
    tell('7 low load during high load', 'not inhibited: the inhibit rule never applies', 'inhibited')
  })
})

describe('when the guide asks again, and how it tags', () => {
  test.each([
    ['HighLoad', 'scale_out: { cooldown: 5m }', 'scale_in: { ', 5 * 60_000],
    ['HighLoad', 'scale_out: { cooldown: 8m }', 'scale_in: { drain: 10m, ', 8 * 60_000],
    ['LowLoad', '', 'scale_in: { cooldown: 15m, ', 15 * 60_000],
    ['LowLoad', '', 'scale_in: { cooldown: 1h, drain: 5m, ', 60 * 60_000],
  ])(
    '8 %s is sent again soon after the cooldown (%s %s...), not once an hour',
    (alert, out, scaleIn, cooldown) => {
      const made: typeof alertmanager = parse(alertmanagerYml(settings(out, scaleIn)))
      const route = made.route.routes.find(({ matchers }) => matchers[0] === `alertname="${alert}"`)
      const [interval, repeat] = [
        milliseconds(made.route.group_interval),
        milliseconds(route?.repeat_interval ?? ''),
      ]
      expect(repeat % interval).toBe(0)
      expect(repeat).toBeGreaterThan(cooldown + interval)
      expect(repeat).toBeLessThanOrEqual(cooldown + 2 * interval)
    },
  )

  test('9 no webhook is sent again beside the run it started: group_interval is longer than a run', () => {
    for (const drain of ['5s', '60s', '90s', '10m', '1h']) {
      const made: typeof alertmanager = parse(alertmanagerYml(settings('', `scale_in: { drain: ${drain}, `)))
      expect(milliseconds(made.route.group_interval)).toBeGreaterThanOrEqual(milliseconds(drain) + 60_000)
    }
    tell('8 members added in an hour of overload', 'one: repeat_interval is 1h', 'one every 8 minutes')
    tell('9 a run of ten minutes', 'is started again beside itself', 'group_interval is longer than a run')
  })

  test('10 two tags are two tags: the guide sends "khw,autoscale" as one', async () => {
    const world = new World({ profile: WEB.replace('tags: [khw]', 'tags: [khw, autoscale]') })
    await world.run('scale-out', '--no-wait')
    const made = world.sandbox.byHand.instances().find(({ label }) => label === 'web-4')
    expect(made?.tags).toEqual(['khw', 'autoscale', FLEET, expect.stringMatching(/^spec:1-/)])
    tell('10 --tags khw,autoscale', 'one tag', 'two tags')
  })
})
