import { isPauseTag, pauseIn, pauseTag, type Pause, type PausedHalf } from '../fleet/sight/pause.ts'
import { changeTags, type Keeper } from './change-tags.ts'

/** Pause for so many milliseconds, or without an end (null); or resume. `only` one half, or for a resume whatever is paused. */
export type PauseWish =
  | { readonly kind: 'pause'; readonly duration: number | null; readonly only?: PausedHalf }
  | { readonly kind: 'resume'; readonly only?: PausedHalf }

const ALL = [undefined, 'scale-in', 'scale-out'] as const

/** Pauses or resumes a fleet, by a tag. Resolves to the pause of that kind that is then on; after a resume to any that is. */
export async function changePause(it: Keeper, wish: PauseWish): Promise<Pause | null> {
  const { name } = it
  const kinds = wish.kind === 'resume' && wish.only === undefined ? ALL : [wish.only]
  const { tags, at } = await changeTags(it, {
    isMine: (tag) => kinds.some((only) => isPauseTag(tag, name, only)),
    own: (now) => {
      if (wish.kind === 'resume') return null
      return pauseTag(name, wish.duration === null ? null : now + wish.duration, wish.only)
    },
  })
  const on = kinds.map((only) => pauseIn(tags, name, at, only))
  return on.find((pause) => pause !== null) ?? null
}
