import { admitsValue } from '../label-match.ts'
import type { Expr } from './promql.ts'

type Selector = Extract<Expr, { kind: 'selector' }>

const MODES = ['idle', 'iowait', 'irq', 'nice', 'softirq', 'steal', 'system', 'user'] as const

/** Whether a selector is node_exporter's time of each core in each mode. */
export function isCpuTime(expr: Expr): expr is Selector {
  return expr.kind === 'selector' && /^node_cpu(?:_seconds_total)?$/.test(expr.metric)
}

/** The modes that a selector takes. */
export function modesOf({ matchers }: Selector): readonly string[] {
  return MODES.filter((mode) =>
    matchers.filter(({ name }) => name === 'mode').every((m) => admitsValue(m, mode)),
  )
}

/** Whether what a selector takes makes waiting for a disk count as busy: idle without iowait, or iowait among what is busy. */
export function countsWaitingAsBusy(selector: Selector): boolean {
  const modes = modesOf(selector)
  if (modes.length === MODES.length || modes.length === 0) return false
  return modes.includes('idle') !== modes.includes('iowait') && modes.join() !== 'iowait'
}
