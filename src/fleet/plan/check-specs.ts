import type { Fleet } from '../model/fleet.ts'
import type { Policy } from '../model/policy.ts'
import { specOf, specTag } from '../model/spec.ts'
import { pairsOf } from '../sight/pairs.ts'
import type { Verdict } from './verdict.ts'

/**
 * Two specs of which new members are made by turns, the profile's among them: two hosts have two profiles, and would renew each other's members
 * for ever.
 */
export function checkSpecs(fleet: Fleet, policy: Policy, wanted: number): Verdict {
  const olds = new Set(pairsOf(fleet, policy, fleet.observedAt).map((p) => p.old))
  const made = fleet.members
    .filter((m) => !olds.has(m))
    .flatMap(({ label, instance }) => {
      const spec = specOf(instance.tags)
      return spec === null ? [] : [{ label, created: instance.created, id: instance.id, spec }]
    })
    .toSorted((a, b) => b.created - a.created || b.id - a.id)
  const turns = made.filter((m, i) => i === 0 || specTag(m.spec) !== specTag(made[i - 1]?.spec ?? m.spec))
  const [first, second, third] = turns
  const isOurs = [first, second].some(
    (m) => m !== undefined && policy.spec?.hashes.get(m.spec.version) === m.spec.hash,
  )
  const alternate =
    isOurs && first !== undefined && third !== undefined && specTag(first.spec) === specTag(third.spec)
  const names = [third, second, first].map((m) => m?.label).join(', ')
  return {
    guard: { guard: 'two-specs', value: turns.length, limit: 2, passed: !alternate },
    allowed: alternate ? 0 : Infinity,
    holds: alternate && wanted > 0,
    detail: `${names} were made by turns from two specs: two hosts have different profiles of this fleet, or one was changed back and forth`,
    until: null,
  }
}
