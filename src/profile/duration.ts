const UNIT = { h: 3_600_000, m: 60_000, s: 1_000 } as const

/** The form of a duration: `90s`, `5m`, `1h`, `1h30m`. */
export const DURATION = /^(?=\d)(\d+h)?(\d+m)?(\d+s)?$/

/** Whether a text is a duration. */
export function isDuration(text: string): boolean {
  return DURATION.test(text)
}

/** The milliseconds of a duration such as `90s`, `5m` or `1h30m`, which the schema has checked. */
export function milliseconds(text: string): number {
  const parts = [...text.matchAll(/(?<!\d)(\d+)([hms])/g)]
  return parts.reduce(
    (sum, [, n = '0', unit]) => sum + Number(n) * (unit === 'h' ? UNIT.h : unit === 'm' ? UNIT.m : UNIT.s),
    0,
  )
}
