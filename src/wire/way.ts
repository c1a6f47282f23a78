import type { Proxy } from './proxy-for.ts'

/** How a URL is reached from here. */
export interface Way {
  readonly proxy: Proxy | null
  /** The only certificates that are believed, as PEM text; null for those that Node believes. */
  readonly ca: string | null
}

/** Straight, believing whom Node believes. */
export const STRAIGHT: Way = { proxy: null, ca: null }
