import type { Account } from './account/account.ts'
import type { FleetGroup } from './account/fleet-group.ts'
import type { Probe } from './account/probe.ts'
import type { Clock } from './clock.ts'
import type { Cloud } from './cloud.ts'
import type { Policy } from './fleet/model/policy.ts'
import type { Files } from './profile/files.ts'
import type { InstanceSpec } from './fleet/model/instance-spec.ts'
import type { Patience } from './wire/patience.ts'
import type { Way } from './wire/way.ts'

/** What opening the account needs. */
export interface Connection {
  /** The API's origin, without a version. */
  readonly baseUrl: string
  /** Whether every call goes to v4beta, not only those that need it. */
  readonly everythingBeta?: boolean
  readonly token: string
  readonly way: Way
  readonly patience: Patience
  readonly policy: Policy
  readonly instance: InstanceSpec
  /** The fleets that share what is read; its identity is what counts. */
  readonly group?: FleetGroup
  /** Told of every exchange, without headers or bodies. */
  readonly onRequest?: (line: string) => void
}

/** How an account is reached, whatever fleet is meant. */
export type Reach = Omit<Connection, 'policy' | 'instance'>

/** A terminal's properties; null where output goes to a file or a pipe. */
export interface Terminal {
  /** Its width in columns, as it is now. */
  columns(): number
  /** Its height in rows, as it is now. */
  rows(): number
  readonly color: boolean
  /** It takes text alone: nothing on it is drawn over. */
  readonly isDumb?: true
}

/** Everything a command may touch of the world around it. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly version: string
  /** The folder that this program is installed in, with docs and examples; null where it has none. */
  readonly home: string | null
  readonly clock: Clock
  readonly files: Files
  /** Writes a file whole or not at all, and makes its folder. */
  write(path: string, text: string): void
  /** Whether that file can be written: told before what it is to hold is paid for. */
  tryToWrite(path: string): void
  /** Adds a line to the end of a file in one write, and makes the file. */
  append(path: string, line: string): void
  /** Writes to standard output: results only. */
  out(text: string): void
  /** Writes to standard error: progress and logs. */
  err(text: string): void
  readonly terminals: { readonly out: Terminal | null; readonly err: Terminal | null }
  /** Asks a person for a line; null when nobody sits at a terminal. */
  readonly ask: ((question: string) => Promise<string>) | null
  /** Aborted by a signal, with its name as the reason. */
  readonly stop: AbortSignal
  /** How long reads are waited for. */
  readonly patience: Patience
  /** Calls `tick` every `ms` milliseconds until the returned function is called. */
  every(ms: number, tick: () => void): () => void
  connect(connection: Connection): Promise<Cloud>
  /** The account as it answers, for a rehearsal. */
  probe(reach: Reach): Promise<Probe>
  /** The account beside the fleet, for a preflight. */
  account(reach: Reach): Promise<Account>
}
