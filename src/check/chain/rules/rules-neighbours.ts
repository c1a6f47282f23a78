import type { ChainContext } from '../chain-context.ts'
import type { ExecutorFile } from '../executor/executor-file.ts'

/** What a file of rules is judged beside. */
export interface RulesNeighbours {
  readonly context: ChainContext
  readonly executor: ExecutorFile | null
  readonly fleets: number
  /** How often Prometheus asks the members, in milliseconds; null where nobody says. */
  readonly scrapeInterval: number | null
}
