import { UsageError } from '../../errors.ts'
import type { Policy } from '../../fleet/model/policy.ts'
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

function sizeOf(action: Request['action'], { by, to }: SizeFlags, policy: Policy): Request['size'] {
  const { min, max } = policy.size
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
