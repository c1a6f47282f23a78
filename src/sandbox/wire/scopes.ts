const LEVELS: Readonly<Record<string, number>> = { read_only: 1, read_write: 2, '*': 2 }

function level(scope: string): number {
  return LEVELS[scope.split(':')[1] ?? ''] ?? 0
}

function covers(owned: string, wanted: string): boolean {
  return owned.split(':')[0] === wanted.split(':')[0] && level(owned) >= level(wanted)
}

/** Whether a token's scopes (`*`, or a list separated by spaces or commas) allow an endpoint that wants `wanted` (`*`: anyone). */
export function scopeAllows(owned: string, wanted: string): boolean {
  if (wanted === '*') return true
  const list = owned.split(/[\s,]+/)
  return list.includes('*') || wanted.split(' ').every((each) => list.some((scope) => covers(scope, each)))
}
