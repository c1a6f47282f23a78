import type { Clock } from '../clock.ts'
import { CloudError, type Cloud } from '../cloud.ts'
import type { NodeBalancerId } from '../fleet/model/ids.ts'
import { isPauseTag, pauseIn, pauseTag, type Pause } from '../fleet/sight/pause.ts'

/** Pause for so many milliseconds, or without an end (null); or resume. */
export type PauseWish =
  { readonly kind: 'pause'; readonly duration: number | null } | { readonly kind: 'resume' }

/** Whose pause is changed, and where it is kept. */
export interface Pausable {
  readonly cloud: Cloud
  readonly clock: Clock
  readonly name: string
  readonly nodeBalancer: NodeBalancerId
}

const TRIES = 5
/** Somebody who read the tags before we wrote them writes within this time. */
const SETTLED_AFTER = 1_500

/**
 * Pauses or resumes a fleet: reads the NodeBalancer's tags, changes only this fleet's pauses among them, and reads again.
 * The API sets all tags at once, so of two people who change them together one may undo the other: whoever finds their
 * own change undone makes it again on top of what is there. Resolves to the pause that is then on.
 */
export async function changePause(it: Pausable, wish: PauseWish): Promise<Pause | null> {
  const { cloud, clock, name, nodeBalancer } = it
  const first = await cloud.tags(nodeBalancer)
  const before = new Set(first.tags.filter((tag) => isPauseTag(tag, name)))
  const own = ownTag(wish, name, first.at)
  const isSo = (tags: readonly string[]): boolean =>
    (own === null || tags.includes(own)) && !tags.some((tag) => tag !== own && before.has(tag))
  for (let now = first, tries = 0; ; tries++) {
    if (isSo(now.tags)) return pauseIn(now.tags, name, now.at)
    if (tries === TRIES) throw contended(nodeBalancer)
    const kept = now.tags.filter((tag) => !before.has(tag) && tag !== own)
    await cloud.setTags(nodeBalancer, own === null ? kept : [...kept, own])
    await clock.sleep(SETTLED_AFTER * (1 + clock.random()))
    now = await cloud.tags(nodeBalancer)
  }
}

function ownTag(wish: PauseWish, name: string, now: number): string | null {
  if (wish.kind === 'resume') return null
  return pauseTag(name, wish.duration === null ? null : now + wish.duration)
}

function contended(nodeBalancer: NodeBalancerId): CloudError {
  return new CloudError(
    'unavailable',
    `changing the tags of NodeBalancer ${nodeBalancer}: somebody else keeps changing them back`,
    'run it again, and look at what else writes tags',
  )
}
