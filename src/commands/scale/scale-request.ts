import { UsageError } from '../../errors.ts'
import { byText } from '../../fleet/bounds/by-text.ts'
import type { Instant } from '../../fleet/model/fleet.ts'
import { when } from '../../fleet/model/when.ts'
import type { Policy } from '../../fleet/model/policy.ts'
import type { Size } from '../../fleet/model/size.ts'
import { widestSize } from '../../fleet/model/widest-size.ts'
import type { Request } from '../../fleet/plan/request.ts'

/** The flags that say how much. */
export interface SizeFlags {
  readonly by?: string
  readonly to?: string
  readonly force: boolean
  readonly wait: boolean
}

/** The request that flags make, with the profile's step where they are silent. */
export function scaleRequest(action: Request['action'], flags: SizeFlags, policy: Policy): Request {
  return { action, size: sizeOf(action, flags, policy), force: flags.force, wait: flags.wait }
}

/** Throws a UsageError for a `--to` that is within the bounds of some time, and not within those of now. */
export function refuseOutside(
  { size: { kind, n } }: Request,
  { max, bounds }: Size,
  { name, now }: { readonly name: string; readonly now: Instant },
): void {
  if (kind !== 'to' || bounds === undefined || n <= max) return
  const until = bounds.next === null ? '' : ` until ${when(bounds.next.at, now)}`
  throw new UsageError(`--to ${n}: max of ${name} is ${max}${byText(bounds.maxBy)} now${until}`)
}

function sizeOf(action: Request['action'], { by, to }: SizeFlags, policy: Policy): Request['size'] {
  const { min, max } = widestSize(policy.size)
  if (action === 'reconcile' || action === 'follow' || action === 'refresh') return { kind: 'by', n: 0 }
  if (by !== undefined && to !== undefined) throw new UsageError('--by and --to exclude each other: give one')
  if (to !== undefined) return { kind: 'to', n: whole('--to', to, { from: min, up: max, name: policy.name }) }
  if (by !== undefined) return { kind: 'by', n: whole('--by', by, { from: 1, up: max, name: policy.name }) }
  return { kind: 'by', n: (action === 'scale-out' ? policy.scaleOut : policy.scaleIn).step }
}

function whole(
  flag: string,
  text: string,
  { from, up, name }: { from: number; up: number; name: string },
): number {
  const n = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN
  if (n >= from && n <= up) return n
  throw new UsageError(
    `${flag} ${text}: give a whole number from ${from} to ${up}, as the bounds of ${name} are`,
  )
}
