import type { ChainContext } from '../chain-context.ts'
import { doubtful, wrong, type Finding } from '../finding.ts'
import { at } from '../located.ts'
import { directionOf } from './direction.ts'
import { isOurs, type ExecutorFile, type OurCommand } from './executor-file.ts'
import { misspelt } from './misspelt.ts'

type CommandRule = (command: OurCommand, context: ChainContext, file: ExecutorFile) => readonly Finding[]

const COMMAND_KEYS = [
  'cmd',
  'args',
  'match_labels',
  'notify_on_failure',
  'ignore_resolved',
  'resolved_signal',
  'max',
]

/** One rule a setting that has a fault of its own; each sees a command of ours. */
export const COMMAND_RULES: readonly CommandRule[] = [
  function path({ cmd, started, node }) {
    if (!cmd.text.startsWith('/'))
      return [
        wrong(
          cmd.line,
          `cmd ${cmd.text} is no absolute path, and there is no shell to find it`,
          'write the whole path',
        ),
      ]
    return started.program.startsWith('/') || started.program === cmd.text || node.kind !== 'mapping'
      ? []
      : [
          doubtful(
            cmd.line,
            `${started.program} is looked for in the executor’s PATH, which its service may not have`,
            'write the whole path',
          ),
        ]
  },
  function presence({ cmd, started }, { host }) {
    const missing = [...new Set([cmd.text, started.program])].find(
      (p) => p.startsWith('/') && !host.exists(p),
    )
    return missing === undefined
      ? []
      : [
          wrong(
            cmd.line,
            `${missing} does not exist on this host: every run fails before it begins`,
            'correct the path',
          ),
        ]
  },
  function direction({ started, cmd, match, matchLine }) {
    const action = directionOf(started.args)
    const alert = match.get('alertname') ?? ''
    if (action === null)
      return [
        wrong(
          cmd.line,
          'it says neither scale-out nor scale-in nor follow: it scales nothing',
          'args: [scale-out, ...]',
        ),
      ]
    const isOpposite =
      (action === 'scale-out' && /low/i.test(alert)) || (action === 'scale-in' && /high/i.test(alert))
    return isOpposite
      ? [
          wrong(
            matchLine,
            `${alert} starts ${action}: the fleet goes the wrong way`,
            `match_labels of the other alert`,
          ),
        ]
      : []
  },
  function signalName({ signal }) {
    return /^(?:SIG[A-Z]+\d?|\d+)$/.test(signal.name)
      ? []
      : [
          wrong(
            signal.line,
            `${signal.name} is no signal: the executor does not start`,
            'ignore_resolved: true',
          ),
        ]
  },
  function waiting({ started, cmd }) {
    return started.args.includes('scale-out') && !started.args.includes('--no-wait')
      ? [
          wrong(
            cmd.line,
            'scale-out keeps the webhook open until the member is in service: Alertmanager sends it again meanwhile',
            'add --no-wait: reconcile judges health',
          ),
        ]
      : []
  },
  function matching({ match, matchLine }) {
    if (match.size === 0)
      return [
        wrong(
          matchLine,
          'it has no match_labels: every alert starts it',
          'match_labels: { alertname: ..., fleet: ... }',
        ),
      ]
    if (!match.has('alertname') && !match.has('scale'))
      return [
        wrong(
          matchLine,
          'match_labels names no alert: high load and low load both start it',
          'match_labels: { alertname: ... }',
        ),
      ]
    return [...match].flatMap(([name, value]) =>
      /\.[*+]|\|/.test(value)
        ? [
            wrong(
              matchLine,
              `${name}: ${value} is compared letter for letter, and matches no alert`,
              'name the alert as it is',
            ),
          ]
        : [],
    )
  },
  function fleets({ match, matchLine }, _, { commands }) {
    const all = commands.filter(isOurs)
    const tags = new Set(all.flatMap((each) => each.match.get('fleet') ?? profileOf(each.started.args) ?? []))
    return tags.size > 1 && !match.has('fleet')
      ? [
          wrong(
            matchLine,
            'the alerts of every fleet start it, and there are several here',
            'match_labels: { fleet: ... }',
          ),
        ]
      : []
  },
  function profile({ started, cmd }, { host }) {
    const path = profileOf(started.args)
    if (path === null) return []
    if (!path.startsWith('/'))
      return [
        wrong(
          cmd.line,
          `the profile ${path} is looked for in the executor’s own folder`,
          'write the whole path',
        ),
      ]
    return host.exists(path)
      ? []
      : [wrong(cmd.line, `the profile ${path} does not exist on this host`, 'correct the path')]
  },
  ({ node }) => misspelt(node, COMMAND_KEYS),
  function argumentList({ node }) {
    const args = at(node, 'args')
    return args.kind === 'text' || args.kind === 'mapping'
      ? [wrong(args.line, 'args is no list: the executor does not start', 'args: [scale-out, --no-wait]')]
      : []
  },
]

/** The profile that a command line names. */
function profileOf(args: readonly string[]): string | null {
  const i = args.findIndex((arg) => /^(?:-p|--profile)$/.test(arg))
  if (i >= 0) return args[i + 1] ?? null
  const joined = args.find((arg) => arg.startsWith('--profile='))
  return joined === undefined ? null : joined.slice('--profile='.length)
}
