import { backendAddress } from '../../src/fleet/model/address.ts'
import type { Backend, Fleet, Instance, Sighting } from '../../src/fleet/model/fleet.ts'
import { backendId, instanceId } from '../../src/fleet/model/ids.ts'
import { markedLabel } from '../../src/fleet/model/mark.ts'
import { modeAfter } from '../../src/fleet/sight/member-state.ts'
import type { Change, Plan, Step } from '../../src/fleet/plan/plan.ts'
import type { Policy } from '../../src/fleet/model/policy.ts'
import { stepsOf } from '../../src/fleet/plan/steps-of.ts'
import { aBackend, anInstance, asAnswered } from './a-fleet.ts'

/** What of an account the steps of a plan change. */
interface Account {
  instances: readonly Instance[]
  backends: readonly Backend[]
  deleted: readonly Instance[]
}

/** The account right after every step of a plan was carried out: nothing that was changed has been checked yet. */
export function carryOut(fleet: Fleet, plan: Plan, policy: Policy): Sighting {
  const account: Account = { instances: fleet.instances, backends: fleet.backends, deleted: [] }
  for (const change of plan.changes) {
    for (const step of stepsOf(change, fleet, policy, true))
      takeStep(account, change, step, { fleet, policy })
  }
  const deletions = account.deleted.map((i) => ({
    at: fleet.observedAt,
    action: 'delete' as const,
    instance: i.id,
    label: i.label,
    username: 'us',
    failed: false,
  }))
  const { instances, backends } = account
  const { hosts: _before, ...rest } = fleet
  return asAnswered({ ...rest, instances, backends, activity: [...(fleet.activity ?? []), ...deletions] })
}

function takeStep(
  account: Account,
  change: Change,
  step: Step,
  { fleet, policy }: { readonly fleet: Fleet; readonly policy: Policy },
): void {
  switch (step.step) {
    case 'create':
      account.instances = [...account.instances, newborn(step.label, account, fleet.observedAt)]
      return
    case 'attach': {
      const host = account.instances.find((i) => i.label === change.member)?.address ?? 'nowhere'
      const id = backendId(5000 + account.backends.length)
      const place = { config: step.at.config, address: backendAddress(host, step.at.port) }
      account.backends = [
        ...account.backends,
        aBackend(0, { id, label: change.member, ...place, health: 'unknown' }),
      ]
      return
    }
    case 'drain':
      set(account, step.backend, { mode: 'drain', label: markedLabel(change.member, fleet.observedAt) })
      return
    case 'put-back':
      set(account, step.backend, { mode: modeAfter(step.backend, policy), label: change.member })
      return
    case 'detach':
      account.backends = account.backends.filter((b) => b.id !== step.backend.id)
      return
    case 'delete':
      account.instances = account.instances.filter((i) => i.id !== step.instance.id)
      account.deleted = [...account.deleted, step.instance]
      return
    case 'tag':
      account.instances = account.instances.map((i) =>
        i.id === step.instance.id ? { ...i, tags: tagsAfter(i.tags, step) } : i,
      )
      return
    case 'wait':
    case 'hook':
  }
}

function tagsAfter(tags: readonly string[], { on, off }: Extract<Step, { step: 'tag' }>): readonly string[] {
  return [...new Set([...tags.filter((tag) => !off.includes(tag)), ...on])]
}

function newborn(label: string, { instances }: Account, created: number): Instance {
  const n = 200 + instances.length
  return anInstance(n, { id: instanceId(5000 + n), label, created, status: 'provisioning' })
}

/** As the API does: after a change the status is Unknown again. */
function set(account: Account, { id }: Backend, change: Pick<Backend, 'mode' | 'label'>): void {
  account.backends = account.backends.map((b) => (b.id === id ? { ...b, ...change, health: 'unknown' } : b))
}
