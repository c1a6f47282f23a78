import { blot, longestForm } from '../../blot.ts'

/** Characters of a line that are shown. */
const SHOWN = 2_000
/** What is blotted within the beginning of a secret may be shorter than its blot, and makes that longer: by no more than this. */
const GROWS = '***'.length

/** Makes what a hook writes fit to be shown. */
export interface Cleaner {
  /** Characters of a line that it needs, and that it is given at most. */
  readonly longest: number
  readonly shown: (line: string) => string
}

/**
 * Shows the beginning of a line, without secrets. A line that was cut may end with the first part of one, which cannot be told
 * from other text, and blots before it move it to wherever they like: so its end is never shown, however short that leaves it.
 */
export function cleaner(secrets: readonly string[]): Cleaner {
  const unsure = longestForm(secrets) * GROWS
  const longest = SHOWN + unsure
  const shown = (line: string): string => {
    const text = blot(line, secrets)
    // A carriage return may have been taken off the end.
    const isCut = line.length >= longest - 1
    const end = isCut ? Math.max(0, text.length - unsure) : text.length
    return text.slice(0, Math.min(end, SHOWN))
  }
  return { longest, shown }
}
