import { hostOf } from '../state/addresses.ts'
import { addEvent, instanceEntity, nodebalancerEntity } from '../account/events.ts'
import { hostsOf } from './instance-life.ts'
import type { InstanceRow } from '../state/rows.ts'
import type { State } from '../state/state.ts'

function removeBackendsOf(state: State, row: InstanceRow, at: number): void {
  const addresses = new Set(hostsOf(row))
  for (const shelf of state.backends.values())
    for (const backend of shelf.all())
      if (addresses.has(hostOf(backend.address))) {
        shelf.remove(backend.id, at)
        const nodebalancer = state.nodebalancers.get(backend.nodebalancer)
        if (nodebalancer !== undefined)
          addEvent(state, at, {
            action: 'nodebalancer_node_delete',
            entity: nodebalancerEntity(nodebalancer),
          })
      }
}

function releaseAddresses(state: State, row: InstanceRow): void {
  for (const address of row.publicIpv4) state.publicIpv4.release(address)
  for (const address of row.privateIpv4) state.privateIpv4.release(address)
  for (const { subnet, address } of row.vpcIpv4) state.subnets.get(subnet)?.addresses.release(address)
}

/** Deletes an instance as of `at`, as the switches say: what stays listed, what keeps its label, what becomes of its backend nodes. */
export function putToRest(state: State, row: InstanceRow, at: number): void {
  const { switches } = state
  const dead: InstanceRow = { ...row, deletedAt: at, updated: at }
  state.buried.set(row.id, dead)
  if (state.labels.get(row.label) === row.id) state.labels.delete(row.label)
  state.heldLabels.set(row.label, at + Math.max(switches.labelFreeAfter, switches.deletingFor))
  if (switches.deletingFor > 0) {
    state.instances.put(dead, at)
    state.due.push({
      at: at + switches.deletingFor,
      act: () => state.instances.remove(row.id, at + switches.deletingFor),
    })
  } else state.instances.remove(row.id, at)
  if (!switches.nodesSurviveInstance) removeBackendsOf(state, row, at)
  if (switches.reuseAddresses) releaseAddresses(state, row)
  addEvent(state, at, { action: 'linode_delete', entity: instanceEntity(row) })
}

/** Carries out the removals that have become due. */
export function settle(state: State, now: number): void {
  const due = state.due.filter((each) => each.at <= now)
  if (due.length === 0) return
  state.due.splice(0, state.due.length, ...state.due.filter((each) => each.at > now))
  for (const each of due) each.act()
}
