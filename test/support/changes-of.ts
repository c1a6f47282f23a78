import type { Change } from '../../src/fleet/plan/plan.ts'

/** The changes of a plan in words: `add web-4`. */
export function changesOf({ changes }: { readonly changes: readonly Change[] }): readonly string[] {
  return changes.map((c) => `${c.kind} ${c.member}`)
}
