import type { Instance } from '../model/fleet.ts'
import type { Policy } from '../model/policy.ts'

/** The tag that protects an instance from removal, as it stands there, or null. Whether its letters are large makes no other tag: whoever writes `Keep` means it. */
export function protectedBy({ tags }: Pick<Instance, 'tags'>, { scaleIn }: Policy): string | null {
  const { protectTag } = scaleIn
  if (protectTag === null) return null
  const isIt = (tag: string): boolean =>
    tag.length === protectTag.length && tag.toLowerCase() === protectTag.toLowerCase()
  return tags.find(isIt) ?? null
}
