import { backendAddress, hostOf } from '../fleet/model/address.ts'
import type { Backend, Fleet, Instance } from '../fleet/model/fleet.ts'
import { unmarkedLabel } from '../fleet/model/mark.ts'
import type { Step } from '../fleet/plan/plan.ts'
import { takesConnections } from '../fleet/sight/own-backend.ts'
import { Refused } from './gate.ts'
import type { Journal } from './journal.ts'
import { unlisted } from './own-work.ts'
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
    const [now, nodes] = await Promise.all([
      run.cloud.instance(made.id),
      listAll(run, made).catch(() => null),
    ])
    if (now === null || whyNotDelete(now, made, run.policy) !== null) return false
    if (nodes === null || nodes.some((b) => serves(run, fleet, now, b))) return false
    journal.begin(step)
    await deleteOwn(run, made, async (its) => {
      const serving = (await listAll(run, made)).some((b) => serves(run, fleet, its, b))
      return whyNotDelete(its, made, run.policy) ?? (serving ? 'it takes connections by now' : null)
    })
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

/** Every backend node of the configs, and of what this run has attached also what no list shows yet. */
async function listAll(run: Run, { id }: Instance): Promise<readonly Backend[]> {
  const { cloud, policy } = run
  const lists = policy.attachments.map(async (at) => await cloud.backends(at.nodeBalancer, at.config))
  const listed = (await Promise.all(lists)).flat()
  return [...listed, ...(await unlisted(run, id, listed))]
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
async function detachNodes(run: Run, journal: Journal, instance: Instance): Promise<void> {
  const { address } = instance
  const isIts = (b: Backend): boolean =>
    unmarkedLabel(b.label) === journal.member &&
    run.policy.attachments.some(
      ({ config, port }) =>
        b.config === config && address !== null && b.address === backendAddress(address, port),
    )
  const left = (await listAll(run, instance)).filter(isIts)
  run.own.forgetInstance(instance.id)
  await Promise.all(
    left.map(async (backend) => {
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
