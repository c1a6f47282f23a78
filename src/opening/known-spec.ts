import type { InstanceSpec } from '../fleet/model/instance-spec.ts'
import type { Instance } from '../fleet/model/fleet.ts'
import { specOf, specTag, type KnownSpec } from '../fleet/model/spec.ts'
import type { Profile } from '../profile/profile.ts'
import { NEWEST_SPEC, SPEC_VERSIONS, specMaterial, type Written } from '../profile/spec-material.ts'

/** What a profile makes members from now. */
export interface SpecSource {
  /** The same without any hash: it costs nothing. */
  readonly seen: KnownSpec
  /** Reckoned once, when somebody asks: hashing is loaded for those who need it. */
  readonly known: () => Promise<KnownSpec>
  /** The tag that a new member is born with. */
  readonly tag: () => Promise<string>
}

/** What the profile makes members from: what was written, with the environment's values and the user data as they are sent. */
export function specSource({ written, policy }: Profile, instance: InstanceSpec): SpecSource {
  const { region, type, image, tags } = written
  const shown = {
    region: region ?? null,
    types: type === undefined ? null : typeof type === 'string' ? [type] : type,
    image: image ?? null,
  }
  const seen: KnownSpec = { hashes: new Map(), tags: tags ?? [], shown }
  const sent = instance.fields['stackscript_data']
  const data = written.stackscript_data === undefined ? {} : { stackscript_data: sent }
  const material: Written = { fields: { ...written, ...data }, userData: instance.userData }
  let reckoned: Promise<KnownSpec> | null = null
  const known = async (): Promise<KnownSpec> => {
    reckoned ??= hashes(material, policy.fleetTag).then((all) => ({ ...seen, hashes: all }))
    return await reckoned
  }
  return { seen, known, tag: async () => newestTag(await known()) }
}

async function hashes(material: Written, fleetTag: string): Promise<ReadonlyMap<number, string>> {
  const { hashSpec } = await import('./hash-spec.ts')
  const each = [...SPEC_VERSIONS.keys()].map(async (version): Promise<readonly [number, string][]> => {
    const of = specMaterial(version, material)
    return of === null ? [] : [[version, await hashSpec(of, fleetTag)]]
  })
  return new Map((await Promise.all(each)).flat())
}

function newestTag(known: KnownSpec): string {
  return specTag({ version: NEWEST_SPEC, hash: known.hashes.get(NEWEST_SPEC) ?? '' })
}

/** What is known of it is enough to look at these instances: hashes are reckoned only where one of them tells its own. */
export async function specToSee(
  source: SpecSource,
  instances: readonly Pick<Instance, 'tags'>[],
): Promise<KnownSpec> {
  const isTold = instances.some(({ tags }) => SPEC_VERSIONS.has(specOf(tags)?.version ?? 0))
  return isTold ? await source.known() : source.seen
}
