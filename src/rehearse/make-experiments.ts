import type { Answer, Experiment, ExperimentName } from './experiment.ts'
import { NotKnown } from './not-known.ts'
import type { Facts } from './facts.ts'
import { Stopped, type Exchange, type Lab } from './lab.ts'
import { BudgetSpent } from './purse.ts'

/** What one experiment came to. */
export interface Finding {
  readonly name: ExperimentName
  readonly question: string
  /** Null when it is not known. */
  readonly answer: Answer | null
  /** Why it is not known. */
  readonly why: string | null
  readonly tookMs: number
  readonly exchanges: readonly Exchange[]
}

/** What all came to. */
export interface Findings {
  readonly findings: readonly Finding[]
  readonly facts: Partial<Facts>
  readonly stopped: boolean
}

/** Makes one experiment after the other, and tells each. A signal ends it; what an account will not tell is not known. */
export async function makeExperiments(
  lab: Lab,
  experiments: readonly Experiment[],
  tell: (finding: Finding) => void,
): Promise<Findings> {
  const findings: Finding[] = []
  for (const experiment of experiments) {
    const finding = await makeOne(lab, experiment)
    if (finding === null) break
    tell(finding)
    findings.push(finding)
  }
  const facts: Partial<Facts> = {}
  for (const { answer } of findings) Object.assign(facts, answer?.facts)
  return { findings, facts, stopped: findings.length < experiments.length }
}

async function makeOne(lab: Lab, { name, question, run }: Experiment): Promise<Finding | null> {
  const begun = lab.clock.monotonic()
  const told = (answer: Answer | null, why: string | null): Finding => ({
    name,
    question,
    answer,
    why,
    tookMs: lab.clock.monotonic() - begun,
    exchanges: lab.takeExchanges(),
  })
  try {
    return told(await run(lab), null)
  } catch (error) {
    if (error instanceof Stopped) return null
    if (error instanceof NotKnown || error instanceof BudgetSpent) return told(null, error.message)
    throw error
  }
}
