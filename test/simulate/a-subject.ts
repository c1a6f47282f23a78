import type { LoadPolicy } from '../../src/fleet/model/load-policy.ts'
import type { Policy } from '../../src/fleet/model/policy.ts'
import { USUAL_NUMBERS, type CloudNumbers } from '../../src/simulate/cloud-numbers.ts'
import type { Settings, Subject } from '../../src/simulate/simulate.ts'
import type { Steps } from '../../src/simulate/step-runs.ts'
import { aPolicy, MINUTE } from '../support/a-fleet.ts'
import { aLoadPolicy } from '../support/a-reading.ts'

/** When simulations of tests begin. */
export const MIDNIGHT = Date.UTC(2026, 10, 23)

/** Sized by how busy processors are. */
export const BUSY: LoadPolicy = aLoadPolicy()

/** Sized by what arrives. */
export const ARRIVALS: LoadPolicy = {
  ...BUSY,
  target: 0.7,
  signals: [{ name: 'arrivals', query: 'arrivals', perMember: 1 }],
}

/** The guide's alerts, as they are generated. */
export const STEPS: Steps = {
  high: 0.7,
  low: 0.3,
  projected: 0.5,
  warmUp: 2 * MINUTE,
  out: { for: 5 * MINUTE, groupInterval: 2 * MINUTE, repeatInterval: 8 * MINUTE },
  in: { for: 10 * MINUTE, groupInterval: 2 * MINUTE, repeatInterval: 18 * MINUTE },
}

/** Something to simulate: by steps without a load policy. */
export function aSubject(load: LoadPolicy | null, overrides: Partial<Policy> = {}): Subject {
  const base = aPolicy({ size: { min: 2, max: 20 }, ...overrides })
  const policy =
    load === null
      ? base
      : {
          ...base,
          load,
          scaleOut: { ...base.scaleOut, cooldown: 0 },
          scaleIn: { ...base.scaleIn, keepsPaidHour: true },
        }
  return { name: 'web.yaml', policy, steps: STEPS, isSignal: load === ARRIVALS }
}

/** A run at the usual numbers. */
export function aRun(numbers: Partial<CloudNumbers> = {}, overrides: Partial<Settings> = {}): Settings {
  return {
    numbers: { ...USUAL_NUMBERS, ...numbers },
    every: 15_000,
    start: MIDNIGHT,
    skips: true,
    ...overrides,
  }
}
