import { admits, type Labels } from '../label-match.ts'
import type { Route } from './alertmanager-file.ts'

/** The routes that an alert really takes: the deepest that match, and further ones where `continue` says so. */
export function takenRoutes(route: Route, labels: Labels): readonly Route[] {
  const taken: Route[] = []
  for (const child of route.routes) {
    if (!admits(child.matchers, labels)) continue
    taken.push(...takenRoutes(child, labels))
    if (!child.goesOn) break
  }
  return taken.length === 0 ? [route] : taken
}
