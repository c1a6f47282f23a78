import type { Profile } from '../../profile/profile.ts'
import type { FleetSeed } from '../../sandbox/seed.ts'

/** The profile's own NodeBalancers and configs, with as many members in service. */
export function seedOf(
  { policy, instance, nodeBalancers }: Profile,
  members: number,
  foreign: number,
): FleetSeed {
  const { region, type, image, tags } = instance
  const { name, fleetTag } = policy
  const nodebalancers = nodeBalancers.map((id) => ({
    id,
    configs: policy.attachments
      .filter((at) => at.nodeBalancer === id)
      .map(({ config, port, mode, weight }) => ({
        id: config,
        port,
        ...(mode === undefined ? {} : { mode }),
        ...(weight === undefined ? {} : { weight }),
      })),
  }))
  const { backend } = policy
  const named = instance.fields['firewall_id']
  const firewall = typeof named === 'number' && named > 0 ? named : null
  const users = textsIn(instance.fields['authorized_users'])
  return {
    users,
    name,
    fleetTag,
    tags,
    region,
    type,
    image,
    firewall,
    members,
    foreign,
    nodebalancers,
    backend,
  }
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
}
