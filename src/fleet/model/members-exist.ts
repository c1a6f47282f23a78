/** How many members there are, as the beginning of a sentence. */
export function membersExist(n: number): string {
  return n === 1 ? '1 member exists' : `${n} members exist`
}
