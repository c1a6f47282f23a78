import { isDuration, milliseconds } from './duration.ts'

const DAY = 86_400_000

/** The form of an age: `30d`, `12h`, `1d12h`. */
export const AGE = /^(?=\d)(\d{1,4}d)?(\d+h)?(\d+m)?(\d+s)?$/

/** Whether a text is an age: a duration that may have days. */
export function isAge(text: string): boolean {
  return AGE.test(text)
}

/** The milliseconds of an age such as `30d`. */
export function ageMilliseconds(text: string): number {
  const [, whole, rest = ''] = /^(?:(\d+)d)?(.*)$/.exec(text) ?? []
  return Number(whole ?? 0) * DAY + (isDuration(rest) ? milliseconds(rest) : 0)
}
