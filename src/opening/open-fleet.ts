import type { Account } from '../account/account.ts'
import type { FleetGroup } from '../account/fleet-group.ts'
import type { Probe } from '../account/probe.ts'
import type { Clock } from '../clock.ts'
import type { Cloud } from '../cloud.ts'
import type { InstanceSpec } from '../fleet/model/instance-spec.ts'
import type { Policy } from '../fleet/model/policy.ts'
import { allOrTold } from './all-or-told.ts'
import { UsageError } from '../errors.ts'
import type { Io } from '../io.ts'
import { apiBase } from '../profile/api-base.ts'
import { findProfile } from '../profile/find-profile.ts'
import { fromEnvironment, valuesFromEnvironment } from '../profile/from-environment.ts'
import { findToken } from '../profile/find-token.ts'
import { readLinodeCliConfig, type LinodeCliConfig } from '../profile/linode-cli-config.ts'
import { parseProfile } from '../profile/parse-profile.ts'
import type { Profile } from '../profile/profile.ts'
import { refuseUnready } from '../profile/unready.ts'
import { withUserData } from '../profile/user-data.ts'
import { logLine } from '../telling/tell-progress.ts'
import { refuseToken } from '../profile/refuse-token.ts'
import { specSource, type SpecSource } from './known-spec.ts'
import { tellSources } from './tell-sources.ts'
import { wayToApi } from './way-to-api.ts'
import { prometheusSource } from './prometheus-source.ts'
import type { PrometheusSource } from '../trigger/prometheus.ts'

/** What every command takes. */
export interface FleetFlags {
  readonly profile?: string
  /** More of them, for the commands that take several. */
  readonly otherProfiles?: readonly string[]
  /** The fleets that are looked at beside this one. */
  readonly group?: FleetGroup
  readonly json: boolean
  readonly verbose: boolean
}

/** A profile and the account it speaks of. */
export interface OpenFleet {
  readonly profile: Profile
  readonly policy: Policy
  readonly cloud: Cloud
  /** What every create sends, with the environment's values and the user data filled in. */
  readonly instance: InstanceSpec
  /** What new members are made from. */
  readonly spec: SpecSource
  /** The account beside the fleet. */
  readonly account: () => Promise<Account>
  /** Null when the profile does not say where Prometheus is. */
  readonly prometheus: PrometheusSource | null
  /** The account as it answers. */
  readonly probe: () => Promise<Probe>
  readonly clock: Clock
  /** What no output of a hook may show: the token, and what was taken from the environment. */
  readonly secrets: readonly string[]
}

/** A profile as found, with linode-cli's config, which fills in what it leaves out. */
export interface FoundFleet {
  readonly profile: Profile
  readonly cli: LinodeCliConfig | null
}

/** Opens the account of a profile; only now is a token looked for, so that a wrong profile never gets as far. */
export async function openFleet(io: Io, flags: FleetFlags, { profile, cli }: FoundFleet): Promise<OpenFleet> {
  const [instance, token, base] = allOrTold(
    () => instanceOf(profile, io),
    () => findToken({ env: io.env, files: io.files, tokenFile: profile.tokenFile, cli }),
    () => apiBase(io.env, cli),
  )
  refuseToken(instance, token.token)
  const { policy } = profile
  const spec = specSource(profile, instance)
  const log = (line: string): void => logLine(io, line)
  if (flags.verbose) tellSources(io, { profile, cli, token, base })
  const connection = {
    baseUrl: base.url,
    everythingBeta: base.version?.name === 'v4beta',
    token: token.token,
    way: await wayToApi(io, base.url),
    patience: io.patience,
    policy,
    instance: { ...instance, specTag: spec.tag },
    ...(flags.verbose ? { onRequest: log } : {}),
    ...(flags.group === undefined ? {} : { group: flags.group }),
  }
  const cloud = await io.connect(connection)
  const account = async (): Promise<Account> => await io.account(connection)
  const prometheus = prometheusSource(io, profile)
  const probe = async (): Promise<Probe> => await io.probe(connection)
  const secrets = [token.token, ...valuesFromEnvironment(profile.instance, io.env)]
  return { profile, policy, instance, spec, cloud, account, probe, prometheus, clock: io.clock, secrets }
}

/** What every create sends. Throws a ProfileError where something of it is not to be had here. */
function instanceOf(profile: Profile, { files, env }: Io): InstanceSpec {
  refuseUnready(profile)
  const { fields } = fromEnvironment(profile.instance, env)
  return { ...withUserData(profile, files), fields }
}

/** Finds and reads the profile, and all that may complete it. Throws a UsageError for several. */
export function readProfile(io: Io, flags: FleetFlags): FoundFleet {
  if (flags.otherProfiles !== undefined && flags.group === undefined)
    throw new UsageError('this command takes one profile: give --profile once')
  const { path, text } = findProfile(flags.profile, io.env, io.files)
  const cli = readLinodeCliConfig(io.env, io.files)
  const { files, env } = io
  return { profile: parseProfile(text, { path, defaults: cli?.defaults ?? {}, files, env }), cli }
}
