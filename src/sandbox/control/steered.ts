import type { SandboxClock } from '../state/clock.ts'
import type { Switches, Timings } from '../state/switches.ts'
import type { Network } from '../traffic/network.ts'
import type { Exchange } from '../wire/exchange.ts'
import type { ByHand } from './by-hand.ts'
import type { Faults } from './faults.ts'

/** What of a sandbox can be steered from outside. */
export interface Steered {
  readonly clock: SandboxClock
  /** What a person does in Cloud Manager, and what goes wrong by itself. */
  readonly byHand: ByHand
  /** Scripted faults. */
  readonly faults: Faults
  /** Changeable at run time. */
  readonly switches: Switches
  /** Changeable at run time; what has begun keeps the time it was given. */
  readonly timings: Timings
  /** Every exchange, the oldest first; only the last 100,000 are kept. */
  readonly log: readonly Exchange[]
  /** The account as real traffic and discovery see it. */
  readonly network: Network
}
