import { backendAddress } from '../fleet/model/address.ts'
import { KIND_IN_WORDS } from '../fleet/model/backend-kind.ts'
import type { Backend } from '../fleet/model/fleet.ts'
import type { Step } from '../fleet/plan/plan.ts'
import { duration } from './duration.ts'

/** What a step does and to what, with labels, addresses and ids. */
export function describeStep(step: Step): string {
  switch (step.step) {
    case 'create':
      return `instance ${step.label}${step.replaces === undefined ? '' : `, to take the place of ${step.replaces.label}${step.replaces.isGone === true ? ', which went first' : ''}`}`
    case 'attach':
      return `${placeOf(step)} to config ${step.at.config} of NodeBalancer ${step.at.nodeBalancer}`
    case 'wait':
      return describeWait(step)
    case 'drain':
    case 'put-back':
    case 'detach':
      return describeBackend(step.backend)
    case 'hook':
      return `${step.moment}: ${step.hook.command.join(' ')}, at most ${duration(step.hook.timeout)}`
    case 'delete':
      return `instance ${step.instance.id} (${step.instance.label})`
    case 'tag':
      return [tagsText(step), ...placesText(step)].filter((text) => text !== '').join('; ')
  }
}

function placeOf({ at, address, kind = 'private-ipv4' }: Extract<Step, { step: 'attach' }>): string {
  return address === null ? `<its ${KIND_IN_WORDS[kind]}>:${at.port}` : backendAddress(address, at.port)
}

function describeWait(step: Extract<Step, { step: 'wait' }>): string {
  if (step.until === 'running') return 'until the instance runs'
  if (step.until === 'drained') return `${duration(step.within)} for its connections to end`
  return `until in service, at most ${duration(step.within)}`
}

function placesText({ settles = [] }: Extract<Step, { step: 'tag' }>): readonly string[] {
  return settles.length === 0 ? [] : [`the place of instance ${settles.join(', ')} is kept no more`]
}

function tagsText({ on, off, instance }: Extract<Step, { step: 'tag' }>): string {
  const parts = [
    ...(on.length === 0 ? [] : [`${on.join(', ')} on`]),
    ...(off.length === 0 ? [] : [`${off.join(', ')} off`]),
  ]
  return parts.length === 0 ? '' : `${parts.join(' and ')} instance ${instance.id}`
}

function describeBackend(backend: Backend): string {
  return `${backend.address} (${backend.label}, backend node ${backend.id} of config ${backend.config})`
}

const VERB = {
  create: 'creating',
  attach: 'attaching',
  wait: 'waiting',
  drain: 'draining',
  'put-back': 'putting back',
  delete: 'deleting',
  detach: 'detaching',
  tag: 'tagging:',
  hook: 'running',
} as const satisfies Record<Step['step'], string>

/** A step that begins, in a sentence: `attaching 192.168.130.5:80 to config 67890 of NodeBalancer 12345`. */
export function beginning(step: Step): string {
  return `${VERB[step.step]} ${describeStep(step)}`
}

/** What is being done to a member while a step runs, in a few words. */
export function doing(step: Step): string {
  switch (step.step) {
    case 'create':
      return 'creating'
    case 'attach':
      return `attaching to config ${step.at.config}`
    case 'wait':
      if (step.until === 'drained') return `draining for ${duration(step.within)}`
      return step.until === 'running' ? 'waiting until it runs' : 'waiting for health'
    case 'drain':
      return `draining on config ${step.backend.config}`
    case 'put-back':
      return `putting back on config ${step.backend.config}`
    case 'delete':
      return 'deleting'
    case 'tag':
      return 'tagging'
    case 'hook':
      return `running ${step.moment}`
    case 'detach':
      return `detaching from config ${step.backend.config}`
  }
}
