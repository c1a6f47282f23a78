import type { Policy } from '../fleet/model/policy.ts'
import type { Steps } from './step-runs.ts'
import type { Subject } from './simulate.ts'

/** What a profile's own alerts go by; milliseconds. */
export interface AlertSettings {
  readonly load: {
    readonly high: number
    readonly highFor: number
    readonly low: number
    readonly lowFor: number
    readonly warmUp: number
  }
  readonly projected: number
  readonly groupInterval: number
  readonly repeatOut: number
  readonly repeatIn: number
}

/** A profile as something to simulate: its policy, and the alerts that are generated from it. */
export function subjectOf(name: string, policy: Policy, settings: AlertSettings): Subject {
  return { name, policy, steps: stepsOf(settings), isSignal: (policy.load?.signals.length ?? 0) > 0 }
}

function stepsOf({ load, projected, groupInterval, repeatOut, repeatIn }: AlertSettings): Steps {
  return {
    high: load.high,
    low: load.low,
    projected,
    warmUp: load.warmUp,
    out: { for: load.highFor, groupInterval, repeatInterval: repeatOut },
    in: { for: load.lowFor, groupInterval, repeatInterval: repeatIn },
  }
}
