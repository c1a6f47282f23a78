import { ASSUMED, type FactName, type Facts } from './facts.ts'
import type { Finding } from './make-experiments.ts'
import { MEANINGS } from './meanings.ts'
import type { Stage } from './stage.ts'
import type { Tidied } from './tidy-up.ts'

/** What a rehearsal tells. */
export interface RehearsalReport {
  readonly stage: Stage
  readonly findings: readonly Finding[]
  readonly tidied: Tidied
  /** US dollars, in begun hours. */
  readonly cost: number
  readonly budget: number
  /** The name of the signal that ended it. */
  readonly stoppedBy: string | null
}

/** How an answer stands to what the sandbox assumes. */
export interface Comparison {
  readonly fact: FactName
  readonly found: Facts[FactName]
  readonly assumed: Facts[FactName]
  readonly same: boolean
}

/** A boot takes its time; a minute more or less surprises nobody. */
const TIMES: ReadonlySet<FactName> = new Set(['provision', 'boot'])
const TOLERANCE = 60_000

/** Every fact of a finding beside what the sandbox assumes. */
export function compare({ answer }: Finding): readonly Comparison[] {
  return factNames(answer?.facts ?? {}).map((fact) => {
    const found = answer?.facts[fact] ?? ASSUMED[fact]
    const assumed = ASSUMED[fact]
    const near =
      TIMES.has(fact) &&
      typeof found === 'number' &&
      typeof assumed === 'number' &&
      Math.abs(found - assumed) <= TOLERANCE
    return { fact, found, assumed, same: near || found === assumed }
  })
}

/** What a finding means for this tool; null where it is not known. */
export function meaning({ name, answer }: Finding): string | null {
  return answer === null ? null : MEANINGS[name](answer.facts)
}

function factNames(facts: Partial<Facts>): readonly FactName[] {
  return ALL_FACTS.filter((name) => facts[name] !== undefined)
}

const ALL_FACTS: readonly FactName[] = Object.keys(ASSUMED).filter(isFactName)

function isFactName(name: string): name is FactName {
  return Object.hasOwn(ASSUMED, name)
}
