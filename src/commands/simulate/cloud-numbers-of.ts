import { UsageError } from '../../errors.ts'
import { DURATION, milliseconds } from '../../profile/duration.ts'
import { USUAL_NUMBERS, type CloudNumbers } from '../../simulate/cloud-numbers.ts'

/** The numbers of the model as they were typed. */
export interface NumberFlags {
  readonly boot?: string
  readonly appStart?: string
  readonly checkInterval?: string
  readonly checkAttempts?: string
  readonly latency?: string
  readonly hiccups?: string
  readonly scrape?: string
  readonly rate?: string
  readonly evaluation?: string
  readonly slo?: string
  readonly seed?: string
}

/** The model's numbers, those that were given in place of the usual ones. Throws a UsageError. */
export function cloudNumbersOf(flags: NumberFlags): CloudNumbers {
  const usual = USUAL_NUMBERS
  return {
    boot: bootOf(flags.boot),
    appStart: timeOf('--app-start', flags.appStart, usual.appStart, 0),
    checkInterval: timeOf('--check-interval', flags.checkInterval, usual.checkInterval),
    checkAttempts: numberOf('--check-attempts', flags.checkAttempts, {
      usual: usual.checkAttempts,
      from: 1,
      to: 30,
    }),
    latency: timeOf('--latency', flags.latency, usual.latency, 0),
    hiccups: numberOf('--hiccups', flags.hiccups, { usual: usual.hiccups, from: 0, to: 0.9 }),
    scrape: timeOf('--scrape', flags.scrape, usual.scrape),
    rate: timeOf('--rate', flags.rate, usual.rate),
    evaluation: timeOf('--evaluation', flags.evaluation, usual.evaluation),
    slo: numberOf('--slo', flags.slo, { usual: usual.slo, from: 0.1, to: 1 }),
    seed: numberOf('--seed', flags.seed, { usual: usual.seed, from: 0, to: 4_294_967_295 }),
  }
}

/** A duration from a flag, in milliseconds. */
export function timeOf(flag: string, text: string | undefined, usual: number, least = 1_000): number {
  if (text === undefined) return usual
  const ms = text === '0s' ? 0 : DURATION.test(text) ? milliseconds(text) : Number.NaN
  if (ms >= least) return ms
  throw new UsageError(`${flag} ${text}: write a duration, such as 15s or 5m`)
}

/** A number from a flag. */
export function numberOf(
  flag: string,
  text: string | undefined,
  { usual, from, to }: { readonly usual: number; readonly from: number; readonly to: number },
): number {
  if (text === undefined) return usual
  const n = text.trim() === '' ? Number.NaN : Number(text)
  if (n >= from && n <= to) return n
  throw new UsageError(`${flag} ${text}: give a number from ${from} to ${to}`)
}

function bootOf(text: string | undefined): CloudNumbers['boot'] {
  if (text === undefined) return USUAL_NUMBERS.boot
  const [from, to = from, more] = text.split('-')
  const times = [timeOf('--boot', from, 0), timeOf('--boot', to, 0)] as const
  if (more === undefined && times[0] <= times[1]) return { from: times[0], to: times[1] }
  throw new UsageError(`--boot ${text}: write two durations, the shorter one first: 51s-67s`)
}
