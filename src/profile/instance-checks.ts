import type { SoundParts } from './sound-parts.ts'
import { isFleetTag } from '../fleet/model/label.ts'
import { instanceSchema } from './instance-schema.ts'
import type { Path } from './places.ts'

type NodeBalancers = Exclude<SoundParts['nodebalancer'], undefined>
const listed = (nodebalancer: NodeBalancers) => (Array.isArray(nodebalancer) ? nodebalancer : [nodebalancer])

/** A member has one address; a VPC address comes from the subnet it is born in. */
export function backendChecks({ nodebalancer, instance }: SoundParts): readonly (readonly [Path, string])[] {
  if (nodebalancer === undefined) return []
  const stated = listed(nodebalancer).flatMap((nb, i) =>
    nb.backend === undefined ? [] : [{ kind: nb.backend, i }],
  )
  const path = (i: number): Path => ['nodebalancer', ...(Array.isArray(nodebalancer) ? [i] : []), 'backend']
  const [first] = stated
  const other = stated.find((s) => s.kind !== first?.kind)
  if (first === undefined || instance === undefined) return []
  if (other !== undefined)
    return [[path(other.i), `is ${other.kind} here and ${first.kind} above: a member has one address`]]
  if (first.kind === 'vpc' && instance.vpc === undefined)
    return [[path(first.i), 'vpc needs instance.vpc.subnet_id, the subnet that members are born in']]
  return first.kind !== 'vpc' && instance.vpc !== undefined
    ? [[path(first.i), `${first.kind} leaves instance.vpc without a use: set vpc here, or remove it there`]]
    : []
}

/** Fields of the create call that are ours alone. */
const OURS = new Set(['label', 'root_pass', 'private_ip', 'interface_generation'])
const OWN = new Set(Object.keys(instanceSchema.shape).filter((key) => key !== 'extra'))

/** What has a place of its own below instance is not passed through from extra, where nobody would check it. */
export function extraChecks({ instance }: SoundParts): readonly (readonly [Path, string])[] {
  return Object.keys(instance?.extra ?? {}).flatMap((key): readonly (readonly [Path, string])[] => {
    const path: Path = ['instance', 'extra', key]
    if (OURS.has(key) || (key === 'interfaces' && instance?.vpc !== undefined))
      return [[path, 'is set by linode-autoscale; remove it']]
    return OWN.has(key) ? [[path, `has a place of its own: instance.${key}`]] : []
  })
}

/** The tag of another fleet would make every new member that fleet's too; the own one is there already. */
export function tagChecks({
  name,
  instance,
  nodebalancer,
}: SoundParts): readonly (readonly [Path, string])[] {
  const first = nodebalancer === undefined ? undefined : listed(nodebalancer)[0]
  const own = `fleet:${name}:${first?.id}`
  return (instance?.tags ?? []).flatMap((tag, i): readonly (readonly [Path, string])[] =>
    isFleetTag(tag) && tag !== own
      ? [[['instance', 'tags', i], 'is how a member of another fleet is known: take it out']]
      : [],
  )
}
