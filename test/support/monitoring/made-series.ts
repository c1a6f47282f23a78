import type { Series } from './promtool.ts'

/** How one member is measured. */
export interface Member {
  readonly instance: string
  readonly cores: number
  /** The share of all its cores that is busy, 0 to 1, and the share that waits for a disk. */
  readonly busy: number
  readonly iowait?: number
  readonly job?: string
  /** Samples, one every 15 s: it comes up after `from` of them, and ends before `until`. */
  readonly from?: number
  readonly until?: number
  /** Whether Prometheus goes on asking it after `until` (down), or has forgotten it (deleted). */
  readonly ends?: 'down' | 'deleted'
  /** The one sample that is missing. */
  readonly missed?: number
  /** The sample from which its counters begin at zero again. */
  readonly resetAt?: number
  /** How many seconds it was up when Prometheus first asked it; absent where it does not tell. */
  readonly booted?: number
  /** The one sample at which all of its time was idle. */
  readonly idleAt?: number
}

/** Samples of a case: 20 minutes. */
const SAMPLES = 80
const STEP = 15

/** Seconds of one mode in each second, and whether it is the idle mode. */
interface Mode {
  readonly perSecond: number
  readonly isIdle: boolean
}

function counter({ resetAt = 0, idleAt }: Member, { perSecond, isIdle }: Mode, n: number): number {
  const start = n >= resetAt ? resetAt : 0
  const whole = idleAt !== undefined && idleAt > start && idleAt <= n ? 1 : 0
  const seconds = STEP * (perSecond * (n - start - whole) + (isIdle ? whole : 0))
  return Math.round((resetAt > 0 && n >= resetAt ? seconds : 1000 + seconds) * 1000) / 1000
}

function cell(member: Member, mode: Mode, n: number): string {
  const { from = 0, until = SAMPLES, ends, missed } = member
  if (n === until && ends === 'deleted') return 'stale'
  return n < from || n >= until || n === missed ? '_' : String(counter(member, mode, n))
}

function upCell({ from = 0, until = SAMPLES, ends = 'down', missed }: Member, n: number): string {
  if (n === until && ends === 'deleted') return 'stale'
  if (n < from || (n >= until && ends === 'deleted')) return '_'
  return n >= until || n === missed ? '0' : '1'
}

const each = (value: (n: number) => string): string =>
  Array.from({ length: SAMPLES }, (_, n) => value(n)).join(' ')

/** A member's own clock is an hour ahead of Prometheus'. */
const clock = (n: number): number => 3_600 + STEP * n

/** The series of one member: `up`, and the processor time of every core in every mode. */
export function seriesOf(member: Member, fleet: string): readonly Series[] {
  const { instance, cores, busy, iowait = 0, job = 'fleet' } = member
  const labels = `fleet="${fleet}",instance="${instance}",job="${job}"`
  const modes = { idle: 1 - busy - iowait, iowait, system: busy * 0.2, user: busy * 0.8 }
  const cpus = Array.from({ length: cores }, (_, cpu) =>
    Object.entries(modes).map(([mode, perSecond]) => ({
      series: `node_cpu_seconds_total{${labels},cpu="${cpu}",mode="${mode}"}`,
      values: each((n) => cell(member, { perSecond, isIdle: mode === 'idle' }, n)),
    })),
  )
  const { booted, from = 0 } = member
  const isThere = (n: number): boolean => cell(member, { perSecond: 0, isIdle: false }, n) !== '_'
  const told =
    booted === undefined
      ? []
      : [
          { series: `node_time_seconds{${labels}}`, values: each((n) => (isThere(n) ? `${clock(n)}` : '_')) },
          {
            series: `node_boot_time_seconds{${labels}}`,
            values: each((n) => (isThere(n) ? `${clock(from) - booted}` : '_')),
          },
        ]
  return [{ series: `up{${labels}}`, values: each((n) => upCell(member, n)) }, ...told, ...cpus.flat()]
}
