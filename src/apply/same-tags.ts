/** Whether two lists hold the same tags, in whatever order. */
export function sameTags(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((tag) => others.includes(tag))
}
