const FEW = 8

/** The first of many, and how many more there are. */
export function fewOf(all: readonly string[]): string {
  const more = all.length > FEW ? ` and ${all.length - FEW} more` : ''
  return `${all
    .slice(0, FEW)
    .map((text) => text.replaceAll(/ {2,}/g, ' '))
    .join(', ')}${more}`
}
