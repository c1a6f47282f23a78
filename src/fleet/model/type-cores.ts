/** Families whose last number is not their processors (https://api.linode.com/v4/linode/types). */
const BY_ID: Readonly<Record<string, number>> = {
  'g6-nanode-1': 1,
  'g7-highmem-1': 2,
  'g7-highmem-2': 2,
  'g7-highmem-4': 4,
  'g7-highmem-8': 8,
  'g7-highmem-16': 16,
}

/** The virtual processors of a type by its id, as Linode names its shared, dedicated and premium types; null when the id does not tell. */
export function coresOfType(type: string): number | null {
  const known = BY_ID[type]
  if (known !== undefined) return known
  const found = /^g\d+-(?:standard|dedicated|premium)-([1-9]\d{0,2})$/.exec(type)
  return found === null ? null : Number(found[1])
}

/** The types that members are made of now, in the order in which they are tried, and what the account tells of these and of those there are. */
export interface KnownTypes {
  readonly own: readonly string[]
  /** Virtual processors by type; none of a type that could not be read. */
  readonly cores: ReadonlyMap<string, number>
}

/** The virtual processors of a type as the account tells them, where it was asked; else as the id does. */
export function coresIn({ types }: { readonly types?: KnownTypes }, type: string): number | null {
  return types?.cores.get(type) ?? coresOfType(type)
}
