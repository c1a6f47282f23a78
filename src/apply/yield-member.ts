import { backendAddress } from '../fleet/model/address.ts'
import type { Instance } from '../fleet/model/fleet.ts'
import { unmarkedLabel } from '../fleet/model/mark.ts'
import type { Step } from '../fleet/plan/plan.ts'
import { Refused } from './gate.ts'
import type { Journal } from './journal.ts'
import type { Run } from './run.ts'
import { deleteOwn, detachNode } from './take-away.ts'
import { whyNotDelete } from './why-not-delete.ts'

/**
 * Takes away what this run made a moment ago, because others made enough for the same load; false when it is gone already, or a
 * person has taken it meanwhile. Its backend nodes are read after the delete: any run may have attached it.
 */
export async function yieldMember(
  run: Run,
  journal: Journal,
  { made, why }: { readonly made: Instance; readonly why: string },
): Promise<boolean> {
  const step: Step = { step: 'delete', instance: made }
  try {
    const now = await run.cloud.instance(made.id)
    if (now === null || whyNotDelete(now, made, run.policy) !== null) return false
    journal.begin(step)
    await deleteOwn(run, made, (its) => whyNotDelete(its, made, run.policy))
    journal.done(step, `instance ${made.id}: ${why}`)
    // Backend nodes that cannot be listed now are left over, and any later run removes them.
    await detachNodes(run, journal, now).catch(() => undefined)
  } catch (error) {
    // A person has taken it between two tries.
    if (error instanceof Refused) {
      journal.skip(step, error.message)
      return false
    }
    journal.fail(step, error)
  }
  journal.skipRest(why)
  return true
}

/** At its address and under its label: an address is free for somebody else as soon as its instance is gone. */
async function detachNodes(run: Run, journal: Journal, { address }: Instance): Promise<void> {
  const lists = await Promise.all(
    run.policy.attachments.map(async ({ nodeBalancer, config, port }) => {
      const place = address === null ? null : backendAddress(address, port)
      const there = await run.cloud.backends(nodeBalancer, config)
      return there.filter((b) => b.address === place && unmarkedLabel(b.label) === journal.member)
    }),
  )
  await Promise.all(
    lists.flat().map(async (backend) => {
      const step: Step = { step: 'detach', backend }
      journal.begin(step)
      try {
        await detachNode(run, backend, { kind: 'yield' })
        journal.done(step)
      } catch (error) {
        journal.fail(step, error)
      }
    }),
  )
}
