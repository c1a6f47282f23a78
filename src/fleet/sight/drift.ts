import type { Instance } from '../model/fleet.ts'
import { isSpecTag, specOf, type KnownSpec } from '../model/spec.ts'

/** Something an instance shows that the profile says otherwise. */
export interface Difference {
  readonly field: 'region' | 'type' | 'image'
  readonly is: string
  readonly wanted: string
}

/** Whether a member was made from what the profile makes members from now. */
export interface Drift {
  /** Of what has no spec, or one of a version that is not known here, only what is to be seen can tell. */
  readonly state: 'same' | 'drifted' | 'unknown'
  /** What is to be seen of it; much of a spec cannot be seen. */
  readonly differs: readonly Difference[]
  /** Tags of the profile that it lacks: they are compared by themselves, and make nobody drift. */
  readonly lacks: readonly string[]
  /** Why nobody knows. */
  readonly why: string | null
}

/** Holds an instance against what the profile makes members from now. */
export function driftOf(instance: Instance, known: KnownSpec): Drift {
  const differs = differences(instance, known)
  const lacks = lackingTags(instance, known)
  const spec = specOf(instance.tags)
  const now = spec === null ? undefined : known.hashes.get(spec.version)
  if (spec !== null && now !== undefined)
    return { state: now === spec.hash ? 'same' : 'drifted', differs, lacks, why: null }
  const why = instance.tags.some(isSpecTag)
    ? 'its spec was kept by another version of linode-autoscale'
    : 'made before specs were kept'
  // What was made from the profile as it is would not show another one.
  return { state: differs.length > 0 ? 'drifted' : 'unknown', differs, lacks, why }
}

function differences({ region, type, image }: Instance, { shown }: KnownSpec): readonly Difference[] {
  return [
    ...differing('region', region, shown.region === null ? null : [shown.region]),
    ...differing('type', type, shown.types),
    ...differing('image', image, shown.image === null ? null : [shown.image]),
  ]
}

function differing(
  field: Difference['field'],
  is: string | undefined,
  wanted: readonly string[] | null,
): readonly Difference[] {
  if (is === undefined || wanted === null || wanted.includes(is)) return []
  return [{ field, is, wanted: wanted.join(' or ') }]
}

/** The tags of the profile that an instance has not; whether letters are large makes no other tag. */
export function lackingTags({ tags }: Pick<Instance, 'tags'>, known: KnownSpec): readonly string[] {
  const has = new Set(tags.map((tag) => tag.toLowerCase()))
  return known.tags.filter((tag) => !has.has(tag.toLowerCase()))
}
