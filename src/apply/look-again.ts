import { CloudError } from '../cloud.ts'
import { accountProblems } from '../fleet/refusals/account-problems.ts'
import { observeFleet, type Observed, type Run } from './run.ts'

/**
 * Observes again in the middle of a run. What stops a run before its first write stops it here too, for the true reason: a
 * NodeBalancer or config that is gone, or Linodes that cannot be seen any more.
 */
export async function lookAgain(run: Run): Promise<Observed> {
  const seen = await observeFleet(run)
  const problems = accountProblems(seen.fleet, run.policy)
  const [first] = problems
  if (first === undefined) return seen
  throw new CloudError(first.code, problems.map((p) => p.message).join('; '), first.remedy)
}
