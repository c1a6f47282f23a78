import type { Instant } from '../fleet/model/fleet.ts'
import type { Floor } from '../fleet/model/bounds.ts'
import { floorsIn, floorTag, isFloorTag } from '../fleet/bounds/floor-tag.ts'
import { changeTags, type Keeper } from './change-tags.ts'

/** Keep so many members for so many milliseconds; null ends every floor of the fleet. */
export type FloorWish = { readonly n: number; readonly duration: number } | null

/** The floors that are kept, and when that was seen. */
export interface Kept {
  readonly floors: readonly Floor[]
  readonly at: Instant
}

/** Sets the fleet's floor, in the place of any other, by a tag that every host sees. Resolves to the floors that are then kept. */
export async function keepFloor(it: Keeper, wish: FloorWish): Promise<Kept> {
  const { name } = it
  const { tags, at } = await changeTags(it, {
    isMine: (tag) => isFloorTag(tag, name),
    own: (now) => (wish === null ? null : floorTag(name, { n: wish.n, until: now + wish.duration })),
  })
  return { floors: floorsIn(tags, name).filter((floor) => floor.until > at), at }
}
