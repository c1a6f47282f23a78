import { didYouMean } from '../../../profile/did-you-mean.ts'
import type { ExecutorFile } from '../executor/executor-file.ts'
import { once, wrong, type Finding } from '../finding.ts'
import { textOf, type Located } from '../located.ts'
import type { ScalingAlert } from '../scaling-alert.ts'
import type { AlertmanagerFile, Receiver, Route, Webhook } from './alertmanager-file.ts'
import { judgeInhibition } from './judge-inhibition.ts'
import { judgeRoute } from './judge-route.ts'
import type { Neighbours } from './neighbours.ts'
import { takenRoutes } from './taken-routes.ts'

/** What is wrong with an alertmanager.yml, by the routes that the alerts which scale really take. */
export function judgeAlertmanager(file: AlertmanagerFile, beside: Neighbours): readonly Finding[] {
  const { route } = file
  if (route === null)
    return [
      wrong(
        file.root.line,
        'it holds no route: Alertmanager does not start',
        'linode-autoscale monitoring writes one',
      ),
    ]
  const taken = beside.alerts.map((alert) => ({ alert, routes: takenRoutes(route, alert.labels) }))
  const hooked = hooksOf(
    file,
    taken.flatMap(({ routes }) => routes),
    beside.executor,
  )
  return once([
    ...judgeReceivers(file, route),
    ...routeKeys(route),
    ...taken.flatMap(({ alert, routes }) => {
      const ours = routes.filter((each) => hooked.has(each.receiver.value))
      return ours.length === 0
        ? [notSent(alert, routes)]
        : ours.flatMap((each) => judgeRoute(each, alert, beside))
    }),
    ...[...hooked.values()].flatMap((hook) => judgeWebhook(hook, beside.executor)),
    ...judgeInhibition(file.inhibitRules, beside),
  ])
}

function notSent({ name, direction }: ScalingAlert, routes: readonly Route[]): Finding {
  const to = routes.map((route) => route.receiver.value).join(', ')
  const line = routes[0]?.receiver.line ?? 1
  return wrong(
    line,
    `${name} goes to ${to}, which brings it to no executor: nothing starts ${direction}`,
    `a route with matchers ['alertname="${name}"'] and the executor’s receiver`,
  )
}

/** The webhooks that bring alerts to the executor, by receiver: those at its address, or all while it is not known. */
function hooksOf(
  { receivers }: AlertmanagerFile,
  routes: readonly Route[],
  executor: ExecutorFile | null,
): ReadonlyMap<string, Webhook> {
  const names = new Set(routes.map((route) => route.receiver.value))
  const all = receivers.filter(({ name }) => names.has(name)).flatMap(firstHook)
  const port = executor === null ? null : portOf(executor.listen.address)
  const there = all.filter(([, { url }]) => port === null || portOf(url) === port)
  return new Map(there.length > 0 ? there : all)
}

function firstHook({ name, webhooks }: Receiver): readonly (readonly [string, Webhook])[] {
  const [hook] = webhooks
  return hook === undefined ? [] : [[name, hook]]
}

/** The port of `http://host:8080/x` or of `:8080`. */
function portOf(address: string): string {
  const host = address.replace(/^[a-z]+:\/\//, '').replace(/\/.*$/, '')
  const [, port] = /:(\d+)$/.exec(host) ?? []
  return port ?? (address.startsWith('https:') ? '443' : '80')
}

function judgeWebhook({ line, url }: Webhook, executor: ExecutorFile | null): readonly Finding[] {
  const [, scheme, host = '', path = ''] =
    /^(https?):\/\/(\[[^\]]*\]|[^/:]*)(?::\d+)?(\/.*)?$/.exec(url) ?? []
  if (scheme === undefined)
    return [
      wrong(
        line,
        `${url === '' ? 'the webhook has no url' : `${url} is no URL`}: Alertmanager does not start`,
        'url: http://127.0.0.1:8080',
      ),
    ]
  if (/^\/(?:_health|metrics)\b/.test(path))
    return [wrong(line, `${path} of the executor starts nothing`, 'url: http://127.0.0.1:8080')]
  if (executor === null) return []
  const { listen, isEncrypted } = executor
  if (portOf(url) !== portOf(listen.address))
    return [
      wrong(
        line,
        `the webhook goes to ${url}, and the executor listens on ${listen.address}`,
        'give both the same port',
      ),
    ]
  if (isLocal(listen.address.replace(/:\d+$/, '')) && !isLocal(host))
    return [
      wrong(
        line,
        `the webhook goes to ${host}, and the executor listens on ${listen.address} only`,
        'url: http://127.0.0.1:8080',
      ),
    ]
  return (scheme === 'https') === isEncrypted
    ? []
    : [
        wrong(
          line,
          `the webhook speaks ${scheme}, and the executor does not`,
          `url: ${isEncrypted ? 'https' : 'http'}://...`,
        ),
      ]
}

function isLocal(host: string): boolean {
  return /^127\.|^localhost$|^\[?::1\]?$/.test(host)
}

function judgeReceivers({ receivers }: AlertmanagerFile, top: Route): readonly Finding[] {
  const names = new Set(receivers.map(({ name }) => name))
  return allRoutes(top).flatMap(({ receiver }) => {
    if (receiver.value === '')
      return [
        wrong(
          receiver.line,
          'the route names no receiver: Alertmanager does not start',
          'receiver: executor',
        ),
      ]
    return names.has(receiver.value)
      ? []
      : [
          wrong(
            receiver.line,
            `the receiver ${receiver.value} is not defined: Alertmanager does not start`,
            'add it to receivers',
          ),
        ]
  })
}

function allRoutes(route: Route): readonly Route[] {
  return [route, ...route.routes.flatMap(allRoutes)]
}

const ROUTE_KEYS = [
  'receiver',
  'group_by',
  'group_wait',
  'group_interval',
  'repeat_interval',
  'match',
  'match_re',
  'matchers',
  'continue',
  'routes',
  'mute_time_intervals',
  'active_time_intervals',
]

function routeKeys(top: Route): readonly Finding[] {
  return allRoutes(top).flatMap(({ node }) => [...unknownKeys(node), ...lists(node)])
}

function unknownKeys(node: Located): readonly Finding[] {
  return entriesOf(node).flatMap(([key, { line }]) => {
    if (ROUTE_KEYS.includes(key)) return []
    const meant = didYouMean(key, ROUTE_KEYS)
    return [
      wrong(
        line,
        `${key} is no key of a route: Alertmanager does not start`,
        meant === null ? 'take it out' : `${meant}: ...`,
      ),
    ]
  })
}

function lists(node: Located): readonly Finding[] {
  return entriesOf(node).flatMap(([key, value]) =>
    /^(?:group_by|matchers|routes)$/.test(key) && textOf(value) !== null
      ? [wrong(value.line, `${key} is no list: Alertmanager does not start`, `${key}: [...]`)]
      : [],
  )
}

function entriesOf(node: Located): readonly (readonly [string, Located])[] {
  return node.kind === 'mapping' ? [...node.entries] : []
}
