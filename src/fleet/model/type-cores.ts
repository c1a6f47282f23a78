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
