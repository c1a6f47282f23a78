import type { Plugin, RolldownOptions } from 'rolldown'

/** The project's folder. */
export const root: string
/** What rolldown is told about an entry. */
export function bundleOptions(input: string): Omit<RolldownOptions, 'plugins'> & { plugins: Plugin[] }
/** The name of the package that a module belongs to; null for our own. */
export function packageName(id: string): string | null
