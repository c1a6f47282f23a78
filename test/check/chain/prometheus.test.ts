import { describe, expect, test } from 'vitest'
import { prometheusYml } from '../../../src/monitoring/prometheus-yml.ts'
import { settings } from '../../support/monitoring/our-rules.ts'
import { judged } from './judged.ts'

const OURS = prometheusYml(settings())
const IPV6 = prometheusYml(settings('prometheus: { url: "http://127.0.0.1:9090", scrape: ipv6 }'))

describe('what is right', () => {
  test.each([
    ['what monitoring writes', OURS],
    ['by IPv6', IPV6],
    ['by a tag of one’s own', OURS.replaceAll('fleet:web:12345', 'khw')],
    [
      'another job beside it',
      `${OURS}  - job_name: mail\n    static_configs: [{ targets: ['127.0.0.1:25'] }]\n`,
    ],
    [
      'discovered by a file with the same labels',
      OURS.replace(
        /linode_sd_configs:[^]*?refresh_interval: 60s/,
        "file_sd_configs: [{ files: ['/var/lib/linode-autoscale/*.json'] }]",
      ),
    ],
  ])('%s', (_, text) => {
    expect(judged({ prometheus: text })).toEqual([])
  })
})

const WRONG: readonly (readonly [string, string, RegExp])[] = [
  ['a page of HTML', '<html>', /no YAML mapping/],
  [
    'no discovery',
    OURS.replace(/linode_sd_configs:[^]*?refresh_interval: 60s/, "static_configs: [{ targets: ['a:9100'] }]"),
    /no job discovers Linodes/,
  ],
  [
    'a tag that nobody has',
    OURS.replace('.*,fleet:web:12345,.*', '.*,web,.*'),
    /keep \.\*,web,\.\* leaves no member over, whose tags are khw, fleet:web:12345/,
  ],
  [
    'a tag without its commas',
    OURS.replace('.*,fleet:web:12345,.*', 'fleet:web:12345'),
    /leaves no member over/,
  ],
  ['no tag', OURS.replace("regex: '.*,fleet:web:12345,.*'", "regex: '.*'"), /every Linode of the account/],
  ['any fleet', OURS.replace('.*,fleet:web:12345,.*', '.*,fleet:.*,.*'), /Linodes of other fleets/],
  [
    'addresses that may be empty',
    OURS.replace(
      / {6}- source_labels: \[__meta_linode_private_ipv4\]\n {8}regex: '\.\+'\n {8}action: keep\n/,
      '',
    ),
    /asked at :9100, which is this very host/,
  ],
  ['IPv6 without brackets', IPV6.replace("'[$1]:9100'", "'$1:9100'"), /an IPv6 address without brackets/],
  [
    'running members only',
    OURS.replace(
      '      - target_label: fleet',
      '      - { source_labels: [__meta_linode_status], regex: running, action: keep }\n      - target_label: fleet',
    ),
    /a member that boots is not expected yet/,
  ],
  [
    'the token in clear',
    OURS.replace('credentials_file: /etc/prometheus/linode-token', 'credentials: abc'),
    /the token stands in the file/,
  ],
  ['no rules', OURS.replace('  - rules.yml', '  []'), /names no rule_files/],
  [
    'no Alertmanager',
    OURS.replace("- targets: ['127.0.0.1:9093']", '- targets: []'),
    /names no Alertmanager/,
  ],
  [
    'port 80',
    OURS.replace(
      / {6}- source_labels: \[__meta_linode_private_ipv4\]\n {8}target_label: __address__\n.*\n/,
      '',
    ),
    /port 80/,
  ],
  [
    'a time that is none',
    OURS.replace('scrape_interval: 15s', 'scrape_interval: 15 seconds'),
    /this is no duration/,
  ],
]

describe('what is wrong, with its line', () => {
  test.each(WRONG)('%s', (_, text, finding) => {
    expect(judged({ prometheus: text }).filter((each) => finding.test(each))).not.toEqual([])
  })

  test('asked less often than load must last, and rules that it does not name', () => {
    const rules = 'groups:\n- rules:\n  - { alert: HighLoad, expr: "x > 1", for: 1m }\n'
    const found = judged({
      prometheus: OURS.replace('scrape_interval: 15s', 'scrape_interval: 1m').replace(
        '- rules.yml',
        '- other/*.yaml',
      ),
      rules,
    }).join('\n')
    expect(found).toMatch(/scrape_interval 1m against a load that must last 1m/)
    expect(found).toMatch(/rule_files does not name rules/)
  })
})
