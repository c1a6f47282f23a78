import { sizesOf, type History, type HistoryEntry } from '../fleet/report/history.ts'
import { isoInstant } from '../fleet/model/instant.ts'
import { distance, when } from '../fleet/model/when.ts'
import { sparkline } from './sparkline.ts'
import { table } from './table.ts'

const WIDEST = 120

/** What became of a fleet's size: a plot, then a line a change, oldest first. */
export function historyLines(history: History, columns: number): readonly string[] {
  const { fleet, from, to, size, changes } = history
  const sizes = sizesOf(history, Math.min(WIDEST, columns))
  const most = Math.max(1, ...sizes)
  const rows = changes.map((c) => [
    isoInstant(c.at),
    distance(c.at, to),
    actionText(c),
    c.label,
    c.sizeAfter === null ? '' : `${c.sizeAfter} then`,
    `by ${c.username ?? 'unknown'}`,
  ])
  return [
    `${fleet}: ${size} members now, ${Math.min(...sizes)} to ${most} since ${when(from, to)}`,
    sparkline(sizes, most, sizes.length),
    `${isoInstant(from)}${' '.repeat(Math.max(1, sizes.length - 40))}${isoInstant(to)}`,
    ...(rows.length === 0 ? ['no change'] : table(rows)),
  ]
}

function actionText({ action, failed, pending }: HistoryEntry): string {
  if (failed) return `${action} failed`
  return pending === true ? `${action} under way` : action
}

/** The same for programs, version 1. */
export function historyJson({ fleet, from, to, size, changes }: History): object {
  return {
    version: 1,
    command: 'status',
    result: 'done',
    fleet,
    from: isoInstant(from),
    to: isoInstant(to),
    size,
    history: changes.map((c) => ({
      at: isoInstant(c.at),
      action: actionText(c),
      label: c.label,
      username: c.username,
      size_after: c.sizeAfter,
    })),
  }
}
