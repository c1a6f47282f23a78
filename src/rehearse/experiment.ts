import type { Facts } from './facts.ts'
import type { Lab } from './lab.ts'

/** Every experiment, in the order in which they are made. */
export const EXPERIMENT_NAMES = [
  'scopes',
  'grants',
  'settings',
  'billing',
  'status-filter',
  'error-order',
  'headers',
  'create',
  'address-filter',
  'boot',
  'label-race',
  'lists',
  'events',
  'delete',
  'label-reuse',
  'id-order',
  'unchecked',
  'node-defaults',
  'node-label',
  'doubled-address',
  'put',
  'node-lists',
  'node-after-linode',
  'rate-limit',
] as const

/** The name of one experiment. */
export type ExperimentName = (typeof EXPERIMENT_NAMES)[number]

/** What an experiment found. */
export interface Answer {
  readonly facts: Partial<Facts>
  /** The answer in a few words, with what was seen. */
  readonly said: string
}

/** One question to the account, and how it is put. */
export interface Experiment {
  readonly name: ExperimentName
  readonly question: string
  /** What it may have to make, for the announcement. */
  readonly needs: 'nothing' | 'an instance' | 'instances' | 'a backend node'
  /** Rejects with NotKnown when the account would not let it be found out. */
  readonly run: (lab: Lab) => Promise<Answer>
}
