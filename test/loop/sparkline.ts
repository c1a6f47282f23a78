import type { Moment } from './moment.ts'

const BLOCKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']

function block(value: number | null, top: number): string {
  if (value === null) return ' '
  const share = top === 0 ? 0 : Math.min(1, Math.max(0, value / top))
  return BLOCKS[Math.round(share * (BLOCKS.length - 1))] ?? ' '
}

function pick<Value>(values: readonly Value[], width: number): readonly Value[] {
  return Array.from({ length: Math.min(width, values.length) }, (_, n) => {
    const at = Math.floor((n * values.length) / Math.min(width, values.length))
    return values[at]
  }).filter((value) => value !== undefined)
}

/** The loop as four lines for a terminal of 100 columns. */
export function sparklines(moments: readonly Moment[]): readonly string[] {
  const shown = pick(moments, 72)
  const failed = moments.at(-1)?.failed ?? 0
  const line = (
    name: string,
    value: (moment: Moment) => number | null,
    top: number,
    legend: string,
  ): string => `${name.padEnd(9)}${shown.map((moment) => block(value(moment), top)).join('')}  ${legend}`
  const most = (value: (moment: Moment) => number): number => Math.max(...moments.map(value))
  return [
    line(
      'requests',
      ({ rate }) => rate,
      most(({ rate }) => rate),
      `up to ${most(({ rate }) => rate)} a second`,
    ),
    line('load', ({ load }) => load, 1, `up to ${Math.round(most(({ load }) => load ?? 0) * 100)}%`),
    line(
      'serving',
      ({ serving }) => serving,
      most(({ members }) => members),
      `up to ${most(({ serving }) => serving)} members`,
    ),
    line('failed', (moment) => moment.failed, Math.max(1, failed), `${failed} requests`),
  ]
}
