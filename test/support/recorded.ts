/** What Prometheus has recorded of a fleet that is sized by its load, as its HTTP API tells it. */
export interface RecordedLoad {
  /** Busy ratios by member, up for an hour; null for one that is silent. */
  readonly busy?: Readonly<Record<string, number | null>>
  /** How long a member has been up, in seconds, where it is not an hour. */
  readonly age?: Readonly<Record<string, number>>
  /** The processors of each member, where it is not one. */
  readonly cores?: number
  readonly signals?: Readonly<Record<string, number>>
  readonly peak?: number
  readonly hour?: number
  /** How many seconds ago it was reckoned. */
  readonly old?: number
}

const NOW = 1_700_000_000

/** The answer to the one question that a run asks. */
export function recordedBody({
  busy = {},
  age = {},
  cores = 1,
  signals = {},
  peak,
  hour,
  old = 5,
}: RecordedLoad): string {
  const fleet = 'fleet:web:12345'
  const row = (metric: object, value: number): object => ({
    metric: { fleet, ...metric },
    value: [NOW, `${value}`],
  })
  const members = Object.entries(busy).flatMap(([instance, ratio]) => [
    row({ __name__: 'instance:age:seconds', instance }, age[instance] ?? 3_600),
    row({ __name__: 'instance:cores:count', instance }, cores),
    ...(ratio === null ? [] : [row({ __name__: 'instance:busy:any', instance }, ratio)]),
  ])
  const works = Object.entries(signals).flatMap(([name, work]) =>
    ['out', 'in'].map((way) => row({ __name__: 'fleet:work:members', way, source: `signal:${name}` }, work)),
  )
  const result = [
    row({ __name__: 'fleet:reckoned:seconds' }, NOW - old),
    ...members,
    ...works,
    ...(peak === undefined ? [] : [row({ __name__: 'fleet:wanted:peak' }, peak)]),
    ...(hour === undefined ? [] : [row({ __name__: 'fleet:work:hour' }, hour)]),
  ]
  return JSON.stringify({ status: 'success', data: { resultType: 'vector', result } })
}
