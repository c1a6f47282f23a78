import type { Floor } from '../fleet/model/bounds.ts'
import { floorsIn, floorTag, isFloorTag } from '../fleet/bounds/floor-tag.ts'
import { changeTags, type Keeper } from './change-tags.ts'

/** Keep so many members for so many milliseconds; null ends every floor of the fleet. */
export type FloorWish = { readonly n: number; readonly duration: number } | null

/** Sets the fleet's floor, in the place of any other, by a tag that every host sees. Resolves to the floors that are then kept. */
export async function keepFloor(it: Keeper, wish: FloorWish): Promise<readonly Floor[]> {
  const { name } = it
  const { tags, at } = await changeTags(it, {
    isMine: (tag) => isFloorTag(tag, name),
    own: (now) => (wish === null ? null : floorTag(name, { n: wish.n, until: now + wish.duration })),
  })
  return floorsIn(tags, name).filter((floor) => floor.until > at)
}
