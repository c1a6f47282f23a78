import type { NodeBalancerId } from '../fleet/model/ids.ts'
import type { Pause, PausedHalf } from '../fleet/sight/pause.ts'
import { when } from '../fleet/model/when.ts'
import { pausedJson } from './status-json.ts'

/** What `pause` or `resume` came to. */
export interface PauseReport {
  readonly command: 'pause' | 'resume'
  readonly fleet: string
  /** Whose tags keep the pause. */
  readonly nodeBalancer: NodeBalancerId
  /** The pause that is on afterwards; after a resume it is one that somebody has begun meanwhile. */
  readonly paused: Pause | null
  /** The one that was on before. */
  readonly was: Pause | null
  /** The API's clock. */
  readonly now: number
  /** The half that was meant. */
  readonly only?: PausedHalf
}

/** The same for programs, version 1. */
export function pauseJson({ command, fleet, paused, was, only }: PauseReport): object {
  const half = only === undefined ? {} : { only }
  const told = { paused: pausedJson(paused), was: pausedJson(was) }
  return { version: 1, command, fleet, result: 'done', ...half, ...told }
}

const HELD = {
  all: 'scale-out, scale-in, reconcile, refresh and follow hold and write nothing, on every host',
  'scale-in': 'nobody is removed by any host but who is dead; growth and repairs go on',
  'scale-out': 'nobody is created by any host but what min lacks and the dead; removals and repairs go on',
} as const

/** What no alert, timer or load starts. */
const NOT_HELD = 'not held, since only a person starts them: adopt, rehearse, scale-out --keep 0'

/** Told in a line, or a few. */
export function pauseLines(report: PauseReport): readonly string[] {
  const { command, fleet, nodeBalancer, paused, was, now, only } = report
  const whose = only === undefined ? fleet : `${fleet}: ${only}`
  if (paused === null)
    return [
      was === null
        ? `${whose}: was not paused: nothing to resume`
        : `${whose}: resumed; it was paused ${endOf(was, now)}`,
    ]
  const end = endOf(paused, now)
  const again = command === 'resume' ? ' again, by somebody else' : ''
  return [
    `${whose}: paused${again} ${end}, kept as a tag of NodeBalancer ${nodeBalancer}`,
    `${HELD[only ?? 'all']}; --force passes this, resume ends it`,
    ...(only === undefined ? [NOT_HELD] : []),
  ]
}

function endOf({ until }: Pause, now: number): string {
  return until === null ? 'until somebody resumes it' : `until ${when(until, now)}`
}
