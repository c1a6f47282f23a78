import { Chalk, type ChalkInstance } from 'chalk'

/** Colours for text; off a terminal every one of them leaves the text as it is. */
export type Paint = Pick<ChalkInstance, 'bold' | 'dim' | 'green' | 'yellow' | 'red' | 'cyan'>

/** Colours on or off, whatever the environment says. */
export function paintFor(color: boolean): Paint {
  return new Chalk({ level: color ? 1 : 0 })
}
