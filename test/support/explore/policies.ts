import { configId, nodeBalancerId } from '../../../src/fleet/model/ids.ts'
import { fleetTag } from '../../../src/fleet/model/label.ts'
import type { Policy } from '../../../src/fleet/model/policy.ts'
import type { Request } from '../../../src/fleet/plan/request.ts'

const nodeBalancer = nodeBalancerId(12345)

/** The policy that is explored: one config, or two of one NodeBalancer. */
export function explorePolicy(configs: 1 | 2): Policy {
  const both = [67890, 67891].map((id) => ({ nodeBalancer, config: configId(id), port: 80 }))
  return {
    name: 'web',
    fleetTag: fleetTag('web', nodeBalancer),
    region: 'us-east',
    backend: { kind: null, subnet: null },
    attachments: both.slice(0, configs),
    size: { min: 2, max: 8 },
    scaleOut: { step: 1, cooldown: 300_000, healthyWithin: 600_000 },
    scaleIn: { step: 1, cooldown: 900_000, drain: 60_000, victim: 'newest', protectTag: 'keep' },
  }
}

/** Scale out by `n` and wait until it is in service. */
export function out(n = 1): Request {
  return { action: 'scale-out', size: { kind: 'by', n }, force: false, wait: true }
}

/** Scale out by `n` without waiting. */
export function outNoWait(n = 1): Request {
  return { ...out(n), wait: false }
}

/** Scale in by `n`. */
export function shrink(n = 1): Request {
  return { action: 'scale-in', size: { kind: 'by', n }, force: false, wait: true }
}

/** Make it legal, and replace what was watched being dead. */
export const heal: Request = { action: 'reconcile', size: { kind: 'by', n: 0 }, force: false, wait: true }

/** Replace what was made from another spec, one by one. */
export const renew: Request = { ...heal, action: 'refresh' }
