import { USUAL_LOAD, type LoadPolicy } from '../fleet/model/load-policy.ts'
import type { Policy } from '../fleet/model/policy.ts'
import { simulate, type Settings, type Simulated, type Subject } from './simulate.ts'
import type { Trace } from './trace.ts'

/** A change of one key that was tried, and what it came to against the profile as it is. */
export interface Advice {
  /** `loss` where work was over capacity, `hours` where hours can be saved. */
  readonly about: 'loss' | 'hours'
  /** `load.target 0.6 -> 0.5`. */
  readonly change: string
  /** Hours paid against those of the profile: 0.09 is 9% more. */
  readonly hours: number
  /** Work over capacity against that of the profile: -0.7 is 70% less; null where there was none. */
  readonly loss: number | null
}

interface Variation {
  readonly change: string
  readonly policy: Policy
}

/** A twentieth of a percent of the work is nothing to speak of. */
const LITTLE = 0.0005
const WORTH_LOSS = 0.3
const WORTH_HOURS = 0.05

/** Tries a few changes of one key and names the best, if any is worth it: found by trying, never reckoned. */
export function advise(subject: Subject, trace: Trace, settings: Settings, base: Simulated): Advice | null {
  const about = base.overCapacity > LITTLE ? 'loss' : 'hours'
  const tried = variationsOf(subject.policy, about).map(({ change, policy }) => {
    const result = simulate({ ...subject, policy }, trace, { ...settings, tell: () => undefined })
    return { change, result }
  })
  return about === 'loss' ? lessLoss(tried, base) : fewerHours(tried, base)
}

type Tried = readonly { readonly change: string; readonly result: Simulated }[]

/** What saves most of the loss for each hour more. */
function lessLoss(tried: Tried, base: Simulated): Advice | null {
  const found = tried
    .map(({ change, result }) => adviceOf('loss', change, result, base))
    .filter((a) => a.loss !== null && a.loss <= -WORTH_LOSS)
    .toSorted((a, b) => worth(b) - worth(a))
  return found[0] ?? null
}

function worth({ loss, hours }: Advice): number {
  return -(loss ?? 0) / Math.max(0.01, hours + 0.05)
}

/** What saves most hours without more work over capacity. */
function fewerHours(tried: Tried, base: Simulated): Advice | null {
  const found = tried
    .filter(
      ({ result }) =>
        result.overCapacity <= base.overCapacity + LITTLE / 10 &&
        result.minutesOver90 <= base.minutesOver90 + 5,
    )
    .map(({ change, result }) => adviceOf('hours', change, result, base))
    .filter((a) => a.hours <= -WORTH_HOURS)
    .toSorted((a, b) => a.hours - b.hours)
  return found[0] ?? null
}

function adviceOf(about: Advice['about'], change: string, result: Simulated, base: Simulated): Advice {
  const { overCapacity, paidHours } = base
  return {
    about,
    change,
    hours: result.paidHours / paidHours - 1,
    loss: overCapacity === 0 ? null : result.overCapacity / overCapacity - 1,
  }
}

/** Changes of one key each: more members where work is lost, fewer where none is. */
function variationsOf(policy: Policy, about: Advice['about']): readonly Variation[] {
  const { load } = policy
  return load === undefined ? stepVariations(policy) : loadVariations(policy, load, about)
}

function loadVariations(policy: Policy, load: LoadPolicy, about: Advice['about']): readonly Variation[] {
  const steps = about === 'loss' ? [-0.1] : [0.1, 0.15]
  const targets = steps.map((d) => Math.round((load.target + d) * 100) / 100)
  const kept = policy.scaleIn.keepsPaidHour === true
  return [
    ...targets
      .filter((target) => target >= 0.3 && target <= 0.9)
      .map((target) => ({
        change: `load.target ${load.target} -> ${target}`,
        policy: { ...policy, load: { ...load, target } },
      })),
    ...(about === 'loss'
      ? [
          {
            change: `size.spare ${load.spare} -> ${load.spare + 1}`,
            policy: { ...policy, load: { ...load, spare: load.spare + 1 } },
          },
        ]
      : []),
    ...(kept
      ? []
      : [
          {
            change: 'scale_in.paid_hour ignore -> keep',
            policy: { ...policy, scaleIn: { ...policy.scaleIn, keepsPaidHour: true } },
          },
        ]),
  ]
}

function stepVariations(policy: Policy): readonly Variation[] {
  const { scaleOut, scaleIn } = policy
  return [
    {
      change: `load by steps -> load.target ${USUAL_LOAD.target}`,
      policy: {
        ...policy,
        load: USUAL_LOAD,
        scaleOut: { ...scaleOut, cooldown: 0 },
        scaleIn: { ...scaleIn, keepsPaidHour: true },
      },
    },
    {
      change: `scale_out.step ${scaleOut.step} -> ${scaleOut.step * 2}`,
      policy: { ...policy, scaleOut: { ...scaleOut, step: scaleOut.step * 2 } },
    },
  ]
}
