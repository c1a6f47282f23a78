/** What a member was made from, as its tag tells: a hash, and by which version of the reckoning. */
export interface Spec {
  readonly version: number
  readonly hash: string
}

/** What the profile makes members from now, as far as what a member shows can be held against it. */
export interface KnownSpec {
  /** Its hash by every version that is known here; none where nobody has asked for it. */
  readonly hashes: ReadonlyMap<number, string>
  /** The profile's own tags. */
  readonly tags: readonly string[]
  /** What an instance shows of it; null for what the profile leaves to others. */
  readonly shown: {
    readonly region: string | null
    readonly types: readonly string[] | null
    readonly image: string | null
  }
}

const SPEC = /^spec:(\d{1,6})-([0-9a-z]{8,32})$/

/** The tag that a member is born with: `spec:1-9f86d081884c7d659a2f`. Tags of Linode have 3 to 50 characters. */
export function specTag({ version, hash }: Spec): string {
  return `spec:${version}-${hash}`
}

/** What an instance's tags say it was made from; null where none says it, and where two contradict each other. */
export function specOf(tags: readonly string[]): Spec | null {
  const said = tags.flatMap((tag) => {
    const [, version, hash] = SPEC.exec(tag) ?? []
    return version === undefined || hash === undefined ? [] : [{ version: Number(version), hash }]
  })
  const [first] = said
  return said.length === 1 && first !== undefined ? first : null
}

/** Whether a tag tells what an instance was made from, or seems to. */
export function isSpecTag(tag: string): boolean {
  return tag.startsWith('spec:')
}
