import { hostOf } from '../../../src/fleet/model/address.ts'
import { isFleetTag, memberNumber } from '../../../src/fleet/model/label.ts'
import { isMarked, unmarkedLabel } from '../../../src/fleet/model/mark.ts'
import { boundsAt } from '../../../src/fleet/bounds/bounds-at.ts'
import { replacedBy } from '../../../src/fleet/model/replaces.ts'
import type { Policy } from '../../../src/fleet/model/policy.ts'
import { addressOf, type Account, type Machine, type Node } from './account.ts'
import { isOurs, isServing } from './serving.ts'

/** A world that has come to rest. */
export interface Rested {
  readonly account: Account
  readonly policy: Policy
}

/** What is wrong when the person has stopped and reconciles have run: what lives and is ours serves, nothing is left, and the bounds hold. */
export function judgeWorld(
  rested: Rested & { readonly hands: number; readonly lastRun: number },
): readonly string[] {
  const { account, policy, hands, lastRun } = rested
  const ours = account.machines.filter((m) => isOurs(m, policy))
  const able = ours.filter((m) => m.fate === 'good' && !m.off && !isHandled(rested, m))
  const idle = able.filter((m) => !isServing(m, account, policy))
  const strange = account.machines.filter(
    (m) => !m.off && !m.tags.some(isFleetTag) && memberNumber(policy.name, m.label) !== null,
  )
  const { min, trimAbove: max } = boundsAt(policy.size, [], account.now)
  const least = min - strange.length
  const serving = ours.filter((m) => isServing(m, account, policy)).length
  // While most members are DOWN nothing is taken away: what is left is named all the same.
  const left = isBraked(ours) ? [] : leftNodes(rested)
  return [
    ...left.map((n) => `the node ${n.label} has no instance and is left`),
    ...staleNodes(rested).map((n) => `the stale mark of ${n.label} is left`),
    ...ours
      .filter(
        (m) => isServing(m, account, policy) && !isHandled(rested, m) && takesNoPlace(m, account, lastRun),
      )
      .map((m) => `${m.label} still bears the tag of a place that it has taken`),
    ...idle.map((m) => `${m.label} does not serve: ${nodesOf(rested, m)}`),
    ...(hands === 0 && serving < min ? [`${serving} serve, min is ${min}`] : []),
    ...(ours.length > max ? [`${ours.length} members, max is ${max}`] : []),
    ...(ours.length < least ? [`${ours.length} members, min is ${min}`] : []),
  ]
}

/** What of ours is left and is in no line of a status: by the id of a backend node, or the label of an instance. */
export function unnamedIn(text: string, rested: Rested): readonly string[] {
  const { account, policy } = rested
  const tagged = account.machines.filter((m) => m.tags.includes(policy.fleetTag))
  const addressed = account.nodes.filter((n) => {
    const m = account.machineAt(n)
    return m !== undefined && isOurs(m, policy) && hostOf(n.address) === addressOf(m, policy.backend.kind)
  })
  const nodes = [...leftNodes(rested), ...addressed.filter((n) => isMarked(n.label) || !isNamed(policy, n))]
  return [
    ...tagged.filter((m) => !text.includes(m.label)).map((m) => `status says nothing of ${m.label}`),
    ...nodes
      .filter((n) => !text.includes(`"id":${n.id},`) && !text.includes(`backend node ${n.id} `))
      .map((n) => `status says nothing of ${n.label} at ${n.address} on ${n.config}`),
  ]
}

function isNamed(policy: Policy, { config }: Node): boolean {
  return policy.attachments.some((at) => at.config === config)
}

function isBraked(ours: readonly Machine[]): boolean {
  const down = ours.filter((m) => m.off || m.fate !== 'good').length
  return ours.length >= 3 && down * 2 > ours.length
}

function leftNodes({ account, policy }: Rested): readonly Node[] {
  return account.nodes.filter(
    (n) =>
      isNamed(policy, n) &&
      memberNumber(policy.name, unmarkedLabel(n.label)) !== null &&
      account.machineAt(n) === undefined,
  )
}

function staleNodes({ account, policy }: Rested): readonly Node[] {
  return account.nodes.filter((n) => {
    const m = account.machineAt(n)
    const there = policy.attachments.some((at) => n.config === at.config && n.address.endsWith(`:${at.port}`))
    const isStale = there && n.mode === 'accept' && isMarked(n.label)
    return isStale && m !== undefined && isOurs(m, policy) && !isBesideHandled(account, n)
  })
}

/** Another one in the same place has a mode that a person has set: this one stays as it is while it takes connections, and status names it. */
function isBesideHandled({ nodes }: Account, node: Node): boolean {
  return nodes.some(
    (n) =>
      n !== node &&
      n.config === node.config &&
      n.address === node.address &&
      n.mode !== 'accept' &&
      n.handled > -Infinity,
  )
}

/** A person has set a mode on one of its nodes, or pointed something else at it. */
function isHandled({ account }: Rested, m: Machine): boolean {
  return account.nodes.some((n) => account.machineAt(n) === m && n.handled > -Infinity && n.mode !== 'accept')
}

function nodesOf({ account }: Rested, m: Machine): string {
  const nodes = account.nodes.filter((n) => account.machineAt(n) === m)
  return nodes.map((n) => `${n.label} ${n.address} ${n.mode} on ${n.config}`).join(', ')
}

/** Whose place it was to take was gone before the last run; what a person keeps is left as it is. */
function takesNoPlace({ tags, locks }: Machine, { machines, log }: Account, lastRun: number): boolean {
  const old = replacedBy(tags)
  const isKept = tags.includes('keep') || locks.length > 0
  const isLate = log.some((a) => a.action === 'delete' && a.instance === old && a.at >= lastRun)
  return old !== null && !isKept && !isLate && !machines.some((m) => m.id === old)
}
