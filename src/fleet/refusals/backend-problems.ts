import { backendKind, interfaceGeneration, isPremium } from '../model/backend-kind.ts'
import type { AccountProblem } from '../model/account-problem.ts'
import type { Fleet } from '../model/fleet.ts'
import type { Policy } from '../model/policy.ts'

const ANOTHER_KIND = 'set nodebalancer.backend to public-ipv6, or to vpc with instance.vpc.subnet_id'

/** Why members cannot be reached at the kind of address that the profile wants. With any of these nothing may be created. */
export function backendProblems(fleet: Fleet, policy: Policy): readonly AccountProblem[] {
  const kind = backendKind(policy.backend, fleet.nodeBalancers)
  const own = { 'private-ipv4': privateProblems, vpc: vpcProblems, 'public-ipv6': () => [] }
  return [...own[kind](fleet, policy), ...interfaceProblems(fleet, policy), ...udpProblems(fleet)]
}

function privateProblems({ nodeBalancers, surroundings }: Fleet): readonly AccountProblem[] {
  const premium = nodeBalancers
    .filter(isPremium)
    .map((nb) =>
      refused(`NodeBalancer ${nb.id} is ${nb.type} and takes no private IPv4 backends`, ANOTHER_KIND),
    )
  const only =
    surroundings.interfaces === 'linode_only'
      ? [
          refused(
            'the account allows Linode interfaces only, and those have no private IPv4 address',
            ANOTHER_KIND,
          ),
        ]
      : []
  return [...premium, ...only]
}

function vpcProblems(fleet: Fleet, policy: Policy): readonly AccountProblem[] {
  const { capabilities, subnets } = fleet.surroundings
  if (capabilities !== null && !capabilities.includes('VPCs')) {
    const remedy = 'set nodebalancer.backend to another kind, or use a NodeBalancer of a region that has them'
    return [refused(`the region ${policy.region} has no VPCs`, remedy)]
  }
  const { subnet } = policy.backend
  if (subnets === null || subnet === null) return []
  return fleet.nodeBalancers.flatMap((nb) => {
    const its = subnets.filter((s) => s.nodeBalancer === nb.id).map((s) => s.id)
    if (its.includes(subnet)) return []
    const where = its.length === 0 ? 'it is in no VPC' : `it is in subnet ${its.join(', ')}`
    const remedy =
      its.length === 0
        ? 'name a NodeBalancer that was created in that VPC, or set nodebalancer.backend to another kind'
        : `set instance.vpc.subnet_id to ${its.join(' or ')}`
    return [refused(`NodeBalancer ${nb.id} does not reach VPC subnet ${subnet}: ${where}`, remedy)]
  })
}

function interfaceProblems(fleet: Fleet, policy: Policy): readonly AccountProblem[] {
  const { capabilities, interfaces } = fleet.surroundings
  const kind = backendKind(policy.backend, fleet.nodeBalancers)
  if (capabilities === null || interfaceGeneration(kind, interfaces) === 'legacy_config') return []
  if (capabilities.includes('Linode Interfaces')) return []
  const says = `the account makes new Linodes with Linode interfaces (${interfaces}), and the region ${policy.region} has none`
  return [refused(says, 'use another region, or change interfaces_for_new_linodes in the account settings')]
}

/** A backend node of UDP has no mode: it could never be drained. */
function udpProblems({ configs }: Fleet): readonly AccountProblem[] {
  return configs
    .filter((c) => c.protocol === 'udp')
    .map((c) =>
      refused(
        `config ${c.id} of NodeBalancer ${c.nodeBalancer} is UDP, and its backend nodes cannot be drained`,
        'take it out of nodebalancer.configs',
      ),
    )
}

function refused(message: string, remedy: string): AccountProblem {
  return { code: 'refused', message, remedy }
}
