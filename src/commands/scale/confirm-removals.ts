import { UsageError } from '../../errors.ts'
import type { Change, Plan } from '../../fleet/plan/plan.ts'
import { harmless } from '../../harmless.ts'
import type { Io } from '../../io.ts'

/** What answers before it is asked. */
export interface Confirming {
  readonly json: boolean
  readonly dryRun: boolean
  readonly yes?: boolean
}

/** Asks a person at a terminal before instances are deleted; follow is nobody at a terminal. Throws a UsageError for any answer but yes. */
export async function confirmRemovals(io: Io, plan: Plan, { json, dryRun, yes }: Confirming): Promise<void> {
  const removed = plan.changes.flatMap((change) => (change.kind === 'remove' ? [nameOf(change)] : []))
  const isAsked = io.ask !== null && !json && !dryRun && yes !== true && plan.request.action !== 'follow'
  if (!isAsked || removed.length === 0) return
  const answer = await io.ask(`Drain and delete ${harmless(removed.join(', '))}? [y/N] `)
  if (!/^y(?:es)?$/i.test(answer.trim()))
    throw new UsageError('not confirmed: nothing was changed (--yes answers this before it is asked)')
}

function nameOf({ of }: Extract<Change, { kind: 'remove' }>): string {
  return `${of.label} (instance ${of.instance.id})`
}
