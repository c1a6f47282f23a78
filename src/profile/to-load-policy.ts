import { USUAL_DURATIONS, type LoadPolicy } from '../fleet/model/load-policy.ts'
import { coresOfType } from '../fleet/model/type-cores.ts'
import { milliseconds } from './duration.ts'
import { isSizedByLoad } from './load-checks.ts'
import type { RawProfile } from './schema.ts'

/** A signal counts what arrives: members may be busier than where busy processors are all that is known. */
const TARGET_OF_SIGNALS = 0.7

/** How a profile has its fleet sized by the load; null where it goes by steps. */
export function toLoadPolicy({ load, size, scale_in }: RawProfile, type: string): LoadPolicy | null {
  if (load === undefined || !isSizedByLoad(load)) return null
  return {
    target: load.target ?? TARGET_OF_SIGNALS,
    signals: (load.signals ?? []).map(({ name, query, per_member }) => ({
      name,
      query,
      perMember: per_member,
    })),
    window: milliseconds(load.window ?? USUAL_DURATIONS.window),
    warmUp: milliseconds(load.warm_up ?? USUAL_DURATIONS.warmUp),
    spare: size.spare ?? 0,
    cores: coresOfType(type),
    stepIn: scale_in?.step ?? null,
    cooldownIn: scale_in?.cooldown === undefined ? null : milliseconds(scale_in.cooldown),
    from: load.from ?? 'prometheus',
  }
}
