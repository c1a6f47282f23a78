import type { Clock } from '../clock.ts'
import type { Cloud } from '../cloud.ts'
import { boundsOf } from '../fleet/bounds/bounds-of.ts'
import { assembleFleet } from '../fleet/sight/assemble-fleet.ts'
import type { Fleet, Instant, Member } from '../fleet/model/fleet.ts'
import type { InstanceId } from '../fleet/model/ids.ts'
import type { Progress } from '../fleet/report/outcome.ts'
import type { Policy } from '../fleet/model/policy.ts'
import type { Gate } from './gate.ts'
import type { RunHook } from './hooks/hook-runner.ts'
import { withOwn, type OwnWork } from './own-work.ts'

/** What carrying out a plan needs. */
export interface Run {
  readonly cloud: Cloud
  readonly clock: Clock
  readonly policy: Policy
  /** What everything that takes capacity away passes. */
  readonly gate: Gate
  /** What it has made and attached itself. */
  readonly own: OwnWork
  /** The type that members are of unless the region has no capacity for it. */
  readonly firstType?: string
  /** Aborted by a signal, with its name as the reason: start nothing new, finish the hand. */
  readonly stop: AbortSignal
  readonly tell: (news: Progress) => void
  /** A turn of follow: it waits for nothing, and a later one goes on where it has ended. Whether a drain has lasted long enough. */
  readonly isDrained?: (member: Member) => boolean
  /** Whom a person agreed to lose: nobody else leaves. Absent where nobody was to be asked. */
  readonly agreed?: ReadonlySet<InstanceId>
  /** Runs a person's program; absent when the profile has no hooks. */
  readonly runHook?: RunHook
}

/** A fleet, and when on this machine's monotonic clock it was read, in milliseconds. */
export interface Observed {
  readonly fleet: Fleet
  readonly begun: number
  readonly ended: number
}

/** How long a plan may be acted on; a create or drain later than this would rest on an old sight. */
const FRESH_FOR = 60_000

/** Reads the fleet and remembers when; widely for who looks beyond the profile afterwards. */
export async function observeFleet(
  run: Pick<Run, 'cloud' | 'clock' | 'policy'> & Partial<Pick<Run, 'gate' | 'own'>>,
  wide = false,
): Promise<Observed> {
  const begun = run.clock.monotonic()
  const { cloud, policy, own } = run
  const listed = await cloud.observe(wide)
  const sighting = own === undefined ? listed : await withOwn({ cloud, policy, own }, listed)
  const fleet = assembleFleet(sighting, run.policy)
  run.gate?.see(fleet, run.policy)
  return { fleet, begun, ended: run.clock.monotonic() }
}

/** The last moment, on the monotonic clock, at which a create or a drain may still be sent. */
export function freshUntil(seen: Observed): number {
  return seen.begun + FRESH_FOR
}

/** The last moment at which a create may still be sent, of `adds` in all: none comes once the clock has let max fall below what there would be. */
export function createUntil(run: Run, seen: Observed, adds: number): number {
  const { fleet, ended } = seen
  const { max, next } = boundsOf(fleet, run.policy, fleet.observedAt)
  const falls = next !== null && next.max < max && fleet.members.length + adds > next.max
  return falls ? Math.min(freshUntil(seen), ended + next.at - fleet.observedAt) : freshUntil(seen)
}

/** Whether it is too late to create or drain on the ground of this sight. */
export function isStale(run: Run, seen: Observed): boolean {
  return run.clock.monotonic() > freshUntil(seen)
}

/** The API's clock now, as far as this machine can tell. */
export function apiNow(run: Run, seen: Observed): Instant {
  return seen.fleet.observedAt + (run.clock.monotonic() - seen.ended)
}

/** The name of the signal that stopped the run. */
export function stoppedBy(run: Run): string {
  return `stopped by ${String(run.stop.reason)}`
}
