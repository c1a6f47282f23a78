import { backendKind } from '../model/backend-kind.ts'
import type { Fleet } from '../model/fleet.ts'
import type { MemberHookMoment } from '../model/hook.ts'
import { isOut, markable, nodesOf, putBackOrder } from '../sight/member-state.ts'
import type { Change, Step } from './plan.ts'
import type { Attachment, Policy } from '../model/policy.ts'

/** The steps of one change, in order: what a dry run prints and what applying carries out. */
export function stepsOf(change: Change, fleet: Fleet, policy: Policy, wait: boolean): readonly Step[] {
  switch (change.kind) {
    case 'add':
      return [
        {
          step: 'create',
          label: change.member,
          ...(change.replaces === undefined ? {} : { replaces: change.replaces }),
        },
        ...attachSteps(policy, policy.attachments, null, fleet),
        ...hookStep('after_attach', policy),
        ...waitStep(policy, wait),
      ]
    case 'attach':
      return [
        ...attachSteps(policy, change.of.missing, change.of.instance.address, fleet),
        ...hookStep('after_attach', policy),
        ...waitStep(policy, change.wait),
      ]
    case 'put-back':
      return [
        ...putBackOrder(markable(change.of)).map((backend): Step => ({ step: 'put-back', backend })),
        ...waitStep(policy, change.wait),
      ]
    case 'remove':
      return [
        ...(nodesOf(change.of).every((b) => isOut(b, change.of)) ? [] : hookStep('before_drain', policy)),
        ...nodesOf(change.of)
          .filter((b) => !isOut(b, change.of))
          .map((backend): Step => ({ step: 'drain', backend })),
        { step: 'wait', until: 'drained', within: policy.scaleIn.drain },
        { step: 'delete', instance: change.of.instance },
        ...nodesOf(change.of).map((backend): Step => ({ step: 'detach', backend })),
        ...hookStep('after_delete', policy),
      ]
    case 'retag':
      return [tagStep(change)]
    case 'tidy':
      return change.leftovers.map(({ backend, why }): Step => {
        const step = why === 'former' && backend.mode !== 'drain' ? 'drain' : 'detach'
        return { step, backend }
      })
  }
}

function tagStep({ of, on, off, settles }: Extract<Change, { kind: 'retag' }>): Step {
  return { step: 'tag', instance: of.instance, on, off, ...(settles === undefined ? {} : { settles }) }
}

/** Where health is checked, at once; where it is not, a backend node takes connections from birth: only when it runs. */
function attachSteps(
  { backend }: Policy,
  attachments: readonly Attachment[],
  address: string | null,
  fleet: Fleet,
): readonly Step[] {
  const kind = backendKind(backend, fleet.nodeBalancers)
  const named = kind === 'private-ipv4' ? {} : { kind }
  const [checked, unchecked] = [true, false].map((c) =>
    attachments
      .filter((at) => isChecked(at, fleet) === c)
      .map((at): Step => ({ step: 'attach', at, address, ...named })),
  )
  const running: readonly Step[] = [{ step: 'wait', until: 'running', within: 0 }]
  return [...(checked ?? []), ...(unchecked?.length ? [...running, ...unchecked] : [])]
}

/** Whether the config of an attachment has a health check. */
export function isChecked(at: Attachment, fleet: Pick<Fleet, 'configs'>): boolean {
  return fleet.configs.some((c) => c.id === at.config && c.checked)
}

function waitStep(policy: Policy, wait: boolean): readonly Step[] {
  return wait ? [{ step: 'wait', until: 'in-service', within: policy.scaleOut.healthyWithin }] : []
}

function hookStep(moment: MemberHookMoment, { hooks }: Policy): readonly Step[] {
  const hook = hooks?.[moment]
  return hook === undefined ? [] : [{ step: 'hook', moment, hook }]
}
