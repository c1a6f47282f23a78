/** One line of a difference. */
interface Row {
  readonly sign: ' ' | '-' | '+'
  readonly text: string
}

/** Lines around a change that are shown with it. */
const CONTEXT = 2

// The length of the longest common subsequence of the two texts from each pair of lines on.
function common(before: readonly string[], after: readonly string[]): readonly Uint16Array[] {
  const table = Array.from({ length: before.length + 1 }, () => new Uint16Array(after.length + 1))
  for (let i = before.length - 1; i >= 0; i -= 1)
    for (let j = after.length - 1; j >= 0; j -= 1) {
      const row = table[i]
      if (row === undefined) continue
      const skip = Math.max(table[i + 1]?.[j] ?? 0, row[j + 1] ?? 0)
      row[j] = before[i] === after[j] ? (table[i + 1]?.[j + 1] ?? 0) + 1 : skip
    }
  return table
}

function rowsOf(before: readonly string[], after: readonly string[]): readonly Row[] {
  const table = common(before, after)
  const rows: Row[] = []
  let [i, j] = [0, 0]
  while (i < before.length || j < after.length) {
    const [old, now] = [before[i], after[j]]
    if (old !== undefined && old === now) {
      rows.push({ sign: ' ', text: old })
      i += 1
      j += 1
    } else if (
      now === undefined ||
      (old !== undefined && (table[i + 1]?.[j] ?? 0) >= (table[i]?.[j + 1] ?? 0))
    ) {
      rows.push({ sign: '-', text: old ?? '' })
      i += 1
    } else {
      rows.push({ sign: '+', text: now })
      j += 1
    }
  }
  return rows
}

/** The lines that differ, with a few around them: `-` is only in `before`, `+` only in `after`; none when they are the same. */
export function lineDiff(before: string, after: string): readonly string[] {
  const rows = rowsOf(before.split('\n'), after.split('\n'))
  const isNear = (n: number): boolean =>
    rows.slice(Math.max(0, n - CONTEXT), n + CONTEXT + 1).some(({ sign }) => sign !== ' ')
  return rows.flatMap(({ sign, text }, n) => {
    if (isNear(n)) return [`${sign} ${text}`.trimEnd()]
    return isNear(n - 1) && n > 0 ? ['  ...'] : []
  })
}
