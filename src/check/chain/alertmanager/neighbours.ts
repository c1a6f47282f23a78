import type { ChainContext } from '../chain-context.ts'
import type { ExecutorFile } from '../executor/executor-file.ts'
import type { ScalingAlert } from '../scaling-alert.ts'

/** What an alertmanager.yml is judged beside. */
export interface Neighbours {
  readonly context: ChainContext
  /** The alerts that scale, from the rules where they are given. */
  readonly alerts: readonly ScalingAlert[]
  /** Every alert of the rules; null where there are no rules. */
  readonly allAlerts: readonly ScalingAlert['labels'][] | null
  readonly executor: ExecutorFile | null
  /** How many fleets these files speak of. */
  readonly fleets: number
}
