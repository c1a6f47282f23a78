import type { CheckItem } from '../check/check-item.ts'
import type { Paint } from './paint.ts'
import { table } from './table.ts'

/** What a preflight found. */
export interface CheckReport {
  readonly fleet: string
  readonly items: readonly CheckItem[]
}

/** A preflight as a list: every item with its verdict, and what to do. */
export function checkLines({ fleet, items }: CheckReport, paint: Paint): readonly string[] {
  const rows = table(items.map((i) => [i.verdict, i.name, i.detail]))
  const colored = { ok: (line: string) => line, warning: paint.yellow, failure: paint.red }
  const lines = items.flatMap(({ verdict, remedy }, i) => [
    colored[verdict](rows[i] ?? ''),
    ...(remedy === null ? [] : [paint.dim(`         do: ${remedy}`)]),
  ])
  return [...lines, `${fleet}: ${count(items, 'failure')}, ${count(items, 'warning')}`]
}

function count(items: readonly CheckItem[], verdict: 'failure' | 'warning'): string {
  const n = items.filter((i) => i.verdict === verdict).length
  return `${n} ${verdict}${n === 1 ? '' : 's'}`
}

/** The same, version 1. */
export function checkJson({ fleet, items }: CheckReport): object {
  const result = items.some((i) => i.verdict === 'failure') ? 'failed' : 'done'
  return { version: 1, command: 'check', fleet, result, items }
}
