import { describe, expect, test } from 'vitest'
import { judged } from './judged.ts'

const HOOK =
  "receivers:\n  - name: executor\n    webhook_configs: [{ url: 'http://127.0.0.1:8080' }]\n  - name: pager\n"
const TIMES = '  group_interval: 5m\n  repeat_interval: 20m\n'
const am = (route: string): string => `route:\n  receiver: executor\n${route}${HOOK}`
const GOOD = am(`  group_by: [alertname, fleet]\n${TIMES}`)

describe('what is right', () => {
  test.each([
    ['one route for both', GOOD],
    ['group_by over lines', GOOD.replace('[alertname, fleet]', '\n    - alertname\n    - fleet')],
    ['grouping by everything', GOOD.replace('[alertname, fleet]', "['...']")],
    ['one fleet needs no fleet', GOOD.replace('[alertname, fleet]', '[alertname]')],
    [
      'a pager’s route is not ours',
      am(
        `  group_by: [alertname, fleet]\n${TIMES}  routes:\n    - matchers: ['severity="page"']\n      receiver: pager\n      group_interval: 1s\n      repeat_interval: 4m\n`,
      ),
    ],
    [
      'routes of their own, by old and new matchers',
      `route:\n  receiver: pager\n  routes:\n    - match: { alertname: HighLoad }\n      receiver: executor\n      group_by: [alertname, fleet]\n      repeat_interval: 10m\n    - match_re: { alertname: 'Low.*' }\n      receiver: executor\n      group_by: [alertname]\n      repeat_interval: 20m\n${HOOK}`,
    ],
    [
      'continue: both the pager and the executor hear of it',
      `route:\n  receiver: pager\n  routes:\n    - matchers: ['alertname=~"HighLoad|LowLoad"']\n      continue: true\n      receiver: pager\n    - matchers: [alertname=~"HighLoad|LowLoad"]\n      receiver: executor\n      group_by: [alertname]\n      repeat_interval: 20m\n${HOOK}`,
    ],
    [
      'repeats that fit many times into the cooldown',
      GOOD.replace('5m', '30s')
        .replace('20m', '30s')
        .replace(
          'executor\n',
          'executor\n  routes:\n    - { matchers: [alertname="LowLoad"], group_interval: 2m, repeat_interval: 16m }\n',
        ),
    ],
  ])('%s', (_, text) => {
    expect(judged({ alertmanager: text })).toEqual([])
  })
})

const WRONG: readonly (readonly [string, string, RegExp])[] = [
  ['no route', HOOK, /holds no route/],
  ['a page of HTML', '<html><body>route: 1</body></html>', /holds no route/],
  [
    'quotes that no parser takes',
    GOOD.replace("'http://127.0.0.1:8080'", "'http://'127.0.0.1':8080'"),
    /no valid YAML/,
  ],
  [
    'repeat_interval is 4h unless it is set',
    am('  group_by: [alertname, fleet]\n'),
    /:2: repeat_interval 4h, which is what it is unless/,
  ],
  ['240 minutes', GOOD.replace('20m', '240m'), /:5: repeat_interval 4h: however long/],
  ['a week', GOOD.replace('20m', '1w'), /:5: repeat_interval 1w: however long/],
  ['a day', GOOD.replace('20m', '1d'), /repeat_interval 1d/],
  [
    'at the cooldown the pace is halved',
    GOOD.replace('20m', '5m'),
    /:5: repeat_interval 5m is not longer than the cooldown of scale-out/,
  ],
  ['rounded up to the group_interval', GOOD.replace('5m', '1h'), /however long/],
  ['milliseconds', GOOD.replace('5m', '500ms'), /:4: group_interval 500ms is shorter than a run/],
  [
    'shorter than a drain',
    GOOD.replace('5m', '90s'),
    /group_interval 1m30s is shorter than a run of scale-in/,
  ],
  [
    'a group_wait that comes late',
    GOOD.replace('  group_by', '  group_wait: 10m\n  group_by'),
    /:3: group_wait 10m: HighLoad reaches/,
  ],
  ['a time that is none', GOOD.replace('20m', 'often'), /:5: this is no duration/],
  ['grouped by what they have not', GOOD.replace('[alertname, fleet]', '[job]'), /:3: group_by \[job\]/],
  ['not grouped at all', am(TIMES), /without group_by/],
  [
    'only the second route groups wrong',
    am(
      `  group_by: [alertname, fleet]\n${TIMES}  routes:\n    - matchers: ['alertname="HighLoad"']\n      group_by: [job]\n`,
    ),
    /:8: group_by \[job\]/,
  ],
  [
    'inherited from the route above',
    am(
      `  group_by: [alertname, fleet]\n  group_interval: 5m\n  repeat_interval: 6h\n  routes:\n    - matchers: ['alertname="HighLoad"']\n      repeat_interval: 10m\n`,
    ),
    /:5: repeat_interval 6h/,
  ],
  [
    'a receiver without a webhook',
    GOOD.replace('receiver: executor', 'receiver: pager'),
    /:2: HighLoad goes to pager, which brings it to no executor/,
  ],
  [
    'a route that takes them away',
    am(
      `  group_by: [alertname, fleet]\n${TIMES}  routes:\n    - matchers: ['fleet=~".+"']\n      receiver: pager\n`,
    ),
    /HighLoad goes to pager/,
  ],
  [
    'a receiver that is not there',
    GOOD.replace('receiver: executor', 'receiver: scaler'),
    /:2: the receiver scaler is not defined/,
  ],
  [
    'a key that is misspelt',
    GOOD.replace('repeat_interval', 'repeat_intervall'),
    /repeat_intervall is no key of a route/,
  ],
  [
    'muted at night',
    GOOD.replace('  group_by', '  mute_time_intervals: [night]\n  group_by'),
    /HighLoad is muted in night/,
  ],
  [
    'the executor’s own page',
    GOOD.replace(':8080', ':8080/metrics'),
    /\/metrics of the executor starts nothing/,
  ],
  [
    'high load held back',
    `${GOOD}inhibit_rules:\n  - source_matchers: [alertname="LowLoad"]\n    target_matchers: [alertname="HighLoad"]\n`,
    /HighLoad is held back/,
  ],
]

describe('what is wrong, with its line', () => {
  test.each(WRONG)('%s', (_, text, finding) => {
    expect(judged({ alertmanager: text }).filter((each) => finding.test(each))).not.toEqual([])
  })
})

describe('beside the other files', () => {
  const executor = `listen_address: 127.0.0.1:9111\ncommands:\n  - { cmd: /a/linode-autoscale, args: [scale-in], match_labels: { alertname: LowLoad, fleet: 'fleet:web:12345' }, notify_on_failure: false, max: 1, ignore_resolved: true }\n`
  const another = executor.replace(/^.*\ncommands:\n/, '').replaceAll('fleet:web:12345', 'fleet:api:9')

  test('a webhook to where no executor is', () => {
    expect(judged({ alertmanager: GOOD, executor }).join('\n')).toMatch(
      /goes to http:\/\/127\.0\.0\.1:8080, and the executor listens on 127\.0\.0\.1:9111/,
    )
  })

  test('two fleets in one message', () => {
    const text = GOOD.replace('[alertname, fleet]', '[alertname]').replace('8080', '9111')
    expect(judged({ alertmanager: text, executor })).toEqual([])
    expect(judged({ alertmanager: text, executor: executor + another }).join('\n')).toMatch(
      /:3: group_by \[alertname\]: the alerts of 2 fleets/,
    )
  })
})
