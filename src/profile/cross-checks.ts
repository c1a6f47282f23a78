import { fleetTag, markedLabel, memberLabel } from '../fleet/label.ts'
import { nodeBalancerId } from '../fleet/ids.ts'
import type { Path } from './places.ts'
import { instanceSchema, type RawProfile } from './schema.ts'

/** The parts of a profile that are sound in themselves. */
export type SoundParts = {
  readonly [Key in 'name' | 'instance' | 'nodebalancer' | 'size' | 'scale_out' | 'scale_in' | 'load']?:
    RawProfile[Key] | undefined
}

/** What no single key can tell: one message for each path. Works on whatever parts are sound. */
export function crossChecks(raw: SoundParts): readonly (readonly [Path, string])[] {
  return [
    ...nameChecks(raw),
    ...sizeChecks(raw),
    ...configChecks(raw),
    ...loadChecks(raw),
    ...backendChecks(raw),
    ...extraChecks(raw),
  ]
}

/** A Linode's label: letters, digits, `-_.`, begins with a letter or digit, no `--`, `__` or `..`. */
const LABEL = /^[A-Za-z0-9](?:[A-Za-z0-9]|[-_.](?=[A-Za-z0-9]))*$/

function nameChecks({ name, nodebalancer, size }: SoundParts): readonly (readonly [Path, string])[] {
  if (name === undefined) return []
  if (!LABEL.test(name)) {
    return [
      [
        ['name'],
        `${name}-1 is not a label that Linode takes: use letters, digits and single -, _ or . between them`,
      ],
    ]
  }
  const [first] = Array.isArray(nodebalancer) ? nodebalancer : [nodebalancer]
  const tag = fleetTag(name, nodeBalancerId(first?.id ?? 0))
  if (tag.length > 50)
    return [[['name'], `the fleet tag ${tag} has more than 50 characters: choose a shorter name`]]
  const longest = markedLabel(memberLabel(name, size?.max ?? 1))
  return longest.length > 32
    ? [[['name'], `${longest} would have more than a backend node's 32 characters: choose a shorter name`]]
    : []
}

type NodeBalancers = Exclude<SoundParts['nodebalancer'], undefined>
const listed = (nodebalancer: NodeBalancers) => (Array.isArray(nodebalancer) ? nodebalancer : [nodebalancer])

/** A member has one address; a VPC address comes from the subnet it is born in. */
function backendChecks({ nodebalancer, instance }: SoundParts): readonly (readonly [Path, string])[] {
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
const OURS = ['label', 'root_pass', 'private_ip', 'interface_generation']

/** What has a place of its own below instance is not passed through from extra, where nobody would check it. */
function extraChecks({ instance }: SoundParts): readonly (readonly [Path, string])[] {
  const own = Object.keys(instanceSchema.shape).filter((key) => key !== 'extra')
  return Object.keys(instance?.extra ?? {}).flatMap((key): readonly (readonly [Path, string])[] => {
    const path: Path = ['instance', 'extra', key]
    if (OURS.includes(key) || (key === 'interfaces' && instance?.vpc !== undefined))
      return [[path, 'is set by linode-autoscale; remove it']]
    return own.includes(key) ? [[path, `has a place of its own: instance.${key}`]] : []
  })
}

function sizeChecks({ size, scale_out, scale_in }: SoundParts): readonly (readonly [Path, string])[] {
  if (size === undefined) return []
  if (size.max < size.min) return [[['size', 'max'], `${size.max} is below min (${size.min})`]]
  const steps = [['scale_out', scale_out?.step] as const, ['scale_in', scale_in?.step] as const]
  return steps.flatMap(([key, step]) =>
    step !== undefined && step > size.max
      ? [[[key, 'step'], `${step} is above size.max (${size.max})`] as const]
      : [],
  )
}

/** A config named twice would be attached to twice. */
function configChecks({ nodebalancer }: SoundParts): readonly (readonly [Path, string])[] {
  const isList = Array.isArray(nodebalancer)
  if (nodebalancer === undefined) return []
  const seen = new Set<number>()
  return (isList ? nodebalancer : [nodebalancer]).flatMap((nb, i) =>
    nb.configs.flatMap(({ id }, j): readonly (readonly [Path, string])[] => {
      const twice = seen.has(id)
      seen.add(id)
      const path = ['nodebalancer', ...(isList ? [i] : []), 'configs', j, 'id']
      return twice ? [[path, `config ${id} is named twice`]] : []
    }),
  )
}

function loadChecks({ load }: SoundParts): readonly (readonly [Path, string])[] {
  if (load === undefined || load.low < load.high) return []
  return [[['load', 'low'], `${load.low} is not below high (${load.high}): the fleet would never rest`]]
}
