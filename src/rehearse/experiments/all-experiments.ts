import { EXPERIMENT_NAMES, type Experiment } from '../experiment.ts'
import { ASKING } from './asking.ts'
import { BACKENDS } from './backends.ts'
import { INSTANCES } from './instances.ts'
import { RATE_LIMIT } from './rate-limit.ts'

const known = [...ASKING, ...INSTANCES, ...BACKENDS, RATE_LIMIT]

/** Every experiment, in the order in which they are made. */
export const ALL_EXPERIMENTS: readonly Experiment[] = known.toSorted(
  (a, b) => EXPERIMENT_NAMES.indexOf(a.name) - EXPERIMENT_NAMES.indexOf(b.name),
)
