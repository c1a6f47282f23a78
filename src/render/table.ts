/** How a table stands on a screen. */
export interface TableRoom {
  readonly indent?: string
  /** The terminal's width; null or none off a terminal. */
  readonly columns?: number | null
}

/**
 * Rows in columns as wide as their widest cell, two blanks between them; no blanks at the end of a line. Where a row is wider than the
 * terminal, a column is no wider than what lets the most rows fit: a long cell breaks its own row, not those of all others.
 */
export function table(
  rows: readonly (readonly string[])[],
  { indent = '', columns = null }: TableRoom = {},
): readonly string[] {
  const full = widest(rows)
  const widths = columns === null ? full : narrowed(rows, full, columns - indent.length)
  return rows.map((row) => `${indent}${lineOf(row, widths)}`.trimEnd())
}

function widest(rows: readonly (readonly string[])[]): readonly number[] {
  const widths: number[] = []
  for (const row of rows)
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length)
  return widths
}

function lineOf(row: readonly string[], widths: readonly number[]): string {
  return row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0))).join('  ')
}

function narrowed(
  rows: readonly (readonly string[])[],
  full: readonly number[],
  room: number,
): readonly number[] {
  const tooWide = (widths: readonly number[]): number =>
    rows.filter((row) => lineOf(row, widths).trimEnd().length > room).length
  let best = full
  for (const i of full.keys()) {
    const cells = [...new Set(rows.map((row) => row[i]?.length ?? 0))].toSorted((a, b) => b - a)
    for (const width of cells) {
      const tried = best.with(i, width)
      if (tooWide(tried) < tooWide(best)) best = tried
    }
  }
  return best
}
