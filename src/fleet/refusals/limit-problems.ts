import type { AccountProblem } from '../model/account-problem.ts'
import { isPremium } from '../model/backend-kind.ts'
import type { Fleet } from '../model/fleet.ts'
import { canBeMarked } from '../model/mark.ts'
import type { Plan } from '../plan/plan.ts'

/** The most backend nodes of one config (the API's limits since 2026-09-30). */
const MOST_NODES = { common: 1000, premium: 2000 } as const
/** The longest label of a backend node. */
const LONGEST_LABEL = 32

/** The limits of the API that a plan's creates would run into. */
export function limitProblems(fleet: Fleet, plan: Plan): readonly AccountProblem[] {
  const adds = plan.changes.filter((c) => c.kind === 'add')
  if (adds.length === 0) return []
  const long = adds.find((c) => !canBeMarked(c.member))
  const label: readonly AccountProblem[] =
    long === undefined
      ? []
      : [
          {
            code: 'refused',
            message: `${long.member} leaves no room for a mark in the ${LONGEST_LABEL} characters that a backend node's label may have`,
            remedy: 'remove the Linodes that use the lower numbers, or give the next fleet a shorter name',
          },
        ]
  return [...label, ...nodeProblems(fleet, adds.length)]
}

function nodeProblems(fleet: Fleet, adds: number): readonly AccountProblem[] {
  return fleet.attachments.flatMap((at): readonly AccountProblem[] => {
    const nb = fleet.nodeBalancers.find((each) => each.id === at.nodeBalancer)
    if (nb === undefined) return []
    const most = isPremium(nb) ? MOST_NODES.premium : MOST_NODES.common
    const there = fleet.backends.filter((b) => b.config === at.config).length
    if (there + adds <= most) return []
    const message = `config ${at.config} of NodeBalancer ${nb.id} has ${there} backend nodes, ${adds} more are wanted, and ${most} are allowed`
    return [{ code: 'refused', message, remedy: 'remove foreign backends, or lower size.max' }]
  })
}
