const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
] as const

/** A time in milliseconds as Prometheus and Alertmanager write it: in the largest unit that is exact. */
export function prometheusDuration(ms: number): string {
  const [unit, size] = UNITS.find(([, each]) => ms > 0 && ms % each === 0) ?? ['ms', 1]
  return `${ms / size}${unit}`
}
