import type { LoadPolicy } from '../fleet/model/load-policy.ts'
import type { Load, Profile, Scrape } from '../profile/profile.ts'

/** Everything the generated files are written from. Times are milliseconds. */
export interface Settings {
  readonly name: string
  readonly fleetTag: string
  /** The NodeBalancer that gave the fleet its tag. */
  readonly nodeBalancer: number
  /** Absolute path of the profile. */
  readonly profile: string
  /** Absolute path of the program on the monitoring host. */
  readonly program: string
  /** Who runs it there. */
  readonly user: string
  /** Who tells Prometheus of the members: itself, or a file that a timer of ours writes. */
  readonly discovery: 'linode' | 'file'
  /** What stands before /etc of the files that are not the system’s own. */
  readonly prefix: string
  readonly load: Load
  /** Whether the profile says what high and low load are. */
  readonly isLoadGiven: boolean
  /** How the fleet is sized by its load; null where it changes by steps. */
  readonly sizing: LoadPolicy | null
  /** So long after its boot, what a member measures says nothing. */
  readonly warmUp: number
  readonly scrape: Scrape
  /** Where Prometheus answers. */
  readonly prometheus: string
  /** How many members a scale-in takes away. */
  readonly stepIn: number
  /** The average load that the members which stay may come to when a step of them goes. */
  readonly projected: number
  /** Longer than any run the executor starts, so that no webhook is sent again beside it. */
  readonly groupInterval: number
  /** Of the alert that scales out, where its runs are short whatever the drain. */
  readonly groupIntervalOut: number
  readonly repeatOut: number
  readonly repeatIn: number
}

const MINUTE = 60_000
const DEFAULT_USER = 'linode-autoscale'
const DEFAULT_LOAD: Load = {
  high: 0.7,
  highFor: 5 * MINUTE,
  low: 0.3,
  lowFor: 10 * MINUTE,
  warmUp: 2 * MINUTE,
}
/** What a scale-in needs beside its drain: two looks, the deletion, retries. */
const BESIDE_DRAIN = MINUTE
const SHORTEST_GROUP_INTERVAL = 2 * MINUTE
/** Alerts of a fleet that is sized by its load only wake a run, which decides: soon where it grows, now and then where it shrinks. */
const WAKE_OUT = MINUTE / 2
const WAKE_IN = 3 * MINUTE

function upTo(step: number, ms: number): number {
  return Math.ceil(ms / step) * step
}

// Alertmanager rounds up to a multiple of group_interval; at equality the repeat would land just before the cooldown ends.
function repeatAfter(cooldown: number, groupInterval: number): number {
  return upTo(groupInterval, cooldown + groupInterval + 1)
}

/** What the files are written from: the profile, and what follows from it. */
export function settingsOf(
  profile: Profile,
  paths: {
    readonly profile: string
    readonly program: string
    readonly user?: string
    readonly prefix?: string
    readonly discovery?: Settings['discovery']
  },
): Settings {
  const { policy, prometheus, nodeBalancers } = profile
  const load = profile.load ?? DEFAULT_LOAD
  const { scaleOut, scaleIn } = policy
  const groupInterval = Math.max(SHORTEST_GROUP_INTERVAL, upTo(MINUTE, scaleIn.drain + BESIDE_DRAIN))
  return {
    user: DEFAULT_USER,
    prefix: '',
    discovery: 'linode',
    ...paths,
    name: policy.name,
    fleetTag: policy.fleetTag,
    nodeBalancer: nodeBalancers[0] ?? 0,
    load,
    isLoadGiven: profile.load !== null,
    sizing: policy.load ?? null,
    warmUp: policy.load?.warmUp ?? load.warmUp,
    scrape: prometheus?.scrape ?? 'private-ipv4',
    prometheus: prometheus?.url ?? 'http://127.0.0.1:9090',
    stepIn: scaleIn.step,
    projected: Math.round(((load.low + load.high) / 2) * 1000) / 1000,
    groupInterval,
    ...(policy.load === undefined
      ? {
          groupIntervalOut: groupInterval,
          repeatOut: repeatAfter(scaleOut.cooldown, groupInterval),
          repeatIn: repeatAfter(scaleIn.cooldown, groupInterval),
        }
      : {
          groupIntervalOut: WAKE_OUT,
          repeatOut: WAKE_OUT,
          repeatIn: Math.max(WAKE_IN, groupInterval),
        }),
  }
}
