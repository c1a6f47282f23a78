import { changePause, type PauseWish } from '../../apply/change-pause.ts'
import { UsageError } from '../../errors.ts'
import { pauseIn, type Pause, type PausedHalf } from '../../fleet/sight/pause.ts'
import type { Io } from '../../io.ts'
import { isDuration, milliseconds } from '../../profile/duration.ts'
import { pauseJson, pauseLines, type PauseReport } from '../../render/pause-lines.ts'
import { eachFleet } from '../../opening/each-fleet.ts'
import { openFleet, readProfile, type FleetFlags } from '../../opening/open-fleet.ts'
import { printReport } from '../../telling/print-report.ts'

/** What `pause` takes. */
export interface PauseFlags extends FleetFlags {
  /** A duration as the profile writes them; without one only `resume` ends the pause. */
  readonly for?: string
  /** One half, as it was typed. */
  readonly only?: string
}

/** `pause`: whatever scales, renews or repairs holds from now on, on every host, of one fleet or several. Resolves to the exit code. */
export async function pause(flags: PauseFlags, io: Io): Promise<number> {
  return await change(
    'pause',
    { kind: 'pause', duration: durationOf(flags.for), ...onlyOf(flags.only) },
    flags,
    io,
  )
}

/** `resume`: ends the pause. Resolves to the exit code. */
export async function resume(flags: Omit<PauseFlags, 'for'>, io: Io): Promise<number> {
  return await change('resume', { kind: 'resume', ...onlyOf(flags.only) }, flags, io)
}

async function change(
  command: 'pause' | 'resume',
  wish: PauseWish,
  flags: FleetFlags,
  io: Io,
): Promise<number> {
  return await eachFleet(
    { command, flags, io },
    async (turn, own) => await changeOne(command, wish, { ...flags, ...turn }, own),
  )
}

async function changeOne(
  command: 'pause' | 'resume',
  wish: PauseWish,
  flags: FleetFlags,
  io: Io,
): Promise<number> {
  const { policy, cloud, clock, profile } = await openFleet(io, flags, readProfile(io, flags))
  const [nodeBalancer] = profile.nodeBalancers
  if (nodeBalancer === undefined) throw new UsageError('the profile names no NodeBalancer')
  const { name } = policy
  const before = await cloud.tags(nodeBalancer)
  const paused = await changePause({ cloud, clock, name, nodeBalancer }, wish)
  const { only } = wish
  const report: PauseReport = {
    command,
    fleet: name,
    nodeBalancer,
    paused,
    was: wasOn(before, name, only),
    now: before.at,
    ...(only === undefined ? {} : { only }),
  }
  printReport(io, flags, report, { json: pauseJson, lines: pauseLines })
  return 0
}

function onlyOf(text: string | undefined): { readonly only?: PausedHalf } {
  if (text === undefined) return {}
  if (text === 'scale-in' || text === 'scale-out') return { only: text }
  throw new UsageError(`--only ${text}: give scale-in or scale-out`)
}

/** The pause that was on before; without a half any of them, since a resume ends them all. */
function wasOn(
  { tags, at }: { readonly tags: readonly string[]; readonly at: number },
  name: string,
  only: PausedHalf | undefined,
): Pause | null {
  const kinds = only === undefined ? [undefined, 'scale-in' as const, 'scale-out' as const] : [only]
  return kinds.map((kind) => pauseIn(tags, name, at, kind)).find((pause) => pause !== null) ?? null
}

const LONGEST = '8760h'

function durationOf(text: string | undefined): number | null {
  if (text === undefined) return null
  const ms = isDuration(text) ? milliseconds(text) : 0
  if (ms > 0 && ms <= milliseconds(LONGEST)) return ms
  throw new UsageError(
    `--for ${text}: give a duration such as 30m, 2h or 1h30m, at most ${LONGEST}; without --for only resume ends the pause`,
  )
}
