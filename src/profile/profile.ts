import type { Problem } from '../errors.ts'
import type { NodeBalancerId } from '../fleet/model/ids.ts'
import type { InstanceSpec } from '../fleet/model/instance-spec.ts'
import type { Policy } from '../fleet/model/policy.ts'
import type { RawProfile } from './schema.ts'
import type { InstanceDefaults } from './instance-defaults.ts'

/** The load at which monitoring asks for more or fewer members. */
export interface Load {
  /** Ratios of busy CPU, from 0 to 1. */
  readonly high: number
  readonly low: number
  /** Milliseconds. */
  readonly highFor: number
  readonly lowFor: number
  /** So long after its boot, what a member measures says nothing. */
  readonly warmUp: number
}

/** Which address of a member Prometheus asks. */
export type Scrape = 'private-ipv4' | 'public-ipv4' | 'ipv6'

/** What a fleet should be like: the YAML, validated, with its defaults filled in. */
export interface Profile {
  /** The file it was read from. */
  readonly path: string
  readonly policy: Policy
  readonly instance: InstanceSpec
  /** `instance:` as it is written, without what anybody fills in. */
  readonly written: RawProfile['instance']
  readonly nodeBalancers: readonly NodeBalancerId[]
  readonly load: Load | null
  readonly prometheus: { readonly url: string; readonly scrape: Scrape } | null
  /** The config that rehearsals try backend nodes on; null to make one. */
  readonly rehearse: { readonly nodeBalancer: number; readonly config: number } | null
  /** As this process finds it, wherever it was started. */
  readonly tokenFile: string | null
  /** Relative to the profile; its content is sent as metadata.user_data. */
  readonly userDataFile: string | null
  /** Whether that file may lie elsewhere than below the profile's folder. */
  readonly userDataAnywhere?: true
  /** The keys of `instance` that come from linode-cli's config. */
  readonly fromLinodeCli: readonly (keyof InstanceDefaults)[]
  /** What a create would need and does not find here: a file of user data, a value of the environment. Refused by whoever opens the account. */
  readonly unready?: readonly Problem[]
  /** What is allowed and perhaps not meant. */
  readonly remarks: readonly string[]
}
