import type { Instant } from './fleet/fleet.ts'

/** An answer, or why there is none: a check that may not read something says so, and goes on. */
export type Known<Value> =
  { readonly kind: 'known'; readonly value: Value } | { readonly kind: 'unknown'; readonly why: string }

/** What an account has besides a fleet, as far as a preflight asks for it. No method rejects. */
export interface Account {
  /** Whether there is a type of that name. */
  hasType(id: string): Promise<Known<boolean>>
  hasImage(id: string): Promise<Known<boolean>>
  hasFirewall(id: number): Promise<Known<boolean>>
  hasStackScript(id: number): Promise<Known<boolean>>
  /** Whether new instances configure their network by themselves; a private address is not usable without. */
  networkHelper(): Promise<Known<boolean>>
  /** When this token ends; null when it never does. */
  tokenExpiry(): Promise<Known<Instant | null>>
  /** The fleet tags of the instance with that label; none when there is no such instance. */
  fleetTagsOf(label: string): Promise<Known<readonly string[]>>
}
