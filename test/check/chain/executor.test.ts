import { describe, expect, test } from 'vitest'
import { judged } from './judged.ts'

const LISTEN = 'listen_address: 127.0.0.1:8080\n'
const SAFE = 'notify_on_failure: false, max: 1, ignore_resolved: true'
/** One command in flow style, with everything that is needed beside what is given. */
const command = (text: string, more = SAFE): string => `${LISTEN}commands:\n  - { ${text}, ${more} }\n`
const OUT = 'match_labels: { alertname: HighLoad }'
const IN = 'match_labels: { alertname: LowLoad }'
const GOOD = command(`cmd: /usr/bin/linode-autoscale, args: [scale-in], ${IN}`)

const RIGHT = [
  ['one command', GOOD],
  ['with a byte order mark', `\uFEFF${GOOD}`],
  ['with carriage returns', GOOD.replaceAll('\n', '\r\n')],
  [
    'as JSON',
    JSON.stringify({
      listen_address: '[::1]:8080',
      commands: [
        {
          cmd: '/a/linode-autoscale',
          args: ['follow'],
          match_labels: { alertname: 'HighLoad' },
          notify_on_failure: false,
          max: 1,
          ignore_resolved: true,
        },
      ],
    }),
  ],
  [
    'by anchors and merge keys',
    `${LISTEN}x: &safe { ${SAFE} }\ncommands:\n  - { <<: *safe, cmd: /usr/bin/linode-autoscale, args: [scale-in], ${IN} }\n`,
  ],
  [
    'the words of YAML 1.1',
    command(
      `cmd: /usr/bin/linode-autoscale, args: [scale-in], ${IN}`,
      'notify_on_failure: no, max: 1, ignore_resolved: yes',
    ),
  ],
  [
    'through env, sudo and nice',
    command(
      `cmd: /usr/bin/env, args: [HOME=/tmp, sudo, -u, scaler, nice, -n, '5', /opt/linode-autoscale, scale-out, --no-wait], ${OUT}`,
    ),
  ],
  [
    'by node',
    command(`cmd: /usr/bin/node, args: [/opt/la/bin/linode-autoscale.js, scale-out, --no-wait], ${OUT}`),
  ],
  [
    'by a shell that gives way',
    command(`cmd: /bin/sh, args: [-c, exec /usr/bin/linode-autoscale scale-out --no-wait], ${OUT}`),
  ],
  [
    'signalled with SIGTERM',
    command(
      `cmd: /usr/bin/linode-autoscale, args: [scale-in], ${IN}`,
      'notify_on_failure: false, max: 1, resolved_signal: SIGTERM',
    ),
  ],
  ['beside one that restarts the mail, without any care', `${GOOD}  - cmd: restart-mail\n`],
  [
    'another fleet’s command is for its own profile',
    `${GOOD}  - { cmd: /usr/bin/linode-autoscale, args: [scale-out], match_labels: { alertname: HighLoad, fleet: 'fleet:api:9' }, ${SAFE} }\n`,
  ],
] as const

describe('what is right', () => {
  test.each(RIGHT)('%s', (_, text) => {
    expect(judged({ executor: text })).toEqual([])
  })
})

const WRONG: readonly (readonly [string, string, RegExp])[] = [
  ['an empty file', '', /:1: the file is empty/],
  [
    'a page of HTML',
    '<!DOCTYPE html><html><body>listen_address: 127.0.0.1:8080</body></html>',
    /:1: it holds no command/,
  ],
  ['text', 'hello\n', /:1: this is no YAML mapping/],
  ['no YAML', 'commands: [\n', /no valid YAML/],
  ['no command', `${LISTEN}commands: []\n`, /:2: it holds no command/],
  [
    'only another’s command',
    `${LISTEN}commands:\n  - cmd: /bin/restart-mail\n`,
    /no command starts linode-autoscale/,
  ],
  [
    'the guide’s script',
    `${LISTEN}commands:\n  - cmd: /root/scaleOut.sh\n`,
    /:3: \/root\/scaleOut\.sh makes Linodes beside/,
  ],
  [
    'linode-cli itself',
    `${LISTEN}commands:\n  - { cmd: /usr/bin/linode-cli, args: [linodes, create] }\n`,
    /makes Linodes beside/,
  ],
  [
    'a relative program, args first',
    `${LISTEN}commands:\n  - args: [scale-in]\n    cmd: linode-autoscale\n`,
    /:4: cmd linode-autoscale is no absolute path/,
  ],
  [
    'a relative program inside',
    command(`cmd: /usr/bin/env, args: [linode-autoscale, scale-in], ${IN}`),
    /linode-autoscale is looked for in the executor/,
  ],
  [
    'what is commented out is not set',
    GOOD.replace('max: 1, ', '').replace('ignore_resolved: true', 'ignore_resolved: true }\n    # { max: 1'),
    /max is not set/,
  ],
  [
    'failures that are told',
    GOOD.replace('notify_on_failure: false', 'verbose: true'),
    /notify_on_failure is true unless/,
  ],
  ['two runs at once', GOOD.replace('max: 1', 'max: 3'), /max: 3: so many runs/],
  [
    'a resolve that kills',
    GOOD.replace('ignore_resolved: true', 'ignore_resolved: false'),
    /gets SIGKILL when its alert resolves, which is what it is unless/,
  ],
  ['the guide’s signal', GOOD.replace('ignore_resolved: true', 'resolved_signal: SIGUSR1'), /gets SIGUSR1/],
  [
    'a signal that is none',
    GOOD.replace('ignore_resolved: true', 'resolved_signal: USR1'),
    /USR1 is no signal/,
  ],
  [
    'a signal that reaches a shell',
    command(
      `cmd: /bin/sh, args: [-c, 'cd /; /usr/bin/linode-autoscale scale-in'], ${IN}`,
      'notify_on_failure: false, max: 1, resolved_signal: SIGTERM',
    ),
    /reaches \/bin\/sh and not the run inside/,
  ],
  [
    'a scale-out that waits',
    command(`cmd: /usr/bin/linode-autoscale, args: [scale-out], ${OUT}`),
    /keeps the webhook open/,
  ],
  [
    'no direction',
    command(`cmd: /usr/bin/linode-autoscale, args: [status], ${OUT}`),
    /neither scale-out nor scale-in/,
  ],
  [
    'the wrong direction',
    command(`cmd: /usr/bin/linode-autoscale, args: [scale-out, --no-wait], ${IN}`),
    /LowLoad starts scale-out/,
  ],
  [
    'every alert',
    command('cmd: /usr/bin/linode-autoscale, args: [scale-in]'),
    /no match_labels: every alert/,
  ],
  [
    'a regular expression',
    command("cmd: /usr/bin/linode-autoscale, args: [scale-in], match_labels: { alertname: 'Low.*' }"),
    /compared letter for letter/,
  ],
  [
    'a key that is misspelt',
    GOOD.replace('notify_on_failure', 'nofity_on_failure'),
    /nofity_on_failure is no key/,
  ],
  [
    'args that are no list',
    command(`cmd: /usr/bin/linode-autoscale, args: scale-in, ${IN}`),
    /args is no list/,
  ],
  [
    'a relative profile',
    command(`cmd: /usr/bin/linode-autoscale, args: [scale-in, -p, web.yaml], ${IN}`),
    /profile web\.yaml is looked for/,
  ],
  ['every interface', GOOD.replace('127.0.0.1:8080', "':8080'"), /:1: it listens on every interface/],
  ['every interface, unless it is set', GOOD.replace(LISTEN, ''), /listens on every interface/],
  [
    'two fleets and no label',
    `${GOOD.replace('args: [scale-in]', 'args: [scale-in, -p, /a]')}  - { cmd: /b/linode-autoscale, args: [scale-in, -p, /b], ${IN}, ${SAFE} }\n`,
    /alerts of every fleet start it/,
  ],
]

describe('what is wrong, with its line', () => {
  test.each(WRONG)('%s', (_, text, finding) => {
    expect(judged({ executor: text }).filter((each) => finding.test(each))).not.toEqual([])
  })
})

const host = (script: string) => ({ '/opt/grow': script, '/usr/bin/linode-autoscale': '' })

describe('scripts of this host', () => {
  const wrapped = `${LISTEN}commands:\n  - { cmd: /opt/grow, ${OUT}, ${SAFE} }\n`

  test('a wrapper that starts us is one of ours', () => {
    const script =
      '#!/bin/sh\n# ours\nexport LINODE_TOKEN=x\nexec /usr/bin/linode-autoscale scale-out --no-wait "$@"\n'
    expect(judged({ executor: wrapped }, host(script))).toEqual([])
  })

  test('a script of another name that makes Linodes is found by what it does', () => {
    const script = '#!/bin/sh\nlinode-cli linodes create --label x\n'
    expect(judged({ executor: wrapped }, host(script)).join('\n')).toContain('/opt/grow makes Linodes beside')
  })

  test('a program that is not there', () => {
    expect(judged({ executor: GOOD }, { '/opt/other': '' }).join('\n')).toContain(
      '/usr/bin/linode-autoscale does not exist',
    )
  })
})
