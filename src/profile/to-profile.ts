import type { InstanceDefaults } from './instance-defaults.ts'
import { configId, nodeBalancerId } from '../fleet/model/ids.ts'
import { fleetTag } from '../fleet/model/label.ts'
import type { Attachment, Policy } from '../fleet/model/policy.ts'
import { ageMilliseconds } from './age.ts'
import { besideProfile } from './beside-profile.ts'
import { milliseconds } from './duration.ts'
import { USUAL_DURATIONS } from '../fleet/model/load-policy.ts'
import type { InstanceSpec } from '../fleet/model/instance-spec.ts'
import { toHooks } from './to-hooks.ts'
import { scheduleRemarks } from './schedule-checks.ts'
import { toLoadPolicy } from './to-load-policy.ts'
import { toScheduleEntry } from './to-schedule.ts'
import type { Load, Profile } from './profile.ts'
import type { RawProfile } from './schema.ts'

/** The three that have no default of ours. */
export interface Needed {
  readonly region: string
  readonly types: readonly string[]
  readonly image: string
}

/** Fills the defaults in and brings everything into the units and shapes that the rest works with. */
export function toProfile(
  raw: RawProfile,
  path: string,
  needed: Needed,
  defaults: InstanceDefaults,
): Profile {
  const policy = toPolicy(raw, needed, path)
  const { load, prometheus, token_file, rehearse } = raw
  return {
    path,
    policy,
    instance: toInstanceSpec(raw, needed, policy, defaults),
    written: raw.instance,
    nodeBalancers: [...new Set(policy.attachments.map((at) => at.nodeBalancer))],
    load: load === undefined ? null : toLoad(load),
    prometheus:
      prometheus === undefined ? null : { url: prometheus.url, scrape: prometheus.scrape ?? 'private-ipv4' },
    rehearse:
      rehearse === undefined ? null : { nodeBalancer: rehearse.nodebalancer, config: rehearse.config },
    tokenFile: token_file === undefined ? null : besideProfile(token_file, path),
    userDataFile: raw.instance.metadata?.user_data_file ?? null,
    ...(raw.instance.metadata?.user_data_anywhere === true ? { userDataAnywhere: true } : {}),
    fromLinodeCli: DEFAULTED.filter((key) => raw.instance[key] === undefined && defaults[key] !== undefined),
    remarks: remarksOn(raw, policy, defaults),
  }
}

const DEFAULTED = ['region', 'type', 'image', 'authorized_users'] as const

function toPolicy(raw: RawProfile, { region, types: [type = ''] }: Needed, path: string): Policy {
  const { name, instance, nodebalancer, size, scale_out, scale_in, hooks } = raw
  const load = toLoadPolicy(raw, type)
  const list = Array.isArray(nodebalancer) ? nodebalancer : [nodebalancer]
  const attachments = list.flatMap((nb) =>
    nb.configs.map((c): Attachment => ({
      nodeBalancer: nodeBalancerId(nb.id),
      config: configId(c.id),
      port: c.port,
      ...(c.weight === undefined ? {} : { weight: c.weight }),
      ...(c.mode === 'backup' ? { mode: c.mode } : {}),
    })),
  )
  return {
    name,
    fleetTag: fleetTag(name, nodeBalancerId(list[0]?.id ?? 0)),
    region,
    attachments,
    backend: {
      kind: list.find((nb) => nb.backend !== undefined)?.backend ?? null,
      subnet: instance.vpc?.subnet_id ?? null,
    },
    size: toSize(size),
    scaleOut: {
      step: scale_out?.step ?? 1,
      cooldown: milliseconds(scale_out?.cooldown ?? (load === null ? '5m' : '0s')),
      healthyWithin: milliseconds(scale_out?.healthy_within ?? '10m'),
    },
    scaleIn: {
      step: scale_in?.step ?? 1,
      cooldown: milliseconds(scale_in?.cooldown ?? '15m'),
      drain: milliseconds(scale_in?.drain ?? '60s'),
      victim: scale_in?.victim ?? 'newest',
      protectTag: scale_in?.protect_tag ?? null,
      ...(keepsPaidHour(scale_in, load !== null) ? { keepsPaidHour: true } : {}),
    },
    ...toRenewal(raw),
    ...(load === null ? {} : { load }),
    ...(hooks === undefined ? {} : { hooks: toHooks(hooks, path) }),
  }
}

/** What makes members be renewed without anybody asking for it. */
function toRenewal({ size, maintenance }: RawProfile): Pick<Policy, 'maxAge' | 'ignoresMaintenance'> {
  return {
    ...(size.max_age === undefined ? {} : { maxAge: ageMilliseconds(size.max_age) }),
    ...(maintenance === 'ignore' ? { ignoresMaintenance: true } : {}),
  }
}

function toSize({ min, max, max_hourly, schedule }: RawProfile['size']): Policy['size'] {
  return {
    min,
    max,
    ...(max_hourly === undefined ? {} : { maxHourly: max_hourly }),
    ...(schedule === undefined ? {} : { schedule: schedule.map(toScheduleEntry) }),
  }
}

/** Where the load decides the size, an hour that is paid for is used up. */
function keepsPaidHour(scaleIn: RawProfile['scale_in'], isSized: boolean): boolean {
  return (scaleIn?.paid_hour ?? (isSized ? 'keep' : 'ignore')) === 'keep'
}

function toInstanceSpec(
  { instance }: RawProfile,
  { region, types: [type = '', ...otherTypes], image }: Needed,
  policy: Policy,
  defaults: InstanceDefaults,
): InstanceSpec {
  const { region: _r, type: _t, image: _i, tags = [], metadata: _m, vpc: _v, extra, ...fields } = instance
  const users = fields.authorized_users ?? defaults.authorized_users
  return {
    region,
    type,
    otherTypes,
    image,
    tags: [...new Set([...tags, policy.fleetTag])],
    fields: { ...extra, ...fields, ...(users === undefined ? {} : { authorized_users: users }) },
  }
}

function toLoad({
  high,
  high_for,
  low,
  low_for,
  warm_up = USUAL_DURATIONS.warmUp,
}: NonNullable<RawProfile['load']>): Load | null {
  if (high === undefined || high_for === undefined || low === undefined || low_for === undefined) return null
  const warmUp = milliseconds(warm_up)
  return { high, highFor: milliseconds(high_for), low, lowFor: milliseconds(low_for), warmUp }
}

/** A Linode boots in about 70 s, and two health checks follow. */
const USUAL_START = 80_000

function remarksOn(
  { instance, prometheus, size }: RawProfile,
  policy: Policy,
  defaults: InstanceDefaults,
): readonly string[] {
  const keys = [instance.authorized_keys, instance.authorized_users ?? defaults.authorized_users]
  return [
    ...(policy.scaleOut.healthyWithin < USUAL_START
      ? ['scale_out.healthy_within is shorter than a Linode takes to boot and pass two health checks (80s)']
      : []),
    ...scheduleRemarks(size),
    ...(policy.scaleIn.drain < 5_000 ? ['scale_in.drain is below 5s: open connections will be cut'] : []),
    ...(policy.load?.from === 'prometheus' && prometheus === undefined
      ? [
          'load: nobody is asked what is wanted: say where Prometheus is, as prometheus: { url: ... }, or load.from: linode',
        ]
      : []),
    ...(keys.every((k) => k === undefined || k.length === 0)
      ? ['nobody can log in to a new member: instance has neither authorized_users nor authorized_keys']
      : []),
    ...(instance.booted === false
      ? ['instance.booted is false: a new member is in service only after somebody has booted it']
      : []),
    ...(instance.stackscript_id !== undefined && (instance.image ?? '').startsWith('private/')
      ? [
          'a StackScript does not run on every private image: see the StackScript for the images it is made for',
        ]
      : []),
  ]
}
