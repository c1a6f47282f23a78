import { describe, expect, test } from 'vitest'
import type { SizedPolicy } from '../../src/fleet/plan/plan-by-load.ts'
import { exploreFollow, killFollow, type FollowMix } from '../support/model/explore-follow.ts'
import { explorePolicy } from '../support/explore/policies.ts'
import { tally } from '../support/tally.ts'

/** One of them takes as long as many of those that try a single change. */
const SCHEDULES = Math.min(300, Number(process.env['SCHEDULES'] ?? 4))
const ONE = process.env['SEED']
const MINUTE = 60_000

/** No cooldown but the pace, and a fleet of up to twelve. */
function sized(configs: 1 | 2 = 1, max = 12): SizedPolicy {
  const policy = explorePolicy(configs)
  return {
    ...policy,
    size: { min: 2, max },
    scaleOut: { ...policy.scaleOut, cooldown: 0 },
    load: {
      target: 0.6,
      signals: [],
      window: 5 * MINUTE,
      warmUp: 30_000,
      spare: 0,
      cores: 1,
      stepIn: null,
      cooldownIn: null,
      from: 'prometheus',
    },
  }
}

/** As many as there may be and have to be: who is dead is watched for a minute and a half. */
function fixed(configs: 1 | 2 = 1): SizedPolicy {
  const policy = sized(configs)
  return { ...policy, size: { min: 3, max: 3 }, scaleOut: { ...policy.scaleOut, healthyWithin: 90_000 } }
}

const base: FollowMix = {
  policy: sized(),
  members: 4,
  hosts: 2,
  turns: 8,
  alerts: [],
  works: [2, 4.5],
  jumps: 1,
}
const DEAD: FollowMix = {
  ...base,
  policy: fixed(),
  members: 3,
  turns: 16,
  before: (a) => a.spoil('web-2'),
}
const alerts = ['scale-out', 'scale-out', 'scale-in'] as const

const mixes: readonly (readonly [string, FollowMix])[] = [
  ['two hosts, one jump', base],
  ['two hosts, a load that jumps all the time', { ...base, works: [0.6, 2, 4.5, 7], jumps: 6 }],
  ['alerts beside two hosts', { ...base, alerts, jumps: 3, works: [1, 2, 5] }],
  ['at max', { ...base, policy: sized(1, 5), works: [2, 9], jumps: 2 }],
  ['two configs', { ...base, policy: sized(2), alerts, works: [1, 2, 5], jumps: 4 }],
  ['two hosts with kills', { ...base, killOneIn: 20, works: [1, 2, 5], jumps: 4, alerts }],
  ['lists and events that lag', { ...base, listLag: 5_000, eventLag: 5_000, works: [1, 2, 5], jumps: 3 }],
  ['a member that is DOWN', { ...base, before: (a) => a.spoil('web-2'), jumps: 3 }],
  ['a member that is DOWN at a fixed size', DEAD],
  ['the same on two configs, with kills', { ...DEAD, policy: fixed(2), killOneIn: 30 }],
  ['the same beside lists and events that lag', { ...DEAD, listLag: 5_000, eventLag: 5_000 }],
  ['what a dead run left', { ...base, before: (a) => a.mark('web-3'), jumps: 3, works: [1, 5] }],
  ['three hosts, a fleet that falls', { ...base, hosts: 3, members: 8, works: [4.5, 0.9], jumps: 2 }],
]

describe('hosts that follow one load, whatever the order of calls', () => {
  test.each(mixes)(
    '%s: never two for one load, never past the bounds, and what is asked for serves',
    async (_name, mix) => {
      const seeds = ONE === undefined ? Array.from({ length: SCHEDULES }, (_, i) => i + 1) : [Number(ONE)]
      const done = { creates: 0, deletes: 0 }
      for (const seed of seeds) {
        const { faults, trace, creates, deletes } = await exploreFollow(mix, seed)
        done.creates += creates
        done.deletes += deletes
        expect(faults, `seed ${seed}:\n${trace.join('\n')}`).toEqual([])
      }
      tally('schedules of hosts that follow', seeds.length)
      if (ONE === undefined) expect(done.creates + done.deletes).toBeGreaterThan(seeds.length / 4)
    },
    3_600_000,
  )
})

describe('a follow that is killed at any request, before or after it takes effect', () => {
  test.each<readonly [string, FollowMix, number, number]>([
    ['as it grows', { ...base, works: [4.2], turns: 2 }, 3, 0],
    ['as it shrinks', { ...base, members: 6, works: [2], turns: 4 }, 0, 2],
    ['on two configs', { ...base, policy: sized(2), works: [4.2], turns: 2 }, 3, 0],
    ['as it replaces a dead one at a fixed size', { ...DEAD, turns: 7 }, 1, 1],
  ])(
    '%s: the next one ends in the same fleet',
    async (_name, mix, creates, deletes) => {
      const step = process.env['PROVE'] === '1' ? 1 : 2
      for (let at = 0, cuts = 0; ; at += step) {
        for (const how of ['killed-before', 'killed-after'] as const) {
          const cut = await killFollow(mix, { at, how })
          if (cut === null) {
            expect(cuts).toBeGreaterThan(6)
            tally('follows cut off before and after a request', cuts)
            return
          }
          cuts++
          expect(cut.faults, `${how} request ${at}:\n${cut.trace.join('\n')}`).toEqual([])
          expect([cut.creates, cut.deletes], `${how} request ${at}`).toEqual([creates, deletes])
        }
      }
    },
    600_000,
  )
})
