import { at, has, listOf, textOf, textsOf, type Located } from '../located.ts'
import { readDuration } from '../prometheus-time.ts'
import { readRelabel, type Relabel } from './relabel.ts'

/** A time, and where it was written. */
export interface Interval {
  readonly line: number
  /** Milliseconds; null for what is no duration. */
  readonly ms: number | null
}

/** A job, as far as it may discover a fleet. */
export interface Job {
  readonly node: Located
  readonly line: number
  readonly name: string
  readonly scrapeInterval: Interval
  /** How it finds its targets; null for targets that are written down, and for what has nothing to do with Linode. */
  readonly discovery: 'linode_sd' | 'handed over' | null
  readonly relabel: readonly Relabel[]
  /** Tokens that stand in the file. */
  readonly openTokens: readonly { readonly line: number }[]
}

/** prometheus.yml, with Prometheus' own defaults. */
export interface PrometheusFile {
  readonly root: Located
  readonly evaluationInterval: Interval
  readonly ruleFiles: readonly string[]
  readonly ruleLine: number
  readonly alertmanagers: number
  readonly alertingLine: number
  readonly jobs: readonly Job[]
}

const MINUTE = 60_000

/** What a prometheus.yml says. */
export function readPrometheusFile(root: Located): PrometheusFile {
  const global = at(root, 'global')
  const scrape = intervalAt(global, 'scrape_interval', { line: global.line, ms: MINUTE })
  const alerting = at(root, 'alerting')
  return {
    root,
    evaluationInterval: intervalAt(global, 'evaluation_interval', { line: global.line, ms: MINUTE }),
    ruleFiles: textsOf(at(root, 'rule_files')),
    ruleLine: at(root, 'rule_files').line,
    alertmanagers: listOf(at(alerting, 'alertmanagers')).filter(namesOne).length,
    alertingLine: alerting.line,
    jobs: listOf(at(root, 'scrape_configs')).map((node) => readJob(node, scrape)),
  }
}

function intervalAt(node: Located, key: string, unset: Interval): Interval {
  return has(node, key) ? { line: at(node, key).line, ms: readDuration(textOf(at(node, key)) ?? '') } : unset
}

function namesOne(node: Located): boolean {
  const entries = node.kind === 'mapping' ? [...node.entries] : []
  return entries.some(([key, value]) =>
    key === 'static_configs'
      ? listOf(value).some((c) => textsOf(at(c, 'targets')).length > 0)
      : key.endsWith('_sd_configs'),
  )
}

function readJob(node: Located, scrape: Interval): Job {
  const discoverers = listOf(at(node, 'linode_sd_configs'))
  const relabel = listOf(at(node, 'relabel_configs')).map(readRelabel)
  const isHandedOver =
    (has(node, 'http_sd_configs') || has(node, 'file_sd_configs')) &&
    relabel.some(({ sources }) => sources.some((label) => label.startsWith('__meta_linode_')))
  return {
    node,
    line: node.line,
    name: textOf(at(node, 'job_name')) ?? '',
    scrapeInterval: intervalAt(node, 'scrape_interval', scrape),
    discovery: has(node, 'linode_sd_configs') ? 'linode_sd' : isHandedOver ? 'handed over' : null,
    relabel,
    openTokens: discoverers.flatMap((sd) =>
      [at(sd, 'authorization', 'credentials'), at(sd, 'bearer_token')].filter(({ kind }) => kind === 'text'),
    ),
  }
}
