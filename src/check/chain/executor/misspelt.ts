import { didYouMean } from '../../../profile/did-you-mean.ts'
import { wrong, type Finding } from '../finding.ts'
import type { Located } from '../located.ts'

/** The executor leaves out what it does not know, without a word. */
export function misspelt(node: Located, known: readonly string[]): readonly Finding[] {
  const entries = node.kind === 'mapping' ? [...node.entries] : []
  return entries.flatMap(([key, { line }]) => {
    const meant = known.includes(key) ? null : didYouMean(key, known)
    return meant === null
      ? []
      : [
          wrong(
            line,
            `${key} is no key of the executor, which says nothing and leaves it out`,
            `${meant}: ...`,
          ),
        ]
  })
}
