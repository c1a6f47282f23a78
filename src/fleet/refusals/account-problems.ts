import type { AccountProblem } from '../model/account-problem.ts'
import { backendProblems } from './backend-problems.ts'
import type { Fleet, Missing } from '../model/fleet.ts'
import { limitProblems } from './limit-problems.ts'
import type { Change, Plan } from '../plan/plan.ts'
import type { Policy } from '../model/policy.ts'
import { whyUnseen } from '../sight/why-unseen.ts'

/** What the profile names and the account does not have, or has elsewhere. With any of these nothing may be written. */
export function accountProblems(fleet: Fleet, policy: Policy): readonly AccountProblem[] {
  const missing = fleet.missing.map(missingProblem)
  const elsewhere = fleet.nodeBalancers
    .filter((nb) => nb.region !== policy.region)
    .map((nb): AccountProblem => ({
      code: 'refused',
      message: `NodeBalancer ${nb.id} is in ${nb.region}, and the profile creates instances in ${policy.region}`,
      remedy: `set instance.region to ${nb.region}, or name a NodeBalancer in ${policy.region}`,
    }))
  return [
    ...missing,
    ...elsewhere,
    ...blindProblems(fleet),
    ...portProblems(fleet),
    ...backendProblems(fleet, policy),
  ]
}

/** What is said of something that the profile names and nobody finds. */
export function missingProblem(m: Missing): AccountProblem {
  const what =
    m.kind === 'nodebalancer'
      ? `NodeBalancer ${m.nodeBalancer} of the profile does not exist`
      : `config ${m.config} of the profile does not exist on NodeBalancer ${m.nodeBalancer}`
  return { code: 'not-found', message: what, remedy: 'correct nodebalancer in the profile' }
}

/** Without a check nobody knows when the new port serves, so that the old one could go. */
function portProblems({ members, configs }: Fleet): readonly AccountProblem[] {
  const moved = members.flatMap((m) =>
    m.missing.filter(({ config }) => m.former.some((b) => b.config === config)),
  )
  const unchecked = configs.filter((c) => !c.checked && moved.some((at) => at.config === c.id))
  return unchecked.map(({ id, nodeBalancer }) => ({
    code: 'refused',
    message: `members are behind config ${id} of NodeBalancer ${nodeBalancer} on another port than the profile’s, and that config has no health check`,
    remedy: 'give the config a health check until the ports are changed, or set the port of the profile back',
  }))
}

const SHOWN = 5

/**
 * Blindness is not emptiness: a backend node of ours that may serve and has no instance says that the token does not show every Linode,
 * unless the instance was deleted or the token's user is known to see everything. One that is DOWN says so where nobody of the fleet is seen.
 */
function blindProblems({ doubts, hosts }: Fleet): readonly AccountProblem[] {
  const blind = doubts.filter((d) => d.blind)
  if (blind.length === 0) return []
  const names = blind.slice(0, SHOWN).map(({ backend: b }) => `${b.label} (${b.address}, config ${b.config})`)
  const more = blind.length > SHOWN ? ` and ${blind.length - SHOWN} more` : ''
  const what = blind.every(({ backend: b }) => b.health === 'down')
    ? 'backend nodes of this fleet, of which nobody is seen'
    : 'backend nodes that may serve, and no instance was found at their addresses'
  const user = whyUnseen(hosts?.sees ?? null) ?? 'the token may not show every Linode'
  return [
    {
      code: 'blind',
      message: `${names.join(', ')}${more}: ${what}; ${user}`,
      remedy:
        'use a token of a user who may see every Linode; if one was deleted a moment ago, run it again in a minute; rename or remove a backend node that is not this fleet’s',
    },
  ]
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
    remedy:
      'create a token that has it; without it scale-in is refused, and every run whose plan removes a member',
  }
}

function neededScopes(changes: readonly Change[]): readonly string[] {
  const linodes = changes.some((c) => c.kind === 'add' || c.kind === 'remove' || c.kind === 'retag')
  return [
    ...(linodes ? ['linodes:read_write'] : []),
    ...(changes.length > 0 ? ['nodebalancers:read_write'] : []),
  ]
}

function grants(scopes: readonly string[], needed: string): boolean {
  const [area] = needed.split(':')
  return scopes.includes(needed) || scopes.includes(`${area}:*`) || scopes.includes('*')
}
