import { StoppedError } from '../errors.ts'
import type { Io } from '../io.ts'

/** What a command failed with, unless it failed because a signal ended it before anything was written: then that. */
export function orStopped(error: unknown, io: Pick<Io, 'stop' | 'patience'>): unknown {
  return isOver(io) ? new StoppedError(String(io.stop.reason)) : error
}

/** Ends a command that has written nothing when a signal has come. Throws a StoppedError. */
export function stopHere(io: Pick<Io, 'stop' | 'patience'>): void {
  if (isOver(io)) throw new StoppedError(String(io.stop.reason))
}

function isOver({ stop, patience }: Pick<Io, 'stop' | 'patience'>): boolean {
  return stop.aborted && !patience.hasWritten
}
