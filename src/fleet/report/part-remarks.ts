import { takeCensus } from '../sight/census.ts'
import type { Fleet } from '../model/fleet.ts'
import type { Policy } from '../model/policy.ts'

/** Members that a check calls DOWN on one config and that take connections on another: they are not dead, and a person is to look. */
export function partRemarks(fleet: Fleet, policy: Policy): readonly string[] {
  const { all } = takeCensus(fleet, policy, fleet.observedAt)
  const some = all.filter((c) => c.state === 'out-of-service' && c.down && c.servesOn.length > 0)
  return some.map(({ member, servesOn }) => {
    const without = fleet.attachments.map((at) => at.config).filter((config) => !servesOn.includes(config))
    return `${member.label} is DOWN on config ${without.join(', ')} and serves on ${servesOn.join(', ')}: it is not dead, and is not replaced; look at it`
  })
}
