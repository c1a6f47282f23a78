import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { assembleFleet } from '../../../src/fleet/sight/assemble-fleet.ts'
import type { Activity, Backend, Health, Instance, Member, Sighting } from '../../../src/fleet/model/fleet.ts'
import { backendId, instanceId } from '../../../src/fleet/model/ids.ts'
import { unmarkedLabel } from '../../../src/fleet/model/mark.ts'
import { pauseTag } from '../../../src/fleet/sight/pause.ts'
import { planRequest } from '../../../src/fleet/plan/plan-request.ts'
import type { Change, Plan } from '../../../src/fleet/plan/plan.ts'
import type { HoldReason } from '../../../src/fleet/model/hold.ts'
import type { Request } from '../../../src/fleet/plan/request.ts'
import { takeCensus } from '../../../src/fleet/sight/census.ts'
import { always, type Reached, SEED } from '../../support/always.ts'
import { aBackend, anInstance, aPolicy, aSighting, type Made, MINUTE, NOON } from '../../support/a-fleet.ts'

const RUNS = 1_000
const policy = aPolicy()

// Accounts as they may be found. Most of one is a fleet that works, or nothing would ever be planned for it: each member strays
// from that in few ways, or all of them at once. Beside them stand near misses, strangers, shared and re-assigned addresses.
const often = <T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constant(usual) },
    { weight: 3, arbitrary: fc.constantFrom(...others) },
  )
const DAY = NOON - 1440 * MINUTE
const created = often(DAY, NOON - MINUTE, NOON - 7 * MINUTE, NOON - 30 * MINUTE)
const traits = fc.record({
  tags: often(
    ['fleet:web:12345'],
    [],
    ['fleet:web:1234'],
    ['fleet:web:54321'],
    ['keep'],
    ['fleet:web:12345', 'keep'],
  ),
  created,
  status: often('running', 'offline', 'booting', 'provisioning', 'migrating'),
  locks: often<readonly string[]>([], ['cannot_delete']),
  region: often('us-east', 'eu-west'),
})
const ACCEPT = { mode: 'accept', mark: '' }
const place = fc.record({
  how: often(
    ACCEPT,
    { mode: 'drain', mark: '.outgsmo0' },
    { mode: 'drain', mark: '.outgsmo0' },
    { mode: 'drain', mark: '' },
    {
      mode: 'reject',
      mark: '',
    },
    { mode: 'backup', mark: '.outgsmo0' },
    { mode: 'accept', mark: '.outgsmo0' },
  ),
  health: often<Health>('up', 'down', 'unknown'),
})
const member = fc.record({
  traits,
  nodes: fc.oneof(
    { weight: 8, arbitrary: fc.tuple(place) },
    { weight: 1, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.tuple(place, place) },
  ),
  addressed: often(true, false),
})
type MemberMade = typeof member extends fc.Arbitrary<infer T> ? T : never

function aMade({ traits: its, nodes, addressed }: MemberMade, n: number): Made {
  return {
    instance: anInstance(n, { ...its, ...(addressed ? {} : { address: null }) }),
    backends: nodes.map(({ how: { mode, mark }, health }) =>
      aBackend(n, { mode, health, label: `web-${n}${mark}` }),
    ),
  }
}

const label = fc.oneof(
  fc.integer({ min: 1, max: 14 }).map((n) => `web-${n}`),
  fc.constantFrom('web-01', 'web-1.outgsmo0', 'web', 'web-', 'weber-1', 'legacy-1', 'web-1a'),
)
const stranger = fc.record({ label, traits, n: fc.integer({ min: 1, max: 16 }) })
const loose = fc.record({
  n: fc.integer({ min: 1, max: 16 }),
  label: fc.oneof(
    label,
    label.map((l) => `${l}.outgsmo0`),
  ),
  mode: fc.constantFrom('accept', 'drain', 'reject'),
  health: fc.constantFrom('up' as const, 'down' as const, 'unknown' as const),
})
const event: fc.Arbitrary<Activity> = fc.record({
  at: fc.constantFrom(NOON - MINUTE, NOON - 7 * MINUTE, NOON - 30 * MINUTE, DAY),
  action: fc.constantFrom('create', 'delete'),
  instance: fc.integer({ min: 100, max: 130 }).map(instanceId),
  label: fc.integer({ min: 1, max: 12 }).map((n) => `web-${n}`),
  username: fc.constant('somebody'),
  failed: fc.boolean(),
})
const sighting: fc.Arbitrary<Sighting> = fc
  .record({
    members: fc.array(member, { maxLength: 13, size: 'max' }),
    strangers: fc.array(stranger, { maxLength: 2 }),
    loose: fc.array(loose, { maxLength: 2 }),
    activity: fc.oneof(fc.constant([]), fc.array(event, { maxLength: 3 })),
    outage: fc.oneof(
      { weight: 5, arbitrary: fc.constant(false) },
      { weight: 1, arbitrary: fc.constant(true) },
    ),
  })
  .map(({ members, strangers, loose, activity, outage }) => {
    const made = members.map((m, i) => aMade(m, i + 1))
    const others = strangers.map(({ label, traits, n }) => anInstance(n, { ...traits, label }))
    const nodes = [
      ...made.flatMap((m) => m.backends ?? []),
      ...loose.map(({ n, ...rest }) => aBackend(n, rest)),
    ]
    return aSighting([], {
      instances: uniqueLabels([...others, ...made.flatMap((m) => m.instance ?? [])]).map((i, k) => ({
        ...i,
        id: instanceId(100 + k),
      })),
      backends: nodes.map((b, k) => ({
        ...b,
        id: backendId(1000 + k),
        health: outage ? 'down' : b.health,
      })),
      activity,
    })
  })
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

/** Plans for any account and any request, and hands both to a rule, whose expectation must run in such a share of them. */
function inAny(
  share: number,
  rule: (x: ReturnType<typeof planned>, reached: Reached) => void,
  asking = request,
): void {
  always({ cases: RUNS, of: fc.tuple(sighting, asking), share }, ([s, r], reached) =>
    rule(planned(s, r), reached),
  )
}

function planned(seen: Sighting, asked: Request) {
  const fleet = assembleFleet(seen, policy)
  const plan = planRequest(fleet, policy, asked, NOON)
  return { seen, asked, fleet, plan, census: takeCensus(fleet, policy, NOON) }
}

function ofKind<K extends Change['kind']>(plan: Plan, kind: K): readonly Extract<Change, { kind: K }>[] {
  return plan.changes.filter((c): c is Extract<Change, { kind: K }> => c.kind === kind)
}

/** Two machines may have a mark of the same member: that is taken off either. */
function identityOf(change: Change): string {
  const at = change.kind === 'put-back' ? change.of.backends.map((b) => b.id) : []
  return `${change.kind} ${change.member} ${at.join()}`
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
  'strangers',
  'at-max',
  'at-cost',
  'at-min',
  'at-size',
  'no-candidate',
]

const withTags = (seen: Sighting, tags: readonly string[]): Sighting => ({
  ...seen,
  nodeBalancers: seen.nodeBalancers.map((nb) => ({ ...nb, tags })),
})

const isHeld = ({ instance, backends }: Member): boolean =>
  instance.tags.includes('keep') ||
  instance.locks.length > 0 ||
  backends.some((b) => b.mode !== 'accept' && !(b.mode === 'drain' && b.label.endsWith('.outgsmo0')))

describe(`for any account and any request (seed ${SEED})`, () => {
  test('a pause holds everything, --force passes it, and one that has ended or is another fleet’s changes nothing', () => {
    inAny(0.9, ({ seen: s, asked: r, plan: plain }, reached) => {
      reached()
      const on = planned(withTags(s, ['mine', pauseTag('web', NOON + 1_000)]), r).plan
      if (r.force) expect(on).toEqual(plain)
      else expect(on).toMatchObject({ changes: [], hold: { reason: 'paused', until: NOON + 1_000 } })
      const off = [pauseTag('web', NOON), pauseTag('weber', null), 'paused', 'web']
      expect(planned(withTags(s, off), r).plan).toEqual(plain)
    })
  })

  test('nothing is ever removed that is not owned: fleet tag and label <name>-<n>, both', () => {
    inAny(0.1, ({ plan }, reached) => {
      for (const i of touched(plan).instances) {
        reached()
        expect(i.tags).toContain('fleet:web:12345')
        expect(i.label).toMatch(/^web-[1-9]\d*$/)
      }
    })
  })

  test('no foreign backend is ever touched', () => {
    inAny(0.2, ({ plan, fleet }, reached) => {
      const foreign = new Set(fleet.foreign)
      const { backends } = touched(plan)
      if (foreign.size > 0 && backends.length > 0) reached()
      expect(backends.filter((b) => foreign.has(b))).toEqual([])
    })
  })

  test('no member that a person holds is ever removed', () => {
    inAny(0.1, ({ plan, fleet }, reached) => {
      const removed = ofKind(plan, 'remove')
      if (removed.length > 0 && fleet.members.some(isHeld)) reached()
      expect(removed.filter((c) => isHeld(c.of))).toEqual([])
    })
  })
})

describe(`for any account and any request, bounds and numbers (seed ${SEED})`, () => {
  test('never more than max members exist, unless there were more before', () => {
    inAny(0.15, ({ plan, fleet }, reached) => {
      const adds = ofKind(plan, 'add').length
      if (adds > 0) reached()
      expect(fleet.members.length + adds).toBeLessThanOrEqual(Math.max(8, fleet.members.length))
    })
  })

  test('a removal leaves at least min members, and min in service if it served', () => {
    inAny(0.06, ({ plan, fleet, census }, reached) => {
      const removed = new Set(ofKind(plan, 'remove').map((c) => c.of.instance.id))
      if (removed.size === 0) return
      // What nobody knows whose it is takes a place: it is not filled a second time beside it.
      const made = ofKind(plan, 'add').length + fleet.strangers.length
      expect(fleet.members.length + made - removed.size).toBeGreaterThanOrEqual(2)
      const before = census.all.filter((c) => c.inService)
      const after = before.filter((c) => !removed.has(c.member.instance.id))
      const back = ofKind(plan, 'put-back').filter((c) => !removed.has(c.of.instance.id)).length
      if (after.length === before.length) return
      reached()
      expect(after.length + back).toBeGreaterThanOrEqual(2)
    })
  })

  test('a number that anybody has, or that a deletion has just freed, is never used', () => {
    inAny(0.15, ({ plan, seen }, reached) => {
      const recent = (seen.activity ?? []).filter(
        (a) => a.action === 'delete' && !a.failed && a.at > NOON - 15 * MINUTE,
      )
      const used = new Set([
        ...seen.instances.map((i) => i.label),
        ...seen.backends.map((b) => unmarkedLabel(b.label)),
        ...recent.map((a) => a.label),
      ])
      const adds = ofKind(plan, 'add')
      if (adds.length > 0) reached()
      expect(adds.filter((c) => used.has(c.member))).toEqual([])
    })
  })
})

describe(`for any account and any request, what is there already (seed ${SEED})`, () => {
  test('nothing is created while what is on its way covers what is wanted', () => {
    inAny(0.035, ({ plan, asked, census }, reached) => {
      if (asked.action !== 'scale-out') return
      const coming = census.all.filter((c) => ['starting', 'unattached'].includes(c.state)).length
      const target = asked.size.kind === 'to' ? asked.size.n : census.size.serving + asked.size.n
      if (coming === 0 || census.size.serving + coming < Math.max(2, Math.min(8, target))) return
      reached()
      expect(ofKind(plan, 'add')).toEqual([])
    })
  })
})

describe(`for any account and any request, the brake and trims (seed ${SEED})`, () => {
  test('under the brake nobody is removed and at most one is created', () => {
    inAny(0.08, ({ plan, census }, reached) => {
      if (!census.mostDown) return
      reached()
      expect(ofKind(plan, 'remove')).toEqual([])
      expect(ofKind(plan, 'add').length).toBeLessThanOrEqual(1)
    })
  })

  test('reconcile trims at most a step of what has served, and of what has not no more than is above max', () => {
    inAny(
      0.04,
      ({ plan, fleet, census }, reached) => {
        const starts = new Set(census.all.filter((c) => c.state === 'starting').map((c) => c.member))
        const [unserved, served] = [true, false].map((is) =>
          ofKind(plan, 'remove').filter((c) => starts.has(c.of) === is),
        )
        const fresh = served?.filter((c) => c.of.backends.every((b) => b.mode === 'accept')) ?? []
        expect(unserved?.length).toBeLessThanOrEqual(Math.max(0, fleet.members.length - policy.size.max))
        if (fleet.members.length > 9 && fresh.length > 0) reached()
        expect(fresh.length).toBeLessThanOrEqual(1)
      },
      request.map((r): Request => ({ ...r, action: 'reconcile' })),
    )
  })
})

describe(`for any account and any request, one plan (seed ${SEED})`, () => {
  test('nobody is starting, settling or Unknown, and still chosen, but for what is above max and has never served', () => {
    inAny(0.1, ({ plan, census }, reached) => {
      for (const { of } of ofKind(plan, 'remove')) {
        reached()
        const counted = census.all.find((c) => c.member === of)
        const above = plan.request.action === 'reconcile' && census.size.total > policy.size.max
        expect(['in-service', 'leaving', 'out-of-service', ...(above ? ['starting'] : [])]).toContain(
          counted?.state,
        )
        if (counted?.state === 'out-of-service') expect(counted.down).toBe(true)
      }
    })
  })

  test('no member is in two changes of which one undoes the other', () => {
    inAny(0.1, ({ plan }, reached) => {
      if (plan.changes.length > 1) reached()
      const out = ofKind(plan, 'remove')
      // A mark whose drain a person has undone is taken off whoever goes: nothing is given back by that.
      const back = ofKind(plan, 'put-back').filter((c) => c.of.backends.some((b) => b.mode === 'drain'))
      const given = new Set(back.map((c) => c.of.instance.id))
      expect(out.filter((c) => given.has(c.of.instance.id))).toEqual([])
      const added = new Set(ofKind(plan, 'add').map((c) => c.member))
      expect(out.filter((c) => added.has(c.member))).toEqual([])
      const kinds = plan.changes.map(identityOf)
      expect(new Set(kinds).size).toBe(kinds.length)
    })
  })
})

describe(`for any account and any request, in any order (seed ${SEED})`, () => {
  test('the plan is the same for any order of the input', () => {
    const of = fc.tuple(sighting, request, fc.noShrink(fc.integer()))
    always({ cases: RUNS, of, share: 0.3 }, ([seen, asked, seed], reached) => {
      const shuffled = {
        ...seen,
        instances: shuffle(seen.instances, seed),
        backends: shuffle(seen.backends, seed),
        activity: seen.activity && shuffle(seen.activity, seed),
      }
      const { plan } = planned(seen, asked)
      if (plan.changes.length > 0) reached()
      expect(planned(shuffled, asked).plan).toEqual(plan)
    })
  })
})

describe(`for any account and any request, a reason (seed ${SEED})`, () => {
  test('a plan that changes no size says why, in the order of the rules', () => {
    inAny(0.18, ({ plan, asked }, reached) => {
      const changes = [...ofKind(plan, 'add'), ...ofKind(plan, 'remove')].length
      if (changes > 0) expect(plan.hold).toBeNull()
      const backs = ofKind(plan, 'put-back').length
      if (changes + backs === 0 && asked.action !== 'reconcile') {
        reached()
        expect(plan.hold).not.toBeNull()
      }
      const told = plan.guards.map((g) => ORDER.indexOf(g.guard))
      expect(told).toEqual(told.toSorted((a, b) => a - b))
    })
  })
})

function shuffle<T>(list: readonly T[], seed: number): readonly T[] {
  const keyed = list.map((item, i) => ({ item, key: Math.sin(seed + i * 7919) }))
  return keyed.sort((a, b) => a.key - b.key).map((k) => k.item)
}
