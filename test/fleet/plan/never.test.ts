import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { assembleFleet } from '../../../src/fleet/sight/assemble-fleet.ts'
import type { Activity, Backend, Instance, Sighting } from '../../../src/fleet/model/fleet.ts'
import { backendId, instanceId } from '../../../src/fleet/model/ids.ts'
import { unmarkedLabel } from '../../../src/fleet/model/label.ts'
import { pauseTag } from '../../../src/fleet/sight/pause.ts'
import { planRequest } from '../../../src/fleet/plan/plan-request.ts'
import type { Change, Plan } from '../../../src/fleet/plan/plan.ts'
import type { HoldReason } from '../../../src/fleet/model/hold.ts'
import type { Request } from '../../../src/fleet/plan/request.ts'
import { takeCensus } from '../../../src/fleet/sight/census.ts'
import { tally } from '../../support/tally.ts'
import { aBackend, anInstance, aPolicy, aSighting, MINUTE, NOON } from '../../support/a-fleet.ts'

const RUNS = { numRuns: process.env['PROVE'] === '1' ? 20_000 : 1_500 }
const policy = aPolicy()

// Accounts as they may be found: our members in any state, near misses, strangers, shared and re-assigned addresses.
const label = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 9 }).map((n) => `web-${n}`) },
  fc.constantFrom('web-01', 'web-1.out', 'web', 'web-', 'weber-1', 'legacy-1', 'web-1a'),
)
const tags = fc.oneof(
  { weight: 5, arbitrary: fc.constant(['fleet:web:12345']) },
  fc.constantFrom([], ['fleet:web:1234'], ['fleet:web:54321'], ['keep'], ['fleet:web:12345', 'keep']),
)
const created = fc.constantFrom(NOON - MINUTE, NOON - 7 * MINUTE, NOON - 30 * MINUTE, NOON - 1440 * MINUTE)
const instance: fc.Arbitrary<Instance> = fc
  .record({
    label,
    tags,
    created,
    n: fc.integer({ min: 1, max: 12 }),
    status: fc.constantFrom(
      'running',
      'running',
      'running',
      'offline',
      'booting',
      'provisioning',
      'migrating',
    ),
    locks: fc.constantFrom([], [], [], ['cannot_delete']),
    region: fc.constantFrom('us-east', 'eu-west'),
    addressed: fc.boolean(),
  })
  .map(({ n, addressed, ...rest }) =>
    anInstance(n, { ...rest, address: addressed || n > 2 ? `192.168.130.${n}` : null }),
  )
const backend: fc.Arbitrary<Backend> = fc
  .record({
    n: fc.integer({ min: 1, max: 12 }),
    label: fc.oneof(
      { weight: 4, arbitrary: fc.constant('') },
      label,
      label.map((l) => `${l}.out`),
    ),
    mode: fc.constantFrom('accept', 'accept', 'accept', 'drain', 'reject', 'backup'),
    health: fc.constantFrom('up', 'up', 'up', 'down', 'unknown'),
  })
  .map(({ n, label: l, ...rest }) => aBackend(n, { ...rest, label: l === '' ? `web-${n}` : l }))
const event: fc.Arbitrary<Activity> = fc.record({
  at: created,
  action: fc.constantFrom('create', 'delete'),
  instance: fc.integer({ min: 100, max: 130 }).map(instanceId),
  label: fc.integer({ min: 1, max: 9 }).map((n) => `web-${n}`),
  username: fc.constant('somebody'),
  failed: fc.boolean(),
})
const sighting: fc.Arbitrary<Sighting> = fc
  .tuple(
    fc.array(instance, { maxLength: 12 }),
    fc.array(backend, { maxLength: 14 }),
    fc.array(event, { maxLength: 6 }),
  )
  .map(([instances, backends, activity]) =>
    aSighting([], {
      instances: uniqueLabels(instances).map((i, k) => ({ ...i, id: instanceId(100 + k) })),
      backends: backends.map((b, k) => ({ ...b, id: backendId(1000 + k) })),
      activity,
    }),
  )
const request: fc.Arbitrary<Request> = fc.record({
  action: fc.constantFrom('scale-out', 'scale-in', 'reconcile'),
  size: fc.oneof(
    fc.record({ kind: fc.constant('by' as const), n: fc.integer({ min: 1, max: 8 }) }),
    fc.record({ kind: fc.constant('to' as const), n: fc.integer({ min: 2, max: 8 }) }),
  ),
  force: fc.boolean(),
  wait: fc.boolean(),
})

function uniqueLabels(instances: readonly Instance[]): readonly Instance[] {
  return [...new Map(instances.map((i) => [i.label, i])).values()]
}

/** Plans for any account and any request, and hands both to a rule. */
function always(rule: (x: ReturnType<typeof planned>) => void): void {
  fc.assert(
    fc.property(sighting, request, (s, r) => rule(planned(s, r))),
    RUNS,
  )
  tally('generated accounts, planned for', RUNS.numRuns)
}

function planned(seen: Sighting, asked: Request) {
  const fleet = assembleFleet(seen, policy)
  const plan = planRequest(fleet, policy, asked, NOON)
  return { seen, asked, fleet, plan, census: takeCensus(fleet, policy, NOON) }
}

function ofKind<K extends Change['kind']>(plan: Plan, kind: K): readonly Extract<Change, { kind: K }>[] {
  return plan.changes.filter((c): c is Extract<Change, { kind: K }> => c.kind === kind)
}

/** Everything of the account that a plan would write to. */
function touched(plan: Plan): {
  readonly instances: readonly Instance[]
  readonly backends: readonly Backend[]
} {
  return {
    instances: ofKind(plan, 'remove').map((c) => c.of.instance),
    backends: plan.changes.flatMap((c): readonly Backend[] => {
      if (c.kind === 'tidy') return c.leftovers.map((l) => l.backend)
      return c.kind === 'remove' || c.kind === 'put-back' ? c.of.backends : []
    }),
  }
}

const ORDER: readonly HoldReason[] = [
  'paused',
  'most-members-down',
  'new-members-fail',
  'on-the-way',
  'cooldown',
  'at-max',
  'at-min',
  'at-size',
  'no-candidate',
]

const withTags = (seen: Sighting, tags: readonly string[]): Sighting => ({
  ...seen,
  nodeBalancers: seen.nodeBalancers.map((nb) => ({ ...nb, tags })),
})

describe('for any account and any request', () => {
  test('a pause holds everything, --force passes it, and one that has ended or is another fleet’s changes nothing', () => {
    fc.assert(
      fc.property(sighting, request, (s, r) => {
        const plain = planned(s, r).plan
        const on = planned(withTags(s, ['mine', pauseTag('web', NOON + 1_000)]), r).plan
        if (r.force) expect(on).toEqual(plain)
        else expect(on).toMatchObject({ changes: [], hold: { reason: 'paused', until: NOON + 1_000 } })
        const off = [pauseTag('web', NOON), pauseTag('weber', null), 'paused', 'web']
        expect(planned(withTags(s, off), r).plan).toEqual(plain)
      }),
      RUNS,
    )
  })

  test('nothing is ever removed that is not owned: fleet tag and label <name>-<n>, both', () => {
    always(({ plan }) => {
      for (const i of touched(plan).instances) {
        expect(i.tags).toContain('fleet:web:12345')
        expect(i.label).toMatch(/^web-[1-9]\d*$/)
      }
    })
  })

  test('no foreign backend is ever touched', () => {
    always(({ plan, fleet }) => {
      const foreign = new Set(fleet.foreign)
      expect(touched(plan).backends.filter((b) => foreign.has(b))).toEqual([])
    })
  })

  test('no member that a person holds is ever removed', () => {
    always(({ plan }) => {
      for (const { of } of ofKind(plan, 'remove')) {
        expect(of.instance.tags).not.toContain('keep')
        expect(of.instance.locks).toEqual([])
        expect(
          of.backends.every((b) => b.mode === 'accept' || (b.mode === 'drain' && b.label.endsWith('.out'))),
        ).toBe(true)
      }
    })
  })

  test('never more than max members exist, unless there were more before', () => {
    always(({ plan, fleet }) => {
      const adds = ofKind(plan, 'add').length
      expect(fleet.members.length + adds).toBeLessThanOrEqual(Math.max(8, fleet.members.length))
    })
  })

  test('a removal leaves at least min members, and min in service if it served', () => {
    always(({ plan, fleet, census }) => {
      const removed = new Set(ofKind(plan, 'remove').map((c) => c.of.instance.id))
      if (removed.size === 0) return
      expect(fleet.members.length - removed.size).toBeGreaterThanOrEqual(2)
      const before = census.all.filter((c) => c.inService)
      const after = before.filter((c) => !removed.has(c.member.instance.id))
      const back = ofKind(plan, 'put-back').filter((c) => !removed.has(c.of.instance.id)).length
      if (after.length < before.length) expect(after.length + back).toBeGreaterThanOrEqual(2)
    })
  })

  test('a number that anybody has, or that a deletion has just freed, is never used', () => {
    always(({ plan, seen }) => {
      const recent = (seen.activity ?? []).filter(
        (a) => a.action === 'delete' && !a.failed && a.at > NOON - 15 * MINUTE,
      )
      const used = new Set([
        ...seen.instances.map((i) => i.label),
        ...seen.backends.map((b) => unmarkedLabel(b.label)),
        ...recent.map((a) => a.label),
      ])
      expect(ofKind(plan, 'add').filter((c) => used.has(c.member))).toEqual([])
    })
  })

  test('nothing is created while what is on its way covers what is wanted', () => {
    always(({ plan, asked, census }) => {
      if (asked.action !== 'scale-out') return
      const coming = census.all.filter((c) => ['starting', 'unattached'].includes(c.state)).length
      const target = asked.size.kind === 'to' ? asked.size.n : census.size.serving + asked.size.n
      if (census.size.serving + coming >= Math.max(2, Math.min(8, target)))
        expect(ofKind(plan, 'add')).toEqual([])
    })
  })

  test('under the brake nobody is removed and at most one is created', () => {
    always(({ plan, census }) => {
      if (!census.mostDown) return
      expect(ofKind(plan, 'remove')).toEqual([])
      expect(ofKind(plan, 'add').length).toBeLessThanOrEqual(1)
    })
  })

  test('reconcile trims at most a step', () => {
    always(({ plan, asked }) => {
      const fresh = ofKind(plan, 'remove').filter((c) => c.of.backends.every((b) => b.mode === 'accept'))
      if (asked.action === 'reconcile') expect(fresh.length).toBeLessThanOrEqual(1)
    })
  })

  test('nobody is starting, settling or Unknown, and still chosen', () => {
    always(({ plan, census }) => {
      for (const { of } of ofKind(plan, 'remove')) {
        const counted = census.all.find((c) => c.member === of)
        expect(['in-service', 'leaving', 'out-of-service']).toContain(counted?.state)
        if (counted?.state === 'out-of-service') expect(counted.down).toBe(true)
      }
    })
  })

  test('no member is in two changes of which one undoes the other', () => {
    always(({ plan }) => {
      const out = ofKind(plan, 'remove').map((c) => c.member)
      const back = new Set([...ofKind(plan, 'put-back'), ...ofKind(plan, 'add')].map((c) => c.member))
      expect(out.filter((m) => back.has(m))).toEqual([])
      const kinds = plan.changes.map((c) => `${c.kind} ${c.member}`)
      expect(new Set(kinds).size).toBe(kinds.length)
    })
  })

  test('the plan is the same for any order of the input', () => {
    fc.assert(
      fc.property(sighting, request, fc.integer(), (seen, asked, seed) => {
        const shuffled = {
          ...seen,
          instances: shuffle(seen.instances, seed),
          backends: shuffle(seen.backends, seed),
          activity: seen.activity && shuffle(seen.activity, seed),
        }
        expect(planned(shuffled, asked).plan).toEqual(planned(seen, asked).plan)
      }),
      RUNS,
    )
  })

  test('a plan that changes no size says why, in the order of the rules', () => {
    always(({ plan, asked }) => {
      const changes = [...ofKind(plan, 'add'), ...ofKind(plan, 'remove')].length
      if (changes > 0) expect(plan.hold).toBeNull()
      const backs = ofKind(plan, 'put-back').length
      if (changes + backs === 0 && asked.action !== 'reconcile') expect(plan.hold).not.toBeNull()
      const told = plan.guards.map((g) => ORDER.indexOf(g.guard))
      expect(told).toEqual(told.toSorted((a, b) => a - b))
    })
  })
})

function shuffle<T>(list: readonly T[], seed: number): readonly T[] {
  const keyed = list.map((item, i) => ({ item, key: Math.sin(seed + i * 7919) }))
  return keyed.sort((a, b) => a.key - b.key).map((k) => k.item)
}
