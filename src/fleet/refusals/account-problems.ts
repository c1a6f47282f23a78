import type { AccountProblem } from '../model/account-problem.ts'
import { backendProblems } from './backend-problems.ts'
import type { Fleet } from '../model/fleet.ts'
import { limitProblems } from './limit-problems.ts'
import type { Change, Plan } from '../plan/plan.ts'
import type { Policy } from '../model/policy.ts'

/** What the profile names and the account does not have, or has elsewhere. With any of these nothing may be written. */
export function accountProblems(fleet: Fleet, policy: Policy): readonly AccountProblem[] {
  const missing = fleet.missing.map((m): AccountProblem => {
    const what =
      m.kind === 'nodebalancer'
        ? `NodeBalancer ${m.nodeBalancer} of the profile does not exist`
        : `config ${m.config} of the profile does not exist on NodeBalancer ${m.nodeBalancer}`
    return { code: 'not-found', message: what, remedy: 'correct nodebalancer in the profile' }
  })
  const elsewhere = fleet.nodeBalancers
    .filter((nb) => nb.region !== policy.region)
    .map((nb): AccountProblem => ({
      code: 'refused',
      message: `NodeBalancer ${nb.id} is in ${nb.region}, and the profile creates instances in ${policy.region}`,
      remedy: `set instance.region to ${nb.region}, or name a NodeBalancer in ${policy.region}`,
    }))
  return [...missing, ...elsewhere, ...backendProblems(fleet, policy)]
}

/** Why the writes of a plan would be refused: scopes that the token lacks, limits of the API. */
export function planProblems(fleet: Fleet, plan: Plan): readonly AccountProblem[] {
  return [...scopeProblems(fleet, plan), ...limitProblems(fleet, plan)]
}

function scopeProblems(fleet: Fleet, plan: Plan): readonly AccountProblem[] {
  const { scopes } = fleet
  const lacking = scopes === null ? [] : neededScopes(plan.changes).filter((s) => !grants(scopes, s))
  const problems = lacking.map((scope): AccountProblem => ({
    code: 'missing-scope',
    message: `the token has no scope ${scope}, which this ${plan.request.action} needs`,
    remedy: 'create a token with linodes:read_write, nodebalancers:read_write and events:read_only',
  }))
  const removes = plan.request.action === 'scale-in' || plan.changes.some((c) => c.kind === 'remove')
  return removes && fleet.activity === null ? [...problems, noEvents()] : problems
}

function noEvents(): AccountProblem {
  return {
    code: 'missing-scope',
    message:
      'the token has no scope events:read_only: without the events nobody knows what was deleted just now',
    remedy: 'create a token that has it; only scale-out works without',
  }
}

function neededScopes(changes: readonly Change[]): readonly string[] {
  const linodes = changes.some((c) => c.kind === 'add' || c.kind === 'remove')
  return [
    ...(linodes ? ['linodes:read_write'] : []),
    ...(changes.length > 0 ? ['nodebalancers:read_write'] : []),
  ]
}

function grants(scopes: readonly string[], needed: string): boolean {
  const [area] = needed.split(':')
  return scopes.includes(needed) || scopes.includes(`${area}:*`) || scopes.includes('*')
}
