import { nothingRead, type MemberReading, type Reading } from '../fleet/load/reading.ts'
import type { LoadPolicy } from '../fleet/model/load-policy.ts'
import { askPrometheus, fieldOf, listIn, type PrometheusSource } from './prometheus.ts'

/** What the generated rules record and a run asks for, in one question. */
const RECORDED = [
  'instance:busy:any',
  'instance:age:seconds',
  'instance:cores:count',
  'fleet:work:members',
  'fleet:wanted:peak',
  'fleet:work:hour',
  'fleet:reckoned:seconds',
] as const

const SECOND = 1_000
/** What was reckoned longer ago says nothing of now. */
const OLDEST = 60 * SECOND

interface Recorded {
  readonly labels: unknown
  readonly value: number
  /** When Prometheus answered, in seconds since 1970 on its own clock. */
  readonly at: number
}

/** What Prometheus has measured of a fleet. Never rejects: what cannot be read is not known, and why is told. */
export async function readWork(source: PrometheusSource, load: LoadPolicy): Promise<Reading> {
  try {
    const data = await askPrometheus(source, 'query', { query: workQuery(source.fleetTag) })
    const found = listIn(fieldOf(data, 'result')).flatMap(recorded)
    const trouble = staleness(found)
    return trouble === null ? readingOf(found, load) : nothingRead(trouble)
  } catch (error) {
    return nothingRead(error instanceof Error ? error.message : String(error))
  }
}

/** The query that asks for everything at once. */
export function workQuery(fleetTag: string): string {
  return `{__name__=~"${RECORDED.join('|')}",fleet=${JSON.stringify(fleetTag)}}`
}

function recorded(sample: unknown): readonly Recorded[] {
  const [at, text] = listIn(fieldOf(sample, 'value'))
  const value = Number(text)
  if (typeof at !== 'number' || typeof text !== 'string' || Number.isNaN(value)) return []
  return [{ labels: fieldOf(sample, 'metric'), value, at }]
}

function staleness(found: readonly Recorded[]): string | null {
  const [reckoned] = named(found, 'fleet:reckoned:seconds')
  if (reckoned === undefined)
    return 'Prometheus has no rules for a fleet that is sized by its load: linode-autoscale monitoring writes them'
  const age = (reckoned.at - reckoned.value) * SECOND
  return age <= OLDEST ? null : `Prometheus reckoned it ${Math.round(age / SECOND)} s ago, and not since`
}

function named(found: readonly Recorded[], name: (typeof RECORDED)[number]): readonly Recorded[] {
  return found.filter((r) => fieldOf(r.labels, '__name__') === name)
}

function readingOf(found: readonly Recorded[], { signals }: LoadPolicy): Reading {
  const works = named(found, 'fleet:work:members').filter((r) => fieldOf(r.labels, 'way') === 'out')
  return {
    ...nothingRead(null),
    members: membersOf(found),
    signals: signals.map(({ name }) =>
      only(works.filter((r) => fieldOf(r.labels, 'source') === `signal:${name}`)),
    ),
    peak: only(named(found, 'fleet:wanted:peak')),
    hourWork: only(named(found, 'fleet:work:hour')),
  }
}

/** Of several nobody knows which is right. */
function only(found: readonly Recorded[]): number | null {
  const [one, another] = found
  return one === undefined || another !== undefined || !Number.isFinite(one.value) ? null : one.value
}

function membersOf(found: readonly Recorded[]): readonly MemberReading[] {
  const labels = found.flatMap(({ labels }) => {
    const instance = fieldOf(labels, 'instance')
    return typeof instance === 'string' ? [instance] : []
  })
  const of = (name: (typeof RECORDED)[number], label: string): number | null =>
    only(named(found, name).filter((r) => fieldOf(r.labels, 'instance') === label))
  return [...new Set(labels)].map((label) => {
    const age = of('instance:age:seconds', label)
    return {
      label,
      busy: of('instance:busy:any', label),
      age: age === null ? null : age * SECOND,
      cores: of('instance:cores:count', label),
    }
  })
}
