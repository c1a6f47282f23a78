import type { Reading } from '../load/reading.ts'
import { sizeByLoad } from '../load/size-by-load.ts'
import type { Instant } from '../model/fleet.ts'
import type { LoadPolicy } from '../model/load-policy.ts'
import type { Policy } from '../model/policy.ts'
import { coresIn } from '../model/type-cores.ts'
import type { Census } from '../sight/census.ts'
import { isSized } from './plan-by-load.ts'
import type { Request } from './request.ts'

/** What a projection is made from. */
export interface ProjectionSight {
  readonly census: Census
  readonly policy: Policy
  readonly now: Instant
}

/** The work there is now, on what members would become. */
export type Projection =
  | {
      readonly kind: 'known'
      /** The part of them that would be busy. */
      readonly busy: number
      /** What the profile allows, and its key. */
      readonly limit: number
      readonly key: string
      /** The signal that asks for the most; null for processors. */
      readonly signal: string | null
    }
  | { readonly kind: 'work-unknown'; readonly trouble: string | null }
  | { readonly kind: 'types-unknown' }

/**
 * Projects the work that there is now on members of other types. Each of those that would be in service may have any of some types: a create may
 * come to the smallest. Busy processors go by processors, a signal by what the profile says that one member of its own type carries.
 */
export function projectWork(
  sight: ProjectionSight,
  request: Request,
  after: readonly (readonly string[])[],
): Projection {
  const { policy } = sight
  const cores = after.map((types) => leastCores(policy, types))
  const reading = request.load ?? request.measured
  return isSized(policy) && reading !== undefined
    ? projectSized(sight, { load: policy.load, reading }, cores)
    : projectBusy(sight, request, cores)
}

/** The fewest processors of these types; null where one of them does not tell. */
export function leastCores(policy: Policy, types: readonly string[]): number | null {
  const [first, ...others] = types.map((type) => coresIn(policy, type))
  return others.reduce<number | null>(
    (least, n) => (least === null || n === null ? null : Math.min(least, n)),
    first ?? null,
  )
}

/** The types that members are made of now, in the order in which they are tried; none where nobody knows. */
export function typesOf({ types, spec }: Policy): readonly string[] {
  return types?.own ?? spec?.shown.types ?? []
}

type Cores = readonly (number | null)[]

function sumOf(cores: Cores): number | null {
  return cores.reduce<number | null>((sum, n) => (sum === null || n === null ? null : sum + n), 0)
}

/** In a fleet that changes by steps one number tells how busy those are that serve. */
function projectBusy({ census, policy }: ProjectionSight, { busy }: Request, cores: Cores): Projection {
  const serving = census.all.filter((c) => c.inService)
  const there = sumOf(serving.map((c) => coresIn(policy, c.member.instance.type)))
  const then = sumOf(cores)
  if (there === null || then === null) return { kind: 'types-unknown' }
  if (busy === undefined) return { kind: 'work-unknown', trouble: 'the profile does not say who measures it' }
  if (busy.value === null) return { kind: 'work-unknown', trouble: busy.trouble }
  return {
    kind: 'known',
    busy: (busy.value * there) / then,
    limit: busy.high,
    key: 'load.high',
    signal: null,
  }
}

interface Sizing {
  readonly load: LoadPolicy
  readonly reading: Reading
}

function projectSized(sight: ProjectionSight, { load, reading }: Sizing, cores: Cores): Projection {
  const own = leastCores(sight.policy, typesOf(sight.policy).slice(0, 1))
  const unit = own ?? load.cores ?? 1
  const { sources } = sizeByLoad(
    { census: sight.census, policy: { ...load, cores: unit }, now: sight.now },
    withCores(sight, reading),
  )
  const silent = load.signals.filter((_, i) => (sources.signalWork[i] ?? null) === null)
  const { trouble } = reading
  if (silent.length > 0)
    return {
      kind: 'work-unknown',
      trouble: trouble ?? `${silent.map((s) => s.name).join(' and ')} told nothing`,
    }
  const carrying = cores.reduce<number>((sum, n) => sum + (n === null || own === null ? 1 : n / own), 0)
  const signals = load.signals.map(({ name }, i) => ({
    busy: (sources.signalWork[i] ?? 0) / carrying,
    signal: name,
  }))
  const then = sumOf(cores)
  const known = sources.busyWork !== null && then !== null && isTold(sight)
  const busy = known ? [{ busy: ((sources.busyWork ?? 0) * unit) / then, signal: null }] : []
  const [most] = [...busy, ...signals].toSorted((a, b) => b.busy - a.busy)
  if (most !== undefined) return { kind: 'known', ...most, limit: load.target, key: 'load.target' }
  return sources.busyWork === null ? { kind: 'work-unknown', trouble } : { kind: 'types-unknown' }
}

/** Whether the types of all that serve tell their processors. */
function isTold({ census, policy }: ProjectionSight): boolean {
  return census.all.every((c) => !c.inService || coresIn(policy, c.member.instance.type) !== null)
}

/** Whoever measures may not say how many processors a member has: its type does. */
function withCores({ census, policy, now }: ProjectionSight, reading: Reading): Reading {
  const read = new Map(reading.members.map((m) => [m.label, m]))
  const members = census.all.map(({ member: { label, instance } }) => {
    const { busy = null, age = now - instance.created, cores = null } = read.get(label) ?? {}
    return { label, busy, age, cores: cores ?? coresIn(policy, instance.type) }
  })
  return { ...reading, members }
}
