import type { CheckItem } from '../check-item.ts'
import { readAlertmanagerFile } from './alertmanager/alertmanager-file.ts'
import { judgeAlertmanager } from './alertmanager/judge-alertmanager.ts'
import type { ChainContext } from './chain-context.ts'
import type { ChainFile } from './chain-file.ts'
import { readExecutorFile, type ExecutorFile } from './executor/executor-file.ts'
import { judgeExecutor } from './executor/judge-executor.ts'
import { wrong, type Finding } from './finding.ts'
import { readLocated, type Located } from './located.ts'
import { judgePrometheus } from './prometheus/judge-prometheus.ts'
import { readPrometheusFile, type PrometheusFile } from './prometheus/prometheus-file.ts'
import { judgeRules } from './rules/judge-rules.ts'
import { readRulesFile, type RulesFile } from './rules/rules-file.ts'
import { fleetsOf, groundedRule, scalingRules, sureLabels, type ScalingRule } from './rules/scaling-rules.ts'
import { usualAlerts } from './scaling-alert.ts'

/** What is wrong with the files of the chain, each by itself and beside the others. */
export function checkChain(files: readonly ChainFile[], context: ChainContext): readonly CheckItem[] {
  const read = files.map((file) => ({ file, reading: judged(file) }))
  const chain = understand(
    new Map(
      read.flatMap(({ file, reading }) =>
        reading.kind === 'read' ? [[file.name, reading.root] as const] : [],
      ),
    ),
    context,
  )
  const pathOfRules = files.find(({ name }) => name === 'rules')?.path ?? null
  return read.flatMap(({ file, reading }) =>
    itemsOf(
      file,
      reading.kind === 'unreadable'
        ? reading.findings
        : findingsOf(file.name, chain, { context, pathOfRules }),
    ),
  )
}

type Judged =
  | { readonly kind: 'read'; readonly root: Located }
  | { readonly kind: 'unreadable'; readonly findings: readonly Finding[] }

function judged({ text }: ChainFile): Judged {
  const reading = readLocated(text)
  if (reading.kind === 'unreadable') {
    const findings = reading.problems
      .slice(0, 3)
      .map(({ line, what }) => wrong(line, `this is no valid YAML: ${what}`, 'correct it'))
    return { kind: 'unreadable', findings }
  }
  const { root } = reading
  if (root.kind === 'mapping') return { kind: 'read', root }
  const what =
    text.trim() === '' ? 'the file is empty' : 'this is no YAML mapping: it holds no command, route or rule'
  return { kind: 'unreadable', findings: [wrong(1, what, 'name the file that the program reads')] }
}

/** Everything that the files say together. */
interface Chain {
  readonly executor: ExecutorFile | null
  readonly alertmanager: ReturnType<typeof readAlertmanagerFile> | null
  readonly rules: RulesFile | null
  readonly prometheus: PrometheusFile | null
  readonly scaling: readonly ScalingRule[]
  readonly fleets: number
}

function understand(roots: ReadonlyMap<ChainFile['name'], Located>, { policy, host }: ChainContext): Chain {
  const read = <File>(name: ChainFile['name'], reader: (root: Located) => File): File | null => {
    const root = roots.get(name)
    return root === undefined ? null : reader(root)
  }
  const executor = read('executor', (root) => readExecutorFile(root, host))
  const rules = read('rules', readRulesFile)
  const { fleetTag } = policy
  return {
    executor,
    rules,
    alertmanager: read('alertmanager', readAlertmanagerFile),
    prometheus: read('prometheus', readPrometheusFile),
    scaling: rules === null ? [] : scalingRules(rules.rules, { executor, fleetTag }),
    fleets: countFleets(executor, rules),
  }
}

/** How many fleets the commands and rules speak of. */
function countFleets(executor: ExecutorFile | null, rules: RulesFile | null): number {
  const started = (executor?.commands ?? []).flatMap(({ match }) => match.get('fleet') ?? [])
  const measured = (rules?.rules ?? []).flatMap(({ expr: { parsed } }) =>
    parsed.kind === 'expression' ? fleetsOf(parsed.expr) : [],
  )
  return new Set([...started, ...measured]).size
}

function findingsOf(
  name: ChainFile['name'],
  chain: Chain,
  { context, pathOfRules }: { readonly context: ChainContext; readonly pathOfRules: string | null },
): readonly Finding[] {
  const { executor, alertmanager, rules, prometheus, scaling, fleets } = chain
  const waits = scaling.flatMap(({ rule }) =>
    rule.lasting.ms === null || rule.lasting.ms === 0 ? [] : [rule.lasting.ms],
  )
  const judges: Readonly<Record<ChainFile['name'], () => readonly Finding[]>> = {
    executor: () => (executor === null ? [] : judgeExecutor(executor, context, rules)),
    alertmanager: () => {
      if (alertmanager === null) return []
      const alerts = scaling.length > 0 ? scaling : usualAlerts(context.policy.fleetTag)
      const all = rules === null ? null : alertLabels(rules)
      return judgeAlertmanager(alertmanager, { context, alerts, allAlerts: all, executor, fleets })
    },
    rules: () => {
      const scrapeInterval =
        prometheus?.jobs.find(({ discovery }) => discovery !== null)?.scrapeInterval.ms ?? null
      return rules === null ? [] : judgeRules(rules, { context, executor, fleets, scrapeInterval })
    },
    prometheus: () => {
      const shortestFor = waits.length > 0 ? Math.min(...waits) : context.highFor
      return prometheus === null
        ? []
        : judgePrometheus(prometheus, { context, rulesPath: pathOfRules, shortestFor })
    },
  }
  return judges[name]()
}

function alertLabels({ rules }: RulesFile): readonly ReadonlyMap<string, string>[] {
  return rules
    .filter(({ kind }) => kind === 'alert')
    .map((rule) => sureLabels(rule, groundedRule(rule, rules)))
}

function itemsOf({ name, path }: ChainFile, findings: readonly Finding[]): readonly CheckItem[] {
  if (findings.length === 0) return [{ name, verdict: 'ok', detail: path, remedy: null }]
  return findings.map(({ verdict, line, what, remedy }) => ({
    name,
    verdict,
    detail: `${path}:${line}: ${what}`,
    remedy,
  }))
}
