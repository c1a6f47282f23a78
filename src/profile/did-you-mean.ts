/** The key that was probably meant, or null: at most two letters away, less for short words. */
export function didYouMean(word: string, known: readonly string[]): string | null {
  const most = Math.min(2, Math.floor(word.length / 2))
  const [best] = known
    .filter((key) => Math.abs(key.length - word.length) <= most)
    .map((key) => ({ key, away: distance(word.toLowerCase(), key) }))
    .sort((a, b) => a.away - b.away)
  return best !== undefined && best.away <= most ? best.key : null
}

/** How many letters must be added, removed, changed or swapped with their neighbour. */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) row.push(cell(rows, row, { a, b, i, j }))
    rows.push(row)
  }
  return rows.at(-1)?.at(-1) ?? 0
}

function cell(
  rows: readonly (readonly number[])[],
  row: readonly number[],
  { a, b, i, j }: { a: string; b: string; i: number; j: number },
): number {
  const above = rows[i - 1] ?? []
  const same = a[i - 1] === b[j - 1] ? 0 : 1
  const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
  return Math.min(
    (above[j] ?? 0) + 1,
    (row[j - 1] ?? 0) + 1,
    (above[j - 1] ?? 0) + same,
    swapped ? (rows[i - 2]?.[j - 2] ?? 0) + 1 : Infinity,
  )
}
