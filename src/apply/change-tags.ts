import type { Clock } from '../clock.ts'
import { CloudError, type Cloud, type Tagged } from '../cloud.ts'
import type { Instant } from '../fleet/model/fleet.ts'
import type { NodeBalancerId } from '../fleet/model/ids.ts'
import { sameTags } from './same-tags.ts'

/** Whose word is kept, and where. */
export interface Keeper {
  readonly cloud: Pick<Cloud, 'tags' | 'setTags'>
  readonly clock: Clock
  readonly name: string
  readonly nodeBalancer: NodeBalancerId
}

/** The tags that are to go, and the one that takes their place, at an instant of the API's clock; null for none. */
export interface TagWish {
  readonly isMine: (tag: string) => boolean
  readonly own: (now: Instant) => string | null
}

const TRIES = 5
/** Somebody who read the tags before we wrote them writes within this time. */
const SETTLED_AFTER = 1_500

/**
 * Keeps a word of this fleet in the NodeBalancer's tags: reads them, changes only its own among them, and reads again.
 * The API sets all tags at once, so of two people who change them together one may undo the other: whoever finds their
 * own change undone makes it again on top of what is there. Resolves to the tags that are then on.
 */
export async function changeTags(it: Keeper, wish: TagWish): Promise<Tagged> {
  const { cloud, clock, nodeBalancer } = it
  const first = await cloud.tags(nodeBalancer)
  const before = new Set(first.tags.filter(wish.isMine))
  const own = wish.own(first.at)
  const isSo = (tags: readonly string[]): boolean =>
    (own === null || tags.includes(own)) && !tags.some((tag) => tag !== own && before.has(tag))
  const put = async (now: readonly string[]): Promise<void> => {
    const kept = now.filter((tag) => !before.has(tag) && tag !== own)
    await cloud.setTags(nodeBalancer, own === null ? kept : [...kept, own], async () => {
      const { tags } = await cloud.tags(nodeBalancer)
      if (sameTags(tags, now)) return 'send'
      // What somebody has written since stays, and ours goes on top of it.
      if (!isSo(tags)) await put(tags)
      return { instead: undefined }
    })
  }
  for (let now = first, tries = 0; ; tries++) {
    if (isSo(now.tags)) return now
    if (tries === TRIES) throw contended(nodeBalancer)
    await put(now.tags)
    await clock.sleep(SETTLED_AFTER * (1 + clock.random()))
    now = await cloud.tags(nodeBalancer)
  }
}

function contended(nodeBalancer: NodeBalancerId): CloudError {
  return new CloudError(
    'unavailable',
    `changing the tags of NodeBalancer ${nodeBalancer}: somebody else keeps changing them back`,
    'run it again, and look at what else writes tags',
  )
}
