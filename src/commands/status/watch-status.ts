import { observeFleet, type Observed } from '../../apply/run.ts'
import { describeError, UsageError } from '../../errors.ts'
import type { Instant } from '../../fleet/model/fleet.ts'
import type { PlanByLoad } from '../../fleet/plan/plan.ts'
import { planRequest } from '../../fleet/plan/plan-request.ts'
import type { Request } from '../../fleet/plan/request.ts'
import { sizeHistory } from '../../fleet/sight/size-history.ts'
import { statusReport, type StatusReport } from '../../fleet/report/status-report.ts'
import { allHarmless } from '../../harmless.ts'
import type { Io, Terminal } from '../../io.ts'
import { isDuration, milliseconds } from '../../profile/duration.ts'
import { paintFor } from '../../render/paint.ts'
import { watchFrame, type LoadView, type WatchView } from '../../render/watch-frame.ts'
import { loadHistory } from '../../trigger/load-history.ts'
import { costOf } from './cost-of.ts'
import { turnNow } from './read-load.ts'
import { openPlainScreen, openScreen } from './live-screen.ts'
import { withPricesKept } from '../../opening/with-prices-kept.ts'
import { withStatsKept } from '../../opening/with-stats-kept.ts'
import { openFleet, readProfile, type FleetFlags, type OpenFleet } from '../../opening/open-fleet.ts'
import { pricesOf } from '../../opening/prices-of.ts'
import { policyToSee } from '../../opening/policy-with-spec.ts'

const HOUR = 3_600_000
/** One bar a minute. */
const STEPS = 60
const REDRAWN_EVERY = 1_000

/** What one look at the account and at Prometheus found. */
interface Sight {
  readonly seen: Observed
  readonly report: StatusReport
  readonly load: LoadView | null
  /** What follow would do, where the fleet is sized by its load. */
  readonly turn: PlanByLoad | null
  /** What `size.max_hourly` goes by. */
  readonly priced: Pick<Request, 'prices'>
}

/** `status --watch`: redraws the fleet until a signal ends it. Resolves to the exit code. */
export async function watchStatus(flags: FleetFlags, every: string | undefined, io: Io): Promise<number> {
  const terminal = io.terminals.out
  const interval = intervalOf(every)
  if (terminal === null)
    throw new UsageError('--watch redraws a terminal, and standard output is none: use status without it')
  const open = withStatsKept(withPricesKept(await openFleet(io, flags, readProfile(io, flags))))
  let sight = await look(io, open)
  let trouble: string | null = null
  let due = io.clock.monotonic() + interval
  let looking = false
  const screen = terminal.isDumb === true ? openPlainScreen(io) : openScreen(io)
  try {
    while (!io.stop.aborted) {
      screen.draw(frame(terminal, viewOf(open, sight, { trouble, every: interval })))
      if (!looking && io.clock.monotonic() >= due) {
        looking = true
        void look(io, open)
          .then((next) => {
            sight = next
            trouble = null
            return next
          })
          .catch((error: unknown) => (trouble = describeError(error).message))
          .finally(() => {
            looking = false
            due = io.clock.monotonic() + interval
          })
      }
      await io.clock.sleep(REDRAWN_EVERY, io.stop)
    }
  } finally {
    screen.close()
  }
  return 0
}

const SHORTEST = 2_000

function intervalOf(text = '5s'): number {
  const ms = isDuration(text) ? milliseconds(text) : 0
  if (ms >= SHORTEST && ms <= HOUR) return ms
  throw new UsageError(`--every ${text}: give a duration from 2s to 1h, such as 10s`)
}

async function look(io: Io, open: OpenFleet): Promise<Sight> {
  const seen = await observeFleet(open)
  const [cost, load, turn] = await Promise.all([
    costOf(open.cloud, seen.fleet),
    lookAtLoad(open, seen.fleet.observedAt),
    turnNow(io, open, seen.fleet),
  ])
  const [policy, priced] = await Promise.all([policyToSee(open, seen.fleet), pricesOf(open, seen.fleet)])
  return {
    seen,
    load,
    turn,
    priced,
    report: statusReport(seen.fleet, policy, { cost, remarks: open.profile.remarks }),
  }
}

async function lookAtLoad({ profile, prometheus }: OpenFleet, now: Instant): Promise<LoadView | null> {
  if (prometheus === null) return null
  const thresholds = profile.load
  try {
    const samples = await loadHistory(prometheus, { from: now - HOUR, to: now, steps: STEPS })
    const trouble = samples.every((s) => s === null) ? 'Prometheus has no load of this fleet' : null
    return { samples, thresholds, trouble }
  } catch (error) {
    return { samples: [], thresholds, trouble: error instanceof Error ? error.message : String(error) }
  }
}

/** The picture's facts at this moment: between two looks only the clock goes on. */
function viewOf(
  { policy, clock }: OpenFleet,
  { seen, report, load, turn, priced }: Sight,
  more: Pick<WatchView, 'trouble' | 'every'>,
): WatchView {
  const { fleet } = seen
  const now = fleet.observedAt + (clock.monotonic() - seen.ended)
  const plan = (action: 'scale-out' | 'scale-in', n: number) =>
    planRequest(fleet, policy, { action, size: { kind: 'by', n }, force: false, wait: true, ...priced }, now)
  return {
    ...more,
    report,
    now,
    load,
    turn,
    plans: {
      scaleOut: plan('scale-out', policy.scaleOut.step),
      scaleIn: plan('scale-in', policy.scaleIn.step),
    },
    sizes: sizeHistory(fleet, { from: now - HOUR, now, steps: STEPS }),
  }
}

function frame(terminal: Terminal, view: WatchView): readonly string[] {
  // The last column stays free: erasing the rest of a line would take a character there with it.
  const size = { columns: terminal.columns() - 1, rows: terminal.rows() }
  return watchFrame(allHarmless(view), size, paintFor(terminal.color))
}
