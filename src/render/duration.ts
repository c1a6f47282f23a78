const UNITS = [
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const

/** Milliseconds as a profile writes them: `90s`, `5m`, `1h30m`; `0s` for less than a second. */
export function duration(ms: number): string {
  let rest = Math.round(ms / 1000) * 1000
  if (rest >= 60_000 && rest < 120_000) return `${rest / 1000}s`
  const parts: string[] = []
  for (const [unit, size] of UNITS) {
    const n = Math.floor(rest / size)
    rest -= n * size
    if (n > 0) parts.push(`${n}${unit}`)
  }
  return parts.join('') || '0s'
}
