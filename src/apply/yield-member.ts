import { backendAddress, hostOf } from '../fleet/model/address.ts'
import type { Backend, Fleet, Instance } from '../fleet/model/fleet.ts'
import { unmarkedLabel } from '../fleet/model/mark.ts'
import type { Step } from '../fleet/plan/plan.ts'
import { takesConnections } from '../fleet/sight/own-backend.ts'
import type { Journal } from './journal.ts'
import type { Run } from './run.ts'
import { deleteOwn, detachNode } from './take-away.ts'
import { whyNotDelete } from './why-not-delete.ts'

/** What is given up, for whom, and which configs check the health. */
interface Yielding {
  readonly made: Instance
  readonly why: string
  readonly fleet: Pick<Fleet, 'configs'>
}

/**
 * Takes away what this run made a moment ago, because others made enough for the same load; false when it is gone already, when a
 * person has taken it meanwhile, or when it takes connections by now, or nobody can tell: then it stays. Its backend nodes are read once more
 * after the delete: any run may have attached it.
 */
export async function yieldMember(
  run: Run,
  journal: Journal,
  { made, why, fleet }: Yielding,
): Promise<boolean> {
  const step: Step = { step: 'delete', instance: made }
  try {
    const [now, nodes] = await Promise.all([run.cloud.instance(made.id), listAll(run).catch(() => null)])
    if (now === null || whyNotDelete(now, made, run.policy) !== null) return false
    if (nodes === null || nodes.some((b) => serves(run, fleet, now, b))) return false
    journal.begin(step)
    await deleteOwn(run, made)
    journal.done(step, `instance ${made.id}: ${why}`)
    // Backend nodes that cannot be listed now are left over, and any later run removes them.
    await detachNodes(run, journal, now).catch(() => undefined)
  } catch (error) {
    journal.fail(step, error)
  }
  journal.skipRest(why)
  return true
}

async function listAll({ cloud, policy }: Run): Promise<readonly Backend[]> {
  const lists = policy.attachments.map(async (at) => await cloud.backends(at.nodeBalancer, at.config))
  return (await Promise.all(lists)).flat()
}

/** Whether an instance takes connections by a backend node: what is not checked does so when it runs. */
function serves(
  { policy }: Run,
  fleet: Yielding['fleet'],
  { address, status }: Instance,
  backend: Backend,
): boolean {
  const isIts = address !== null && hostOf(backend.address) === address
  return (
    isIts && takesConnections(backend, fleet, policy) && (backend.health === 'up' || status === 'running')
  )
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
