import type { ChainContext } from '../chain-context.ts'
import { doubtful, once, wrong, type Finding } from '../finding.ts'
import { tellDuration } from '../prometheus-time.ts'
import { judgeDiscovery } from './judge-discovery.ts'
import type { Interval, Job, PrometheusFile } from './prometheus-file.ts'

/** What a prometheus.yml is judged beside. */
export interface PrometheusNeighbours {
  readonly context: ChainContext
  /** The file of rules that was given; null for none. */
  readonly rulesPath: string | null
  /** The shortest time that an alert which scales waits, in milliseconds. */
  readonly shortestFor: number | null
}

/** What is wrong with a prometheus.yml, by what becomes of a member as a target. */
export function judgePrometheus(file: PrometheusFile, beside: PrometheusNeighbours): readonly Finding[] {
  const jobs = file.jobs.filter(({ discovery }) => discovery !== null)
  const none =
    jobs.length > 0
      ? []
      : [
          wrong(
            file.root.line,
            'no job discovers Linodes (linode_sd_configs, or http_sd_configs and file_sd_configs with their labels): new members are never measured',
            'linode-autoscale monitoring writes one',
          ),
        ]
  return once([
    ...none,
    ...ruleFiles(file, beside),
    ...alerting(file),
    ...jobs.flatMap((job) => [
      ...judgeDiscovery(job, beside.context),
      ...tokens(job),
      ...scraping(job, beside),
    ]),
    ...broken(file.evaluationInterval),
    ...evaluation(file, beside),
  ])
}

function ruleFiles(
  { ruleFiles: files, ruleLine }: PrometheusFile,
  { rulesPath }: PrometheusNeighbours,
): readonly Finding[] {
  if (files.length === 0)
    return [wrong(ruleLine, 'it names no rule_files: no alert ever fires', 'rule_files: [rules.yml]')]
  const name = rulesPath?.split('/').at(-1)
  const isNamed =
    name === undefined || files.some((pattern) => globbed(pattern.split('/').at(-1) ?? '').test(name))
  return isNamed
    ? []
    : [wrong(ruleLine, `rule_files does not name ${name}: its alerts never fire`, `rule_files: [${name}]`)]
}

function globbed(pattern: string): RegExp {
  const body = pattern
    .replaceAll(/[.+^$()|{}\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${body.replaceAll(/\[[^\]]*$/g, '')}$`)
}

function alerting({ alertmanagers, alertingLine }: PrometheusFile): readonly Finding[] {
  return alertmanagers > 0
    ? []
    : [
        wrong(
          alertingLine,
          'it names no Alertmanager: alerts fire, and nobody hears of them',
          "alerting: { alertmanagers: [{ static_configs: [{ targets: ['127.0.0.1:9093'] }] }] }",
        ),
      ]
}

function tokens({ openTokens }: Job): readonly Finding[] {
  return openTokens.map(({ line }) =>
    wrong(
      line,
      'the token stands in the file, which every user of the host and every backup can read',
      'authorization: { credentials_file: /etc/prometheus/linode-token }, mode 600',
    ),
  )
}

function scraping({ scrapeInterval }: Job, { shortestFor }: PrometheusNeighbours): readonly Finding[] {
  const { line, ms } = scrapeInterval
  if (ms === null || shortestFor === null || ms * 2 <= shortestFor) return broken(scrapeInterval)
  return [
    wrong(
      line,
      `scrape_interval ${tellDuration(ms)} against a load that must last ${tellDuration(shortestFor)}: one sample decides, and one that is missed begins the wait anew`,
      'scrape_interval: 15s',
    ),
  ]
}

function broken({ line, ms }: Interval): readonly Finding[] {
  return ms === null
    ? [wrong(line, 'this is no duration: Prometheus does not start', 'write it as 15s or 1m')]
    : []
}

function evaluation(
  { evaluationInterval: { line, ms } }: PrometheusFile,
  { shortestFor }: PrometheusNeighbours,
): readonly Finding[] {
  return ms !== null && shortestFor !== null && ms > shortestFor
    ? [
        doubtful(
          line,
          `evaluation_interval ${tellDuration(ms)} is longer than a load must last (${tellDuration(shortestFor)}): alerts fire that much later`,
          'evaluation_interval: 15s',
        ),
      ]
    : []
}
