import { CloudError } from '../cloud.ts'
import type { AccountProblem } from '../fleet/model/account-problem.ts'

/** Ends a command before its first write when the account does not allow it, naming every reason at once. */
export function refuse(problems: readonly AccountProblem[]): void {
  const [first] = problems
  if (first === undefined) return
  const remedies = [...new Set(problems.map((p) => p.remedy))].join('; ')
  throw new CloudError(first.code, problems.map((p) => p.message).join('; '), remedies)
}
