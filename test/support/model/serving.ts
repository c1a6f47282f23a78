import { backendAddress } from '../../../src/fleet/model/address.ts'
import { memberNumber } from '../../../src/fleet/model/label.ts'
import type { Policy } from '../../../src/fleet/model/policy.ts'
import { addressOf, type Account, type Machine } from './account.ts'

/** Whether an instance is a member by the account's own word. */
export function isOurs(
  { tags, label }: Pick<Machine['was'][number], 'tags' | 'label'>,
  policy: Policy,
): boolean {
  return tags.includes(policy.fleetTag) && memberNumber(policy.name, label) !== null
}

/** Whether an instance serves on every config of the profile. */
export function isServing(machine: Machine, account: Account, policy: Policy): boolean {
  return policy.attachments.every(({ config, port }) => {
    const place = backendAddress(addressOf(machine, policy.backend.kind), port)
    return account.nodes.some(
      (n) =>
        n.config === config &&
        n.address === place &&
        n.mode === 'accept' &&
        (account.unchecked.has(config) || account.toBackend(n).health === 'up'),
    )
  })
}
