import { describe, expect, test } from 'vitest'
import { rulesYml } from '../../../src/monitoring/rules-yml.ts'
import { settings } from '../../support/monitoring/our-rules.ts'
import { judged } from './judged.ts'

/** A HighLoad of this expression, written as a block. */
const high = (expr: string, more = ''): string =>
  `groups:\n- name: load\n  rules:\n  - alert: HighLoad\n    expr: |\n      ${expr}\n    for: 5m\n${more}`
const RATE = (mode: string) => `sum by (fleet, instance) (rate(node_cpu_seconds_total{mode${mode}}[2m]))`
const ALL = 'sum by (fleet, instance) (rate(node_cpu_seconds_total[2m]))'
const SOUND = `avg by (fleet) (1 - ${RATE('=~"idle|iowait"')} / ${ALL} and on (fleet, instance) up == 1) > 0.7`
const about = (finding: RegExp, text: string): readonly string[] =>
  judged({ rules: text }).filter((each) => finding.test(each))
const NO_LOW_LOAD = /no alert scales in/

describe('what is right', () => {
  test('what monitoring writes', () => {
    expect(judged({ rules: rulesYml(settings()) })).toEqual([])
  })

  test.each([
    ['idle and iowait over all modes', SOUND],
    [
      'what is busy, by name',
      `avg by (fleet) (${RATE('!~"idle|iowait"')} / ${ALL} and on (fleet, instance) up == 1) > 0.7`,
    ],
    ['not by cores at all', 'sum by (fleet) (rate(http_requests_total{fleet="fleet:web:12345"}[2m])) > 500'],
  ])('%s: nothing but the missing LowLoad', (_, expr) => {
    expect(judged({ rules: high(expr) }).filter((each) => !NO_LOW_LOAD.test(each))).toEqual([])
  })

  test('others’ rules are nobody’s business', () => {
    const other = '  - record: x\n    expr: sum(irate(http_requests_total[5m]))\n'
    expect(about(/irate/, high(SOUND, other))).toEqual([])
  })

  test('through recorded series, whose labels count', () => {
    const text = `groups:\n- rules:\n  - record: busy\n    expr: ${SOUND.replace(' > 0.7', '')}\n  - alert: HighLoad\n    expr: busy > 0.7\n    for: 5m\n    annotations: { summary: '{{ $labels.fleet }}' }\n`
    expect(judged({ rules: text }).filter((each) => !NO_LOW_LOAD.test(each))).toEqual([])
  })
})

const WRONG: readonly (readonly [string, string, RegExp])[] = [
  ['no rule', 'groups: []\n', /:1: it holds no rule/],
  ['no alert that scales', 'groups:\n- rules:\n  - alert: Gone\n    expr: up == 0\n', /no alert scales out/],
  ['no LowLoad', high(SOUND), NO_LOW_LOAD],
  ['no PromQL', high('avg by (fleet (x)'), /:6: expr is no PromQL/],
  [
    'cut off by a comment',
    'groups:\n- rules:\n  - alert: HighLoad\n    expr: label_replace(up, "a", "a # b", "", "") > irate(z[1m])\n',
    /:4: expr ends at " #".*irate/,
  ],
  ['irate', high(SOUND.replaceAll('rate(', 'irate(')), /:6: irate sees two samples/],
  [
    'irate in a recorded series',
    'groups:\n- rules:\n  - record: busy\n    expr: avg by (fleet) (irate(x{fleet="a"}[5m]))\n  - alert: HighLoad\n    expr: busy > 1\n',
    /:4: irate sees/,
  ],
  ['idle only, in single quotes', high(SOUND.replace('=~"idle|iowait"', "='idle'")), /waiting for a disk/],
  [
    'idle only, by a regular expression',
    high(SOUND.replace('=~"idle|iowait"', '=~"idle"')),
    /waiting for a disk/,
  ],
  [
    'all that is not idle',
    high(`avg by (fleet) (${RATE('!="idle"')} / ${ALL} and on (fleet, instance) up == 1) > 0.7`),
    /waiting for a disk/,
  ],
  [
    'one core over the host',
    high(
      'avg by (fleet) (rate(node_cpu_seconds_total{mode=~"idle|iowait"}[2m]) / on (instance) group_left sum by (instance) (rate(node_cpu_seconds_total[2m]))) > 0.7',
    ),
    /idle time of one core/,
  ],
  [
    'the same by ignoring',
    high(
      'avg by (fleet) (rate(node_cpu_seconds_total{mode=~"idle|iowait"}[2m]) / ignoring (cpu, mode) group_left sum without (cpu, mode) (rate(node_cpu_seconds_total[2m]))) > 0.7',
    ),
    /idle time of one core/,
  ],
  [
    'the average of modes',
    high('avg by (fleet) (rate(node_cpu_seconds_total{mode!="idle"}[2m])) > 0.7'),
    /of 7 modes it is never more than 14%/,
  ],
  [
    'per core',
    high('1 - avg by (fleet) (rate(node_cpu_seconds_total{mode="idle"}[2m])) > 0.7'),
    /over cores and not over hosts/,
  ],
  ['every host', high(SOUND.replace('avg by (fleet)', 'avg')), /every host that Prometheus knows/],
  [
    'nobody asks who answers',
    high(SOUND.replace(' and on (fleet, instance) up == 1', '')),
    /does not ask who answers/,
  ],
  [
    'nothing is compared',
    high(SOUND.replace(' > 0.7', '').replace(' and on (fleet, instance) up == 1', '')),
    /compares nothing/,
  ],
  [
    'the wrong way',
    high(SOUND.replace('> 0.7', '< 0.7')),
    /fires when the value is low, and starts scale-out/,
  ],
  ['no time', high(SOUND).replace('    for: 5m\n', ''), /it has no for/],
  [
    'a label that is gone',
    high(SOUND, "    annotations: { summary: '{{ $labels.job }}' }\n"),
    /:8: the label job is gone/,
  ],
]

describe('what is wrong, with its line', () => {
  test.each(WRONG)('%s', (_, text, finding) => {
    expect(about(finding, text)).not.toEqual([])
  })

  test('fewer than two scrapes in a range, by the prometheus.yml beside it', () => {
    const prometheus =
      'global: { scrape_interval: 90s }\nscrape_configs:\n- job_name: a\n  linode_sd_configs: [{}]\n'
    expect(judged({ rules: high(SOUND), prometheus }).join('\n')).toMatch(
      /fewer than two scrapes.*\[2m\] at a scrape_interval of 1m30s/,
    )
  })

  test('a command that no alert can start', () => {
    const executor = `listen_address: 127.0.0.1:1\ncommands:\n  - { cmd: /a/linode-autoscale, args: [scale-out, --no-wait], match_labels: { alertname: HighLoad, fleet: 'fleet:web:12345' }, notify_on_failure: false, max: 1, ignore_resolved: true }\n`
    const guide = high(SOUND.replace('avg by (fleet)', 'avg'))
    expect(judged({ rules: guide, executor }).join('\n')).toMatch(/HighLoad has no label fleet/)
    expect(judged({ rules: high(SOUND), executor }).filter((each) => /executor/.test(each))).toEqual([])
    expect(judged({ rules: high(SOUND).replace('HighLoad', 'TooBusy'), executor }).join('\n')).toMatch(
      /no rule has an alert HighLoad/,
    )
  })
})
