import { DriftedWorld } from './drifted-world.ts'
import type { Ran, WorldOptions } from './world.ts'

const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^POST \/v4(beta)?\/linode\/instances 200$/, 'create'],
  [/^POST .*\/nodes 200$/, 'attach'],
  [/^PUT .*\/nodes\/\d+ 200$/, 'drain'],
  [/^DELETE \/v4\/linode\/instances\/\d+ 200$/, 'delete'],
  [/^DELETE .*\/nodes\/\d+ 200$/, 'detach'],
  [/^PUT \/v4\/linode\/instances\/\d+ 200$/, 'tag'],
  [/^PUT \/v4\/nodebalancers\/\d+ 200$/, 'note'],
]

/** A drifted world that tells what its runs sent and said since it was last asked. */
export class RefreshSession extends DriftedWorld {
  #told = 0

  static override async of(n: number, options: WorldOptions = {}): Promise<RefreshSession> {
    const world = new RefreshSession({ ...options, profile: RefreshSession.before(options), members: 0 })
    await world.drifted(n)
    world.sent()
    return world
  }

  /** Every write since the last time, by what it does. */
  sent(): readonly string[] {
    const writes = this.writes.slice(this.#told)
    this.#told = this.writes.length
    return writes.map((write) => KINDS.find(([form]) => form.test(write))?.[1] ?? write)
  }
}

/** Everything that a run said, a line each; of a change only what came of it: `✓ add web-4`. */
export function said({ out }: Ran): readonly string[] {
  const lines = out.split('\n').filter((line) => line !== '')
  return lines.map((line) => (/^[✓✗-] /.test(line) ? (line.split(':')[0] ?? '') : line))
}

/** The writes of one member's renewal, its new half first. */
export const RENEWED = ['create', 'attach', 'drain', 'delete', 'detach', 'tag']
