import { hostOf } from '../model/address.ts'
import type { Backend, Instance, Sighting } from '../model/fleet.ts'
import { memberNumber } from '../model/label.ts'
import { unmarkedLabel } from '../model/mark.ts'
import type { Policy } from '../model/policy.ts'

/** Everything that was seen of instances, listed or found by their addresses. */
type Seen = Pick<Sighting, 'instances' | 'hosts'>

/** Every host an instance is known to answer at. */
export function hostsOf({ address, elsewhere = [] }: Instance): readonly string[] {
  return address === null ? elsewhere : [address, ...elsewhere]
}

/** Whose a host is: a backend node is that of the instance at its address, whatever it is called. */
export function whoseHost({ instances, hosts }: Seen): ReadonlyMap<string, Instance> {
  const listed = instances.toSorted((a, b) => a.id - b.id)
  const whose = new Map<string, Instance>()
  for (const instance of [...(hosts?.found ?? []), ...listed])
    for (const host of hostsOf(instance)) whose.set(host, instance)
  return whose
}

/** The member's label that a backend node bears, with or without our mark; null for any other label. */
export function memberLabelOf({ label }: Pick<Backend, 'label'>, { name }: Policy): string | null {
  const bare = unmarkedLabel(label)
  return memberNumber(name, bare) === null ? null : bare
}

/** The hosts to ask the account about: a backend node with a member's label is there, and no listed instance. */
export function hostsToAsk(seen: Seen & Pick<Sighting, 'backends'>, policy: Policy): readonly string[] {
  const known = whoseHost(seen)
  const bare = seen.backends.filter((b) => memberLabelOf(b, policy) !== null).map((b) => hostOf(b.address))
  return [...new Set(bare.filter((host) => !known.has(host)))].sort()
}
