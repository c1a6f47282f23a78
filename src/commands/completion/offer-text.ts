import { harmless } from '../../harmless.ts'
import type { Offer } from './complete-words.ts'

/** What the shell does with an offer: nothing but what is told, files too, files with these endings only, folders only. */
const DIRECTIVES = { words: 4, files: 0, profiles: 8, folders: 16 } as const satisfies Record<
  Offer['kind'],
  number
>

/** An offer as our scripts read it: a word a line, a tab and what it is, and at last a colon and what the shell does with it. */
export function offerText(offer: Offer): string {
  const words =
    offer.kind === 'words'
      ? offer.words.map(([word, what]) => `${harmless(word)}\t${harmless(what)}`)
      : offer.kind === 'profiles'
        ? ['yaml', 'yml']
        : []
  return [...words, `:${DIRECTIVES[offer.kind]}`, ''].join('\n')
}
