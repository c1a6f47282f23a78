import { keepFloor, type FloorWish } from '../../apply/keep-floor.ts'
import type { Keeper } from '../../apply/change-tags.ts'
import { observeFleet, type Observed } from '../../apply/run.ts'
import { UsageError } from '../../errors.ts'
import { isoInstant } from '../../fleet/model/instant.ts'
import type { Plan } from '../../fleet/plan/plan.ts'
import { planRequest } from '../../fleet/plan/plan-request.ts'
import type { Io } from '../../io.ts'
import { openFleet, type FleetFlags, type FoundFleet, type OpenFleet } from '../../opening/open-fleet.ts'
import { isDuration, milliseconds } from '../../profile/duration.ts'
import { floorJson, floorLines, type FloorReport } from '../../render/floor-lines.ts'
import { when } from '../../fleet/model/when.ts'
import { printReport } from '../../telling/print-report.ts'

/** What says how many are kept, and how long. */
export interface FloorFlags {
  readonly to?: string
  readonly by?: string
  readonly keep?: string
}

const LONGEST = '8760h'

/** The floor that flags ask for: null for `--keep 0`, which ends every one, undefined without `--keep`. */
export function floorWish({ to, by, keep }: FloorFlags): FloorWish | undefined {
  if (keep === undefined) return undefined
  if (by !== undefined) throw new UsageError('--keep and --by exclude each other: say how many with --to')
  const ms = isDuration(keep) ? milliseconds(keep) : Number.NaN
  if (keep === '0' || ms === 0) return null
  if (to === undefined) throw new UsageError(`--keep ${keep}: say how many are kept with --to`)
  if (ms > 0 && ms <= milliseconds(LONGEST)) return { n: Number(to), duration: ms }
  throw new UsageError(`--keep ${keep}: give a duration such as 30m or 2h, at most ${LONGEST}; 0 ends it`)
}

/** `scale-out --keep 0`: ends every floor of the fleet, and changes nothing else. Resolves to the exit code. */
export async function endFloor(
  found: FoundFleet,
  flags: FleetFlags & { readonly dryRun: boolean },
  io: Io,
): Promise<number> {
  if (flags.dryRun)
    throw new UsageError('--keep 0 and --dry-run exclude each other: there is nothing to plan')
  const open = await openFleet(io, flags, found)
  const { floors: left, at } = await keepFloor(keeperOf(open), null)
  const { name } = open.policy
  const report: FloorReport = { fleet: name, nodeBalancer: keeperOf(open).nodeBalancer, left, at }
  printReport(io, flags, report, { json: floorJson, lines: floorLines })
  return 0
}

interface Seen {
  readonly seen: Observed
  readonly plan: Plan
}

/** These write nothing at all, a floor neither. */
const WRITES_NOTHING = new Set(['paused', 'alert-resolved', 'condition-false'])

/** Sets the floor that is asked for, and looks and plans again with it; what there is to tell of it. */
export async function withFloor(
  open: OpenFleet,
  { seen, plan }: Seen,
  { wish, isDryRun }: { readonly wish: FloorWish | undefined; readonly isDryRun: boolean },
): Promise<Seen & { readonly told: readonly string[] }> {
  if (wish === undefined) return { seen, plan, told: [] }
  const until = wish === null ? '' : isoInstant(seen.fleet.observedAt + wish.duration)
  if (isDryRun)
    return {
      seen,
      plan,
      told: [wish === null ? 'would end every floor' : `would set a floor: ${wish.n} until ${until}`],
    }
  if (plan.hold !== null && WRITES_NOTHING.has(plan.hold.reason))
    return { seen, plan, told: [`no floor is set or ended: ${plan.hold.reason}`] }
  const keeper = keeperOf(open)
  const {
    floors: [floor],
  } = await keepFloor(keeper, wish)
  const again = await observeFleet(open)
  const text =
    floor === undefined
      ? 'no floor is set any more'
      : `a floor: ${floor.n} until ${when(floor.until, again.fleet.observedAt)}, kept as a tag of NodeBalancer ${keeper.nodeBalancer}; scale-out --keep 0 ends it`
  const next = planRequest(again.fleet, open.policy, plan.request, again.fleet.observedAt)
  return { seen: again, plan: next, told: [text] }
}

function keeperOf({ cloud, clock, policy, profile }: OpenFleet): Keeper {
  const [nodeBalancer] = profile.nodeBalancers
  if (nodeBalancer === undefined) throw new UsageError('the profile names no NodeBalancer')
  return { cloud, clock, name: policy.name, nodeBalancer }
}
