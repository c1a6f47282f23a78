import type { NewFault } from '../../src/sandbox/control/faults.ts'
import type { Ran, World } from './world.ts'

/** A write whose first try is turned away, or whose answer is lost, and what somebody does before the second. */
export interface TurnedAway {
  readonly call: readonly [method: 'DELETE' | 'PUT' | 'POST', path: string]
  readonly fault: Pick<NewFault, 'kind' | 'takesEffect' | 'retryAfter'>
  readonly meanwhile: (world: World) => unknown
}

/** What a run with such a write came to. */
export interface Once extends Ran {
  /** What was sent from the failed try on. */
  readonly after: readonly string[]
}

/** Runs one command line beside somebody who changes the account between the first try of a write and the second. */
export async function runTurnedAway(world: World, it: TurnedAway, ...args: readonly string[]): Promise<Once> {
  const [method, path] = it.call
  world.sandbox.faults.add({ method, path, times: 1, ...it.fault })
  const after: string[] = []
  let isOver = false
  world.witness = (request, { status, headers }) => {
    const isFaulty = headers['x-sandbox-fault'] !== undefined
    if (isFaulty || isOver)
      after.push(`${request.method} ${request.url.replace(/^\/v4(beta)?|\?.*/g, '')} ${status}`)
    if (isFaulty) it.meanwhile(world)
    isOver ||= isFaulty
  }
  const ran = await world.run(...args)
  return { ...ran, after }
}
