import type { Route } from './route.ts'

/** What a path leads to. */
export type RouteMatch =
  | { readonly kind: 'found'; readonly route: Route; readonly params: readonly string[] }
  | { readonly kind: 'no-path' }
  | { readonly kind: 'no-method' }

/** A path cut into its version and the rest, or null when it has no version the API knows. */
export function splitVersion(
  pathname: string,
): { readonly version: 'v4' | 'v4beta'; readonly rest: string } | null {
  const match = /^\/(v4|v4beta)(\/.+)$/.exec(pathname)
  if (match === null) return null
  return { version: match[1] === 'v4beta' ? 'v4beta' : 'v4', rest: match[2] ?? '' }
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

const isPlaceholder = (segment: string): boolean => segment === '*' || segment.startsWith('{')

/** The values of a pattern's `{...}` segments in a path, or null when the path does not fit. A `*` segment fits anything. */
export function matchPattern(pattern: string, path: string): readonly string[] | null {
  const wanted = pattern.split('/')
  const given = path.split('/')
  if (wanted.length !== given.length) return null
  if (!wanted.every((segment, index) => isPlaceholder(segment) || segment === given[index])) return null
  return given.filter((_, index) => isPlaceholder(wanted[index] ?? '')).map(decode)
}

/** Finds the operation for a method and a path without version. Fixed segments win over placeholders. */
export function matchRoute(routes: readonly Route[], method: string, path: string): RouteMatch {
  const fits = routes.flatMap((route) => {
    const params = matchPattern(route.pattern, path)
    return params === null ? [] : [{ route, params }]
  })
  const best = fits
    .filter(({ route }) => route.method === method)
    .sort((a, b) => a.params.length - b.params.length)[0]
  if (best !== undefined) return { kind: 'found', ...best }
  return { kind: fits.length === 0 ? 'no-path' : 'no-method' }
}
