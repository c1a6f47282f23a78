import type { Matcher } from '../label-match.ts'
import { at, booleanOf, has, labelsOf, listOf, textOf, textsOf, type Located } from '../located.ts'
import { readDuration } from '../prometheus-time.ts'

/** A setting of a route, where it was written: on the route itself or on one above. */
export interface Setting<Value> {
  readonly line: number
  readonly value: Value
  /** False for what Alertmanager takes when nobody says anything. */
  readonly isWritten: boolean
}

/** A route with everything it has from those above it. Times are milliseconds, null for what is no duration. */
export interface Route {
  readonly node: Located
  readonly line: number
  readonly receiver: Setting<string>
  readonly groupBy: Setting<readonly string[]>
  readonly groupWait: Setting<number | null>
  readonly groupInterval: Setting<number | null>
  readonly repeatInterval: Setting<number | null>
  readonly matchers: readonly Matcher[]
  readonly goesOn: boolean
  readonly mutes: readonly string[]
  readonly routes: readonly Route[]
}

/** A receiver's webhook. */
export interface Webhook {
  readonly line: number
  readonly url: string
  readonly sendResolved: boolean
}

/** A receiver. */
export interface Receiver {
  readonly name: string
  readonly webhooks: readonly Webhook[]
}

/** A rule by which one alert holds another back. */
export interface InhibitRule {
  readonly line: number
  readonly source: readonly Matcher[]
  readonly target: readonly Matcher[]
  readonly equal: readonly string[]
}

/** alertmanager.yml, with Alertmanager's own defaults. */
export interface AlertmanagerFile {
  readonly root: Located
  readonly route: Route | null
  readonly receivers: readonly Receiver[]
  readonly inhibitRules: readonly InhibitRule[]
}

const TOP: Pick<Route, 'receiver' | 'groupBy' | 'groupWait' | 'groupInterval' | 'repeatInterval'> = {
  receiver: { line: 1, value: '', isWritten: false },
  groupBy: { line: 1, value: [], isWritten: false },
  groupWait: { line: 1, value: 30_000, isWritten: false },
  groupInterval: { line: 1, value: 300_000, isWritten: false },
  repeatInterval: { line: 1, value: 4 * 3_600_000, isWritten: false },
}

/** What an alertmanager.yml says. */
export function readAlertmanagerFile(root: Located): AlertmanagerFile {
  const route = at(root, 'route')
  return {
    root,
    route: route.kind === 'mapping' ? readRoute(route, TOP) : null,
    receivers: listOf(at(root, 'receivers')).map(readReceiver),
    inhibitRules: listOf(at(root, 'inhibit_rules')).map((node) => ({
      line: node.line,
      source: matchersOf(node, 'source_'),
      target: matchersOf(node, 'target_'),
      equal: textsOf(at(node, 'equal')),
    })),
  }
}

type Inherited = Pick<Route, keyof typeof TOP>

function readRoute(node: Located, above: Inherited): Route {
  const own = <Value>(
    key: string,
    inherited: Setting<Value>,
    read: (value: Located) => Value,
  ): Setting<Value> =>
    has(node, key)
      ? { line: at(node, key).line, value: read(at(node, key)), isWritten: true }
      : { ...inherited, line: inherited.isWritten ? inherited.line : node.line }
  const settings: Inherited = {
    receiver: own('receiver', above.receiver, (value) => textOf(value) ?? ''),
    groupBy: own('group_by', above.groupBy, textsOf),
    groupWait: own('group_wait', above.groupWait, time),
    groupInterval: own('group_interval', above.groupInterval, time),
    repeatInterval: own('repeat_interval', above.repeatInterval, time),
  }
  return {
    ...settings,
    node,
    line: node.line,
    matchers: matchersOf(node, ''),
    goesOn: booleanOf(at(node, 'continue'), false),
    mutes: [...textsOf(at(node, 'mute_time_intervals')), ...textsOf(at(node, 'active_time_intervals'))],
    routes: listOf(at(node, 'routes')).map((child) => readRoute(child, settings)),
  }
}

function time(value: Located): number | null {
  return readDuration(textOf(value) ?? '')
}

function readReceiver(node: Located): Receiver {
  const webhooks = listOf(at(node, 'webhook_configs')).map((hook) => ({
    line: at(hook, 'url').line,
    url: textOf(at(hook, 'url')) ?? '',
    sendResolved: booleanOf(at(hook, 'send_resolved'), true),
  }))
  return { name: textOf(at(node, 'name')) ?? '', webhooks }
}

/** The matchers of a route or of one side of an inhibit rule: `match`, `match_re` and `matchers`. */
function matchersOf(node: Located, side: '' | 'source_' | 'target_'): readonly Matcher[] {
  const old = (key: string, op: Matcher['op']): readonly Matcher[] =>
    [...labelsOf(at(node, `${side}${key}`))].map(([name, value]) => ({ name, op, value }))
  return [
    ...old('match', '='),
    ...old('match_re', '=~'),
    ...textsOf(at(node, `${side}matchers`)).flatMap(readMatchers),
  ]
}

/** `alertname="HighLoad"`, `{a=~"b|c", d!=e}`: quotes may be left out. */
export function readMatchers(text: string): readonly Matcher[] {
  const inside = text.trim().replace(/^\{(.*)\}$/s, '$1')
  return [...inside.matchAll(MATCHER)].map(([, quoted, plain, op, value = '', bare = '']) => ({
    name: (quoted ?? plain ?? '').trim(),
    op: op === '=~' || op === '!~' || op === '!=' ? op : '=',
    value:
      value === '' ? bare.trim() : value.replaceAll(/\\(["\\n])/g, (_, c: string) => (c === 'n' ? '\n' : c)),
  }))
}

const MATCHER =
  /(?:"([^"]*)"|(?<![\w.:-])([A-Za-z_][\w.:-]*))\s*(=~|!~|!=|=)\s*(?:"((?:[^"\\]|\\.)*)"|([^",}]*))/g
