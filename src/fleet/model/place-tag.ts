import { instanceId, type InstanceId } from './ids.ts'

/** The tag of a NodeBalancer that keeps the place of a member which went before there was another, at most 50 characters: `place:web:97000001`. */
export function placeTag(name: string, id: InstanceId): string {
  return `place:${name}:${id}`
}

/** The places that a NodeBalancer's tags keep for the fleet of that name, by the instances that left them, lowest id first. */
export function placesIn(tags: readonly string[], name: string): readonly InstanceId[] {
  const found = tags
    .filter((tag) => tag.startsWith(`place:${name}:`))
    .flatMap((tag) => /^\d{1,15}$/.exec(tag.slice(`place:${name}:`.length)) ?? [])
  return [...new Set(found)].map((id) => instanceId(Number(id))).sort((a, b) => a - b)
}
