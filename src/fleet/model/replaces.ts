import { instanceId, type InstanceId } from './ids.ts'

const REPLACES = /^replaces:(\d{1,15})(:always)?$/

/** The tag that a member is born with which is to take another's place: `replaces:97000001`. Ids are never used again. */
export function replacesTag(id: InstanceId): string {
  return `replaces:${id}`
}

/** The same where the old one was not made from another spec: its age is a reason that another run may not know of, so the pair stands as long as it lives. */
export function alwaysTag(id: InstanceId): string {
  return `replaces:${id}:always`
}

/** Whether an instance is to take another’s place whatever the profile says of that one. */
export function isAlways(tags: readonly string[]): boolean {
  return tags.some((tag) => REPLACES.exec(tag)?.[2] !== undefined)
}

/** The tags of an instance that tell whose place it is to take. */
export function placeTagsOf(tags: readonly string[]): readonly string[] {
  return tags.filter((tag) => REPLACES.test(tag))
}

/** Whose place an instance is to take; null for one that was made for itself. */
export function replacedBy(tags: readonly string[]): InstanceId | null {
  for (const tag of tags) {
    const [, id] = REPLACES.exec(tag) ?? []
    if (id !== undefined) return instanceId(Number(id))
  }
  return null
}
