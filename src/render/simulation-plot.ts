import type { Moment } from '../simulate/simulate.ts'
import type { Paint } from './paint.ts'

const ROWS = 10
const LEFT = 5

/** Demand as a filled area and capacity as a line above it, as wide as the terminal. */
export function simulationPlot(moments: readonly Moment[], paint: Paint, columns: number): readonly string[] {
  const width = Math.max(10, Math.min(columns, 120) - LEFT - 1)
  const cells = bucketed(moments, width)
  const top = Math.max(1, ...cells.map((c) => Math.max(c.work, c.serving)))
  const lines = Array.from({ length: ROWS }, (_, i) => {
    const [high, low] = [(top * (ROWS - i)) / ROWS, (top * (ROWS - i - 1)) / ROWS]
    const label = i === 0 ? String(Math.ceil(top)) : ''
    return `${label.padStart(LEFT - 1)} ${cells.map((c) => cellOf(c, low, high, paint)).join('')}`.trimEnd()
  })
  return [
    ...lines,
    `${' '.repeat(LEFT)}${paint.dim('█ work   ─ members in service, that many fully busy members of work')}`,
  ]
}

interface Cell {
  readonly work: number
  readonly serving: number
}

/** The most work and the least capacity of each column: what was lost shows. */
function bucketed(moments: readonly Moment[], width: number): readonly Cell[] {
  const each = Math.max(1, moments.length / width)
  const count = Math.min(width, moments.length)
  return Array.from({ length: count }, (_, i) => {
    const part = moments.slice(
      Math.floor(i * each),
      Math.max(Math.floor((i + 1) * each), Math.floor(i * each) + 1),
    )
    return {
      work: Math.max(...part.map((m) => m.work)),
      serving: Math.min(...part.map((m) => m.serving)),
    }
  })
}

function cellOf({ work, serving }: Cell, low: number, high: number, paint: Paint): string {
  const isLost = work > serving && work > low && serving <= low
  if (isLost) return paint.red('█')
  if (serving > low && serving <= high) return paint.green('─')
  if (work >= high) return '█'
  return work > low ? '▄' : ' '
}
