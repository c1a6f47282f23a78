const UNITS = [
  ['y', 365 * 86_400_000],
  ['w', 7 * 86_400_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
] as const

const FORM = new RegExp(`^(?=\\d)${UNITS.map(([unit]) => `(?:(\\d+)${unit})?`).join('')}$`)

/** The milliseconds of a duration as Prometheus and Alertmanager read it (`1w`, `1h30m`, `500ms`, `0`); null for what is none. */
export function readDuration(text: string): number | null {
  if (text === '0') return 0
  const parts = FORM.exec(text)
  return parts === null ? null : UNITS.reduce((sum, [, size], i) => sum + Number(parts[i + 1] ?? 0) * size, 0)
}

/** A time in milliseconds, as a person would write it to those programs. */
export function tellDuration(ms: number): string {
  let rest = ms
  const parts = UNITS.slice(1).flatMap(([unit, size]) => {
    const n = Math.floor(rest / size)
    rest -= n * size
    return n > 0 ? [`${n}${unit}`] : []
  })
  return parts.length === 0 ? '0s' : parts.slice(0, 2).join('')
}
