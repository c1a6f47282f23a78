import type { Policy } from '../../src/fleet/model/policy.ts'

const OURS = 'a'.repeat(20)

/** What a profile makes members from, where nothing is to be seen of it. */
export const aSpec: NonNullable<Policy['spec']> = {
  hashes: new Map([[1, OURS]]),
  tags: [],
  shown: { region: null, types: null, image: null },
}

/** The tag of a member that was made from it. */
export const SPEC_TAG = `spec:1-${OURS}`
