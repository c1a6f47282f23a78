import type { Observed } from '../../apply/run.ts'
import type { Clock } from '../../clock.ts'
import type { Member } from '../../fleet/model/fleet.ts'
import { DELETED_A_MINUTE, paceDeletions, type Begun } from '../../fleet/plan/deletion-pace.ts'
import type { Plan } from '../../fleet/plan/plan.ts'

/** What a follow remembers of its deletions, so that of many who leave at once not all are deleted in one minute. */
export class DeletionPace {
  readonly #clock: Pick<Clock, 'monotonic'>
  readonly #most: number
  #begun: Begun = []

  /** `fleets` share one token, and so what a token may ask. */
  constructor(clock: Pick<Clock, 'monotonic'>, fleets = 1) {
    this.#clock = clock
    this.#most = Math.max(1, Math.floor(DELETED_A_MINUTE / fleets))
  }

  /** Whether the drain of a member that a plan removes ends in this turn: `isDrained` says whether it has lasted long enough. */
  next(
    { changes }: Plan,
    { fleet }: Observed,
    isDrained: (member: Member) => boolean,
  ): (member: Member) => boolean {
    const { now, begun } = paceDeletions(changes, isDrained, {
      begun: this.#begun,
      clock: this.#clock.monotonic(),
      at: fleet.observedAt,
      most: this.#most,
    })
    this.#begun = begun
    return (member) => now.has(member.instance.id)
  }
}
