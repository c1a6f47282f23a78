import { hostOf } from '../model/address.ts'
import type { Backend, Fleet, HostAnswer } from '../model/fleet.ts'
import type { Policy } from '../model/policy.ts'
import { hostsOf, memberLabelOf, whoseHost } from './whose-host.ts'
import { whyUnseen } from './why-unseen.ts'

/** A backend node of the fleet on a config that the profile does not name: no run touches it, until its instance is removed. */
export interface LeftElsewhere {
  readonly backend: Backend
  /** In a few words, for a person. */
  readonly why: string
  /** What a person ends it with. */
  readonly command: string
}

/** The hosts to ask about: a backend node with a member's label is there, and no instance that was seen. */
export function hostsElsewhere(
  fleet: Fleet,
  backends: readonly Backend[],
  policy: Policy,
): readonly string[] {
  const known = whoseHost(fleet)
  const labelled = backends.filter((b) => memberLabelOf(b, policy) !== null).map((b) => hostOf(b.address))
  return [...new Set(labelled.filter((host) => !known.has(host)))].sort()
}

/**
 * Of backend nodes on configs that the profile does not name those that are the fleet's: at the address of a member, or of one that was
 * renamed; or with a member's label where no instance is. What is at another instance's address is that instance's.
 */
export function leftElsewhere(
  fleet: Fleet,
  { backends, hosts }: { readonly backends: readonly Backend[]; readonly hosts: HostAnswer },
  policy: Policy,
): readonly LeftElsewhere[] {
  const ours = [...fleet.members.map((m) => m.instance), ...fleet.renamed]
  const owner = new Map(ours.flatMap((i) => hostsOf(i).map((host) => [host, i.label] as const)))
  const living = new Set([
    ...whoseHost(fleet).keys(),
    ...hosts.found.flatMap((instance) => hostsOf(instance)),
  ])
  const found = backends.flatMap((backend): readonly LeftElsewhere[] => {
    const host = hostOf(backend.address)
    const label = owner.get(host)
    if (label !== undefined) return [left(backend, `it is at the address of ${label}`)]
    if (memberLabelOf(backend, policy) === null || living.has(host)) return []
    const isSure = hosts.trusted && hosts.asked.includes(host)
    const unknown = whyUnseen(hosts.sees) ?? 'whether an instance has its address could not be asked'
    const why = isSure ? 'no instance has its address' : unknown
    return [left(backend, why)]
  })
  return found.sort((a, b) => a.backend.id - b.backend.id)
}

function left(backend: Backend, why: string): LeftElsewhere {
  const { nodeBalancer, config, id } = backend
  return { backend, why, command: `linode-cli nodebalancers node-delete ${nodeBalancer} ${config} ${id}` }
}
