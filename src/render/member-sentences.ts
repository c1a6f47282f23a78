import type { Counted } from '../fleet/sight/census.ts'
import type { Fleet } from '../fleet/model/fleet.ts'
import { isoInstant } from '../fleet/model/instant.ts'
import { heldBecause } from '../fleet/sight/member-state.ts'
import type { Change, Plan, Step } from '../fleet/plan/plan.ts'
import type { Policy } from '../fleet/model/policy.ts'
import { stepsOf } from '../fleet/plan/steps-of.ts'
import { duration } from './duration.ts'
import { healthWord } from './health-word.ts'

/** What a plan was made for. */
export interface PlannedFleet {
  readonly fleet: Fleet
  readonly policy: Policy
  readonly members: readonly Counted[]
}

/** One sentence for each member and each newcomer: what it is, and what the plan does to it. */
export function memberSentences({ fleet, policy, members }: PlannedFleet, plan: Plan): readonly string[] {
  const fate = (change: Change): string => {
    const told = stepsOf(change, fleet, policy, plan.request.wait).map(stepPhrase)
    const phrases = [...new Set(told)].filter((phrase) => phrase !== '' && phrase !== VERB[change.kind])
    return `${VERB[change.kind]}${reason(change)}${phrases.length === 0 ? '' : `: ${listed(phrases)}`}`
  }
  const there = members.map((counted) => {
    const mine = plan.changes.filter((c) => c.member === counted.member.label && c.kind !== 'tidy')
    const fates = mine.map((c) => `; it is ${fate(c)}`)
    return `${counted.member.label} ${condition(counted, policy)}${fates.join('')}`
  })
  const labels = new Set(members.map((m) => m.member.label))
  const others = plan.changes.filter((c) => c.kind === 'tidy' || !labels.has(c.member))
  return [...there, ...others.map((c) => `${c.member} is ${fate(c)}`)]
}

const VERB = {
  add: 'added',
  remove: 'removed',
  'put-back': 'put back',
  attach: 'attached',
  tidy: 'tidied',
  retag: 'tagged',
} as const satisfies Record<Change['kind'], string>

function reason(change: Change): string {
  return change.kind === 'put-back' ? `, since ${change.because}` : ''
}

/** `drained for 60s, deleted and detached`: what becomes of a member, without the ids that the steps have. */
function stepPhrase(step: Step): string {
  switch (step.step) {
    case 'create':
      return 'created'
    case 'attach':
      return 'attached'
    case 'wait':
      if (step.until === 'drained') return `drained for ${duration(step.within)}`
      return step.until === 'running' ? '' : `awaited in service for up to ${duration(step.within)}`
    case 'drain':
      return ''
    case 'put-back':
      return 'accepting again'
    case 'delete':
      return 'deleted'
    case 'detach':
      return 'detached'
    case 'tag':
      return 'tagged'
    case 'hook':
      return `hook ${step.moment}`
  }
}

function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`
}

function condition({ member, state, inService, down }: Counted, policy: Policy): string {
  switch (state) {
    case 'in-service':
      return 'is in service'
    case 'starting':
      return `is starting, created ${isoInstant(member.instance.created)}, and counts as on the way`
    case 'leaving':
      return 'is leaving, drained by a run'
    case 'held':
      return `is held (${heldBecause(member, policy) ?? ''})${inService ? ' and in service' : ''}, and is left alone`
    case 'unattached':
      return `runs and is not on config ${member.missing.map((at) => at.config).join(', ')}`
    case 'out-of-service': {
      const health = member.backends.map((b) => `config ${b.config} says ${healthWord(b.health)}`)
      return `is out of service, ${listed(health)}${down ? '' : ', and may settle'}`
    }
    case 'not-running':
      return `does not run (${member.instance.status}), which is for a person`
  }
}
