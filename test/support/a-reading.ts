import type { LoadPolicy } from '../../src/fleet/model/load-policy.ts'
import type { Policy } from '../../src/fleet/model/policy.ts'
import { nothingRead, type MemberReading, type Reading } from '../../src/fleet/load/reading.ts'
import type { Action } from '../../src/fleet/model/action.ts'
import type { Request } from '../../src/fleet/plan/request.ts'
import { aPolicy, MINUTE } from './a-fleet.ts'

/** Sized by its load: 60% busy, a window of a quarter of an hour. */
export function aLoadPolicy(overrides: Partial<LoadPolicy> = {}): LoadPolicy {
  return {
    target: 0.6,
    signals: [],
    window: 15 * MINUTE,
    warmUp: 2 * MINUTE,
    spare: 0,
    cores: 1,
    stepIn: null,
    cooldownIn: null,
    from: 'prometheus',
    ...overrides,
  }
}

/** The policy of web, sized by its load; paid hours are not kept unless said. */
export function aSizedPolicy(
  load: Partial<LoadPolicy> = {},
  overrides: Partial<Policy> = {},
): Policy & { readonly load: LoadPolicy } {
  const base = aPolicy({ size: { min: 2, max: 20 } })
  return {
    ...base,
    scaleOut: { ...base.scaleOut, cooldown: 0 },
    ...overrides,
    load: aLoadPolicy(load),
  }
}

/** Members that are so busy, measured for long. */
export function busyAt(busy: number | null, ...numbers: readonly number[]): readonly MemberReading[] {
  return numbers.map((n) => ({ label: `web-${n}`, busy, age: 60 * MINUTE, cores: 1 }))
}

/** A reading of these members; the peak is what is wanted now unless said otherwise. */
export function aReading(members: readonly MemberReading[], overrides: Partial<Reading> = {}): Reading {
  return { ...nothingRead(null), members, peak: 0, hourWork: 1, ...overrides }
}

/** What a timer asks: follow the load that was read. */
export function byLoad(action: Action, load: Reading, overrides: Partial<Request> = {}): Request {
  return { action, size: { kind: 'by', n: 1 }, force: false, wait: false, load, ...overrides }
}
