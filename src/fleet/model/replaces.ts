import { instanceId, type InstanceId } from './ids.ts'

const REPLACES = /^replaces:(\d{1,15})$/

/** The tag that a member is born with which is to take another's place: `replaces:97000001`. Ids are never used again. */
export function replacesTag(id: InstanceId): string {
  return `replaces:${id}`
}

/** Whose place an instance is to take; null for one that was made for itself. */
export function replacedBy(tags: readonly string[]): InstanceId | null {
  for (const tag of tags) {
    const [, id] = REPLACES.exec(tag) ?? []
    if (id !== undefined) return instanceId(Number(id))
  }
  return null
}
