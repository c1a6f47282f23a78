import type { Policy } from '../fleet/model/policy.ts'
import type { Facts } from '../rehearse/facts.ts'
import { failure, ok, warning, type CheckItem } from './check-item.ts'

const NAME = 'facts'

/** How the account answers, held against a profile; `facts` is null when nobody has asked it, or not said where that stands. */
export function checkFacts(facts: Partial<Facts> | null, policy: Policy): readonly CheckItem[] {
  if (facts === null)
    return [
      {
        ...ok(NAME, 'not known here: nobody has asked this account how it answers'),
        remedy: 'once, before the first night: linode-autoscale rehearse, then check --facts FILE',
      },
    ]
  const found = [
    ...lateness(facts, policy),
    ...ownership(facts),
    ...marks(facts),
    ...races(facts),
    ...boots(facts, policy),
  ]
  return found.length > 0 ? found : [ok(NAME, 'the account answers as this profile needs it')]
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)}s`
}

/** What a run cannot see yet, its cooldown has to cover. */
function lateness({ instanceLag = 0, eventLag = 0 }: Partial<Facts>, policy: Policy): readonly CheckItem[] {
  return [
    ...late('a new instance', instanceLag, ['scale_out', policy.scaleOut.cooldown]),
    ...late('a deletion', eventLag, ['scale_in', policy.scaleIn.cooldown]),
  ]
}

function late(
  what: string,
  ms: number,
  [key, cooldown]: readonly [key: 'scale_out' | 'scale_in', cooldown: number],
): readonly CheckItem[] {
  if (ms === 0 || ms < cooldown) return []
  const detail = `${what} shows after ${seconds(ms)}, and ${key}.cooldown is ${seconds(cooldown)}`
  return [failure(NAME, detail, `set ${key}.cooldown above ${seconds(ms)}`)]
}

function ownership({ createTags, restrictedUser }: Partial<Facts>): readonly CheckItem[] {
  return [
    ...(createTags === 'dropped'
      ? [
          failure(
            NAME,
            'a create does not keep its tags: no member could be told from a stranger',
            'use the token of an unrestricted user',
          ),
        ]
      : []),
    ...(restrictedUser === true
      ? [
          warning(
            NAME,
            "the token's user sees what was granted: a Linode that is missing proves nothing",
            'use the token of an unrestricted user',
          ),
        ]
      : []),
  ]
}

/** A drain is ours by its mark, and mark and mode are one change. */
function marks({ labelWithMode, partialPut }: Partial<Facts>): readonly CheckItem[] {
  if (labelWithMode !== 'ignored' && partialPut !== 'refused') return []
  return [
    failure(
      NAME,
      'a backend node does not take mode and label in one change: a drain could not be told from that of a person',
      'do not scale in on this account, and report it',
    ),
  ]
}

function races({ labelRace, addressFilter }: Partial<Facts>): readonly CheckItem[] {
  return [
    ...(labelRace === 'both'
      ? [
          warning(
            NAME,
            'two creates of one label at once both succeed: of two runs at once the younger instance yields, a moment later',
            'leave it, or let one host alone scale out',
          ),
        ]
      : []),
    ...(addressFilter === false
      ? [
          warning(
            NAME,
            'instances cannot be asked for by address: leftovers are told and not removed',
            'remove by hand what status names',
          ),
        ]
      : []),
  ]
}

function boots({ provision = 0, boot = 0 }: Partial<Facts>, policy: Policy): readonly CheckItem[] {
  const { healthyWithin } = policy.scaleOut
  const took = provision + boot
  if (took < healthyWithin) return []
  return [
    failure(
      NAME,
      `a boot took ${seconds(took)}, and scale_out.healthy_within is ${seconds(healthyWithin)}`,
      `set scale_out.healthy_within to ${seconds(took * 2)} or more`,
    ),
  ]
}
