import type { NodeBalancerId } from '../fleet/model/ids.ts'
import { isoInstant } from '../fleet/model/instant.ts'
import type { Pause, PausedHalf } from '../fleet/sight/pause.ts'
import { pausedJson } from './status-json.ts'

/** What `pause` or `resume` came to. */
export interface PauseReport {
  readonly command: 'pause' | 'resume'
  readonly fleet: string
  /** Whose tags keep the pause. */
  readonly nodeBalancer: NodeBalancerId
  /** The pause that is on afterwards; after a resume it is one that somebody has begun meanwhile. */
  readonly paused: Pause | null
  /** The half that was meant. */
  readonly only?: PausedHalf
}

/** The same for programs, version 1. */
export function pauseJson({ command, fleet, paused, only }: PauseReport): object {
  const half = only === undefined ? {} : { only }
  return { version: 1, command, fleet, result: 'done', ...half, paused: pausedJson(paused) }
}

const HELD = {
  all: 'scale-out, scale-in and reconcile hold on every host and write nothing',
  'scale-in': 'nobody is removed by any host but who is dead; growth and repairs go on',
  'scale-out': 'nobody is created by any host but what min lacks and the dead; removals and repairs go on',
} as const

/** Told in a line or two. */
export function pauseLines({ command, fleet, nodeBalancer, paused, only }: PauseReport): readonly string[] {
  const whose = only === undefined ? fleet : `${fleet}: ${only}`
  if (paused === null) return [`${whose}: not paused`]
  const end = paused.until === null ? 'until somebody resumes it' : `until ${isoInstant(paused.until)}`
  const again = command === 'resume' ? ' again, by somebody else' : ''
  return [
    `${whose}: paused${again} ${end}, kept as a tag of NodeBalancer ${nodeBalancer}`,
    `${HELD[only ?? 'all']}; --force passes this, resume ends it`,
  ]
}
