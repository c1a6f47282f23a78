/** What a spec is hashed from. Nothing of a machine that another profile would make alike is in it. */
export interface SpecMaterial {
  /** Read by anybody. */
  readonly plain: string
  /** What may hold secrets: it enters by a slow hash, so that a tag gives nothing away; null when there is nothing. */
  readonly secret: string | null
}

/** An instance block as the profile has it, with the environment's values and the user data in it. */
export interface Written {
  readonly fields: Readonly<Record<string, unknown>>
  /** With the names of the member not yet filled in. */
  readonly userData: string | undefined
}

type Row = Readonly<Record<string, unknown>>

/**
 * What a key that is left out stands for, by version. A version never changes: were a default added to it, every fleet would drift. A new
 * default of ours is a new version, and members of the older ones are reckoned by theirs.
 */
export const SPEC_VERSIONS: ReadonlyMap<number, Row> = new Map([
  [
    1,
    {
      authorized_keys: [],
      authorized_users: [],
      backups_enabled: false,
      booted: true,
      extra: {},
      stackscript_data: {},
      swap_size: 512,
    },
  ],
])

/** The version that new members are born with. */
export const NEWEST_SPEC = Math.max(...SPEC_VERSIONS.keys())

/** Not of the machine: tags are compared by themselves, and where a file lies is no part of what is in it. */
const LEFT_OUT = new Set(['label', 'root_pass', 'tags', 'metadata'])
const SECRET = new Set(['stackscript_data', 'extra'])
/** The order in them says nothing. */
const SETS = new Set(['authorized_keys', 'authorized_users'])

/** The material of one version: the block as written, the defaults of that version, keys in their order. Null for a version that is not known. */
export function specMaterial(
  version: number,
  { fields, userData }: Written,
  versions: ReadonlyMap<number, Row> = SPEC_VERSIONS,
): SpecMaterial | null {
  const defaults = versions.get(version)
  if (defaults === undefined) return null
  const whole = Object.entries({ ...defaults, ...fields })
    .filter(([key, value]) => !LEFT_OUT.has(key) && value !== undefined)
    .map(([key, value]): [string, unknown] => [key, normal(key, value)])
  const secrets: Row = {
    ...Object.fromEntries(whole.filter(([key, value]) => SECRET.has(key) && !isEmpty(value))),
    ...(userData === undefined ? {} : { user_data: userData }),
  }
  const plain = Object.fromEntries(whole.filter((entry) => !SECRET.has(entry[0])))
  return {
    plain: canonical(plain),
    secret: Object.keys(secrets).length === 0 ? null : canonical(secrets),
  }
}

/** One type and a list of one are the same. */
function normal(key: string, value: unknown): unknown {
  if (key === 'type' && !Array.isArray(value)) return [value]
  return SETS.has(key) && Array.isArray(value) ? value.map(String).toSorted() : value
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

/** JSON with the keys of every object in order, so that the order of a file says nothing. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(',')}}`
}
