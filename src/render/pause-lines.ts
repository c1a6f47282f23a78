import type { NodeBalancerId } from '../fleet/model/ids.ts'
import type { Pause } from '../fleet/sight/pause.ts'
import { when } from './when.ts'
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
}

/** The same for programs, version 1. */
export function pauseJson({ command, fleet, paused, was }: PauseReport): object {
  return { version: 1, command, fleet, result: 'done', paused: pausedJson(paused), was: pausedJson(was) }
}

/** Told in a line or two. */
export function pauseLines({
  command,
  fleet,
  nodeBalancer,
  paused,
  was,
  now,
}: PauseReport): readonly string[] {
  if (paused === null)
    return [
      was === null
        ? `${fleet}: was not paused: nothing to resume`
        : `${fleet}: resumed; it was paused ${endOf(was, now)}`,
    ]
  const end = endOf(paused, now)
  const again = command === 'resume' ? ' again, by somebody else' : ''
  return [
    `${fleet}: paused${again} ${end}, kept as a tag of NodeBalancer ${nodeBalancer}`,
    'scale-out, scale-in and reconcile hold on every host and write nothing; --force passes this, resume ends it',
  ]
}

function endOf({ until }: Pause, now: number): string {
  return until === null ? 'until somebody resumes it' : `until ${when(until, now)}`
}
