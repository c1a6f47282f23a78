/** Rows in columns as wide as their widest cell, two blanks between them; no blanks at the end of a line. */
export function table(rows: readonly (readonly string[])[], indent = ''): readonly string[] {
  const widths = rows.reduce<readonly number[]>(
    (w, row) => row.map((cell, i) => Math.max(w[i] ?? 0, cell.length)),
    [],
  )
  return rows.map((row) =>
    `${indent}${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd(),
  )
}
