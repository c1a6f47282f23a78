import type { RawProfile } from './schema.ts'

/** The parts of a profile that are sound in themselves. */
export type SoundParts = {
  readonly [Key in 'name' | 'instance' | 'nodebalancer' | 'size' | 'scale_out' | 'scale_in' | 'load']?:
    RawProfile[Key] | undefined
}
