import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { assembleFleet } from '../../../src/fleet/sight/assemble-fleet.ts'
import type { Fleet, Sighting } from '../../../src/fleet/model/fleet.ts'
import { backendId } from '../../../src/fleet/model/ids.ts'
import { modeAfter } from '../../../src/fleet/sight/member-state.ts'
import { isMarked } from '../../../src/fleet/model/mark.ts'
import { planRequest } from '../../../src/fleet/plan/plan-request.ts'
import type { Change, Plan, Step } from '../../../src/fleet/plan/plan.ts'
import type { Request } from '../../../src/fleet/plan/request.ts'
import { stepsOf } from '../../../src/fleet/plan/steps-of.ts'
import { aBackend, anInstance, aSighting, type Made, NOON } from '../../support/a-fleet.ts'
import { anEvent } from '../../support/an-event.ts'
import { carryOut } from '../../support/carry-out.ts'
import { changesOf } from '../../support/changes-of.ts'
import { aMemberOfKind, KIND_NAMES, type Kind, type KindName, kindOf } from '../../support/kinds-of-member.ts'
import { always, type Reached, SEED } from '../../support/always.ts'
import { aPolicyOnTwo, aSecondBackend, bothConfigs } from '../../support/two-configs.ts'

const RUNS = 500
const policy = aPolicyOnTwo()
const { min, max } = policy.size

// What is not ours, or of nobody: each has a number of its own, above those of the members.
const EXTRAS: readonly Made[] = [
  { instance: anInstance(21, { tags: [] }), backends: [aBackend(21), aSecondBackend(21)] },
  { instance: anInstance(22, { tags: ['fleet:web:54321'] }) },
  { backends: [aBackend(23, { label: 'legacy-1' }), aSecondBackend(23, { label: 'legacy-1' })] },
  { backends: [aBackend(24, { label: 'legacy-2', mode: 'drain' })] },
  { backends: [aBackend(25)] },
  { backends: [aSecondBackend(26, { label: 'web-26.outgsmo0', mode: 'drain' })] },
  { backends: [aBackend(1, { id: backendId(4001), address: '192.168.140.1:80', mode: 'drain' })] },
]

// Most accounts are a fleet that works, with a few of every kind in it; in some the check or the app has failed.
const usual = fc.oneof(
  { weight: 4, arbitrary: fc.constant<KindName>('serving') },
  { weight: 1, arbitrary: fc.constantFrom<KindName>('leaving', 'broken') },
  { weight: 3, arbitrary: fc.constantFrom(...KIND_NAMES) },
)
const outage = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<KindName>('broken', 'broken, kept', 'leaving, down', 'off') },
  { weight: 1, arbitrary: usual },
)
const kinds = fc.oneof(
  { weight: 4, arbitrary: fc.array(usual, { maxLength: 11, size: 'max' }) },
  { weight: 1, arbitrary: fc.array(outage, { maxLength: 11, size: 'max' }) },
)
const account = fc.record({
  kinds,
  extras: fc.subarray([...EXTRAS]),
  checked: fc.boolean(),
  activity: fc.subarray([anEvent('create', 27, 1), anEvent('delete', 2, 3), anEvent('delete', 28, 20)]),
})
const size = fc.oneof(
  fc.record({ kind: fc.constant('by' as const), n: fc.integer({ min: 1, max }) }),
  fc.record({ kind: fc.constant('to' as const), n: fc.integer({ min, max }) }),
)

type Account = typeof account extends fc.Arbitrary<infer T> ? T : never

function seen({ kinds, extras, checked, activity }: Account): Sighting {
  const members = kinds.map((kind, i) => aMemberOfKind(kind, i + 1))
  return aSighting([...members, ...extras], { ...bothConfigs(checked), activity })
}

interface Planned {
  readonly plan: Plan
  readonly fleet: Fleet
  /** What the rules say of member n, at n - 1. */
  readonly truth: readonly Kind[]
  /** By the truth, not by the code. */
  readonly brake: boolean
  readonly request: Request
}

function planned(a: Account, request: Request): Planned {
  const fleet = assembleFleet(seen(a), policy)
  const truth = a.kinds.map(kindOf)
  const judged = truth.filter((k) => k.starts === undefined)
  const brake = judged.length >= 3 && count(judged, 'down') * 2 > judged.length
  return { plan: planRequest(fleet, policy, request, NOON), fleet, truth, brake, request }
}

/** A rule for one action, whose expectation must run in such a share of the accounts. */
function ever(action: Request['action'], share: number, rule: (x: Planned, reached: Reached) => void): void {
  const request = fc.record({
    action: fc.constant(action),
    size: action === 'reconcile' ? fc.constant({ kind: 'by' as const, n: 0 }) : size,
    force: fc.boolean(),
    wait: fc.boolean(),
  })
  always({ cases: RUNS, of: fc.tuple(account, request), share }, ([a, r], reached) =>
    rule(planned(a, r), reached),
  )
}

function count(truth: readonly Kind[], what: 'serves' | 'coming' | 'leaves' | 'down'): number {
  return truth.filter((k) => k[what] === true).length
}

function ofKind<K extends Change['kind']>(plan: Plan, kind: K): readonly Extract<Change, { kind: K }>[] {
  return plan.changes.filter((c): c is Extract<Change, { kind: K }> => c.kind === kind)
}

/** What the rules say of each member that a plan removes. */
function removed({ plan, truth }: Planned): readonly Kind[] {
  return ofKind(plan, 'remove').flatMap((c) => truth[c.of.number - 1] ?? [])
}

/** The put-backs that bring capacity, and not those that give a person's member back. */
function wantedBack({ plan, truth }: Planned): number {
  return ofKind(plan, 'put-back').filter((c) => truth[c.of.number - 1]?.leaves === true).length
}

function everyStep({ plan, fleet }: Planned): readonly Step[] {
  return plan.changes.flatMap((c) => stepsOf(c, fleet, policy, true))
}

const ACTIONS = ['scale-out', 'scale-in', 'reconcile'] as const

/** Running strangers without a fleet tag may be members that lost it: of the extras web-21, which is in service. */
function untagged({ fleet }: Planned): number {
  return fleet.strangers.filter((i) => i.tags.length === 0).length
}

function targetOf(x: Planned, strangers = untagged(x)): number {
  const { request, truth } = x
  const { kind, n } = request.size
  return Math.max(min - strangers, Math.min(max, kind === 'to' ? n : count(truth, 'serves') + n))
}

const isDown = (k: Kind): boolean => k.choosable === true && k.down === true

describe(`scale-out (seed ${SEED})`, () => {
  test('creates exactly what is wanted and is neither there, put back, nor on its way', () => {
    ever('scale-out', 0.1, (x, reached) => {
      const { plan, truth, brake, request } = x
      const lacking = Math.max(0, targetOf(x) - count(truth, 'serves'))
      const alive = truth.filter((t) => t.down !== true)
      // Putting back costs nothing, and no stranger counts against it.
      const back = Math.min(count(alive, 'leaves'), Math.max(0, targetOf(x, 0) - count(truth, 'serves')))
      const rest = Math.max(0, lacking - back - count(truth, 'coming'))
      const room = Math.max(0, max - truth.length - untagged(x))
      const adds = ofKind(plan, 'add').length
      if (adds > 0 && (back > 0 || count(truth, 'coming') > 0)) reached()
      expect(wantedBack(x)).toBe(back)
      expect(adds).toBeLessThanOrEqual(Math.min(rest, room))
      if (request.force && !brake) expect(adds).toBe(Math.min(rest, room))
    })
  })

  test('said again right after it was carried out, even past the cooldown, creates nothing more', () => {
    ever('scale-out', 0.1, (x, reached) => {
      const { plan, fleet, truth, request, brake } = x
      const after = assembleFleet(carryOut(fleet, plan, policy), policy)
      const lacking = Math.max(0, targetOf(x) - count(truth, 'serves'))
      const sameWant: Request['size'] = { kind: 'to', n: targetOf(x) }
      const again = planRequest(after, policy, { ...request, size: sameWant, force: true }, NOON)
      const adds = ofKind(plan, 'add').length
      expect(adds + ofKind(again, 'add').length).toBeLessThanOrEqual(lacking)
      // Put-backs reset health to Unknown, which may end a brake that has kept creates back.
      if (adds === 0 || !request.force || brake) return
      reached()
      expect(ofKind(again, 'add')).toEqual([])
      const repeated = planRequest(after, policy, request, NOON)
      if (repeated.size.serving === plan.size.serving) expect(ofKind(repeated, 'add')).toEqual([])
    })
  })

  test('removes nobody', () => {
    ever('scale-out', 0.6, ({ plan, truth }, reached) => {
      if (truth.length > 2) reached()
      expect(ofKind(plan, 'remove')).toEqual([])
    })
  })

  test('under the brake creates at most one, and none while something is on its way', () => {
    ever('scale-out', 0.1, ({ plan, truth, brake }, reached) => {
      if (!brake) return
      reached()
      expect(ofKind(plan, 'add').length).toBeLessThanOrEqual(count(truth, 'coming') === 0 ? 1 : 0)
    })
  })

  test('holds exactly when it neither creates nor puts back', () => {
    ever('scale-out', 0.2, (x, reached) => {
      if (x.plan.hold !== null) reached()
      expect(x.plan.hold === null).toBe(ofKind(x.plan, 'add').length + wantedBack(x) > 0)
    })
  })
})

describe('scale-in', () => {
  test('removes only what leaves already, what is in service and what is DOWN, and nothing that is held', () => {
    ever('scale-in', 0.2, (x, reached) => {
      const gone = removed(x)
      if (gone.length > 0) reached()
      expect(gone.filter((k) => k.leaves !== true && k.choosable !== true)).toEqual([])
    })
  })

  test('leaves min members, and min in service if one of them was', () => {
    ever('scale-in', 0.04, (x, reached) => {
      const gone = removed(x)
      if (gone.length > 0) expect(x.truth.length - gone.length).toBeGreaterThanOrEqual(min)
      const served = count(gone, 'serves')
      if (served === 0) return
      reached()
      expect(count(x.truth, 'serves') - served).toBeGreaterThanOrEqual(min)
    })
  })

  test('removes no more than are asked for, and DOWN ones before those in service', () => {
    ever('scale-in', 0.02, (x, reached) => {
      const gone = removed(x)
      const { kind, n } = x.request.size
      if (kind === 'by') expect(gone.length).toBeLessThanOrEqual(n)
      const spared = x.truth.filter((k) => isDown(k) && !gone.includes(k))
      if (!gone.some((k) => k.serves === true)) return
      if (gone.some(isDown)) reached()
      expect(spared).toEqual([])
    })
  })

  test('leaves nobody half removed once it is carried out', () => {
    ever('scale-in', 0.2, ({ plan, fleet, brake }, reached) => {
      const after = assembleFleet(carryOut(fleet, plan, policy), policy)
      const left = after.members.filter((m) =>
        m.backends.some((b) => isMarked(b.label) && b.mode === 'drain'),
      )
      if (ofKind(plan, 'remove').length > 0) reached()
      expect(left).toEqual([])
      if (!brake) expect(after.leftovers).toEqual([])
    })
  })
})

describe('scale-in that removes nobody', () => {
  test('under the brake removes nobody and puts back what leaves', () => {
    ever('scale-in', 0.1, (x, reached) => {
      if (!x.brake) return
      reached()
      expect(removed(x)).toEqual([])
      expect(wantedBack(x)).toBe(count(x.truth, 'leaves'))
    })
  })

  test('creates nobody but what min lacks, and holds exactly when it changes no size', () => {
    ever('scale-in', 0.2, ({ plan, truth }, reached) => {
      const [adds, removes] = [ofKind(plan, 'add').length, ofKind(plan, 'remove').length]
      if (removes > 0) reached()
      expect(adds).toBeLessThanOrEqual(Math.max(0, min - truth.length))
      expect(plan.hold === null).toBe(adds + removes > 0)
    })
  })
})

describe('reconcile', () => {
  test('right after it was carried out does nothing', () => {
    ever('reconcile', 0.2, ({ plan, fleet, brake, request }, reached) => {
      // Put-backs reset health to Unknown, which may end a brake; --force would trim one step more.
      if (brake || request.force) return
      // What the first one has attached may serve by now, and then there is somebody to trim.
      if (plan.hold?.reason === 'at-min' || plan.hold?.reason === 'no-candidate') return
      if (plan.changes.length > 0) reached()
      const after = assembleFleet(carryOut(fleet, plan, policy), policy)
      expect(changesOf(planRequest(after, policy, request, NOON))).toEqual([])
    })
  })

  test('that changes no size holds exactly when the size is outside the bounds', () => {
    ever('reconcile', 0.02, ({ plan, truth }, reached) => {
      if (ofKind(plan, 'add').length + ofKind(plan, 'remove').length > 0) return
      const within = truth.length >= min && truth.length <= max
      if (!within) reached()
      expect(plan.hold === null).toBe(within)
    })
  })
})

describe.each(ACTIONS)('%s', (action) => {
  test('writes to no stranger, no foreign backend, and no mode that a person has set', () => {
    ever(action, 0.3, (x, reached) => {
      const alien = new Set<unknown>([...x.fleet.foreign, ...x.fleet.strangers])
      const steps = everyStep(x)
      if (alien.size > 0 && steps.length > 0) reached()
      for (const step of steps) {
        if (step.step === 'delete') expect(alien.has(step.instance)).toBe(false)
        if (!('backend' in step)) continue
        expect(alien.has(step.backend)).toBe(false)
        if (step.step === 'drain') expect(step.backend.mode).toBe('accept')
        if (step.step === 'put-back') {
          expect(isMarked(step.backend.label)).toBe(true)
          if (step.backend.mode !== 'drain') expect(modeAfter(step.backend, x.fleet)).toBe(step.backend.mode)
        }
      }
    })
  })

  test('attaches nobody whom a person has taken out of accept', () => {
    ever(action, 0.2, ({ plan }, reached) => {
      const attached = ofKind(plan, 'attach')
      if (attached.length > 0) reached()
      const modes = attached.flatMap((c) => c.of.backends.map((b) => b.mode))
      expect(modes.filter((m) => m !== 'accept')).toEqual([])
    })
  })

  test('finishes, gives back or leaves alone, but never both ways at once', () => {
    ever(action, 0.2, ({ plan }, reached) => {
      const sized = plan.changes.filter((c) => c.kind !== 'tidy').map((c) => c.member)
      if (sized.length > 1) reached()
      expect(new Set(sized).size).toBe(sized.length)
    })
  })

  test('gives every number once, and none that is in use or was freed within 15 minutes', () => {
    ever(action, action === 'scale-out' ? 0.2 : 0, ({ plan, fleet }, reached) => {
      const freed = (fleet.activity ?? []).filter((a) => a.label === 'web-2').map((a) => a.label)
      const used = new Set([...freed, ...fleet.instances.map((i) => i.label), 'web-25', 'web-26'])
      const added = ofKind(plan, 'add').map((c) => c.member)
      if (added.length > 0) reached()
      expect(added.filter((label) => used.has(label))).toEqual([])
      expect(new Set(added).size).toBe(added.length)
    })
  })

  test('plans the same for any order of instances, backend nodes, configs and events', () => {
    const of = fc.tuple(account, size, fc.boolean(), fc.noShrink(fc.integer()))
    always({ cases: RUNS, of, share: 0.5 }, ([a, s, force, seed], reached) => {
      const sighting = seen(a)
      const request: Request = { action, size: s, force, wait: true }
      const plan = planRequest(assembleFleet(sighting, policy), policy, request, NOON)
      if (plan.changes.length > 0) reached()
      const other = assembleFleet(shuffled(sighting, seed), policy)
      expect(planRequest(other, policy, request, NOON)).toEqual(plan)
    })
  })
})

function shuffled(s: Sighting, seed: number): Sighting {
  return {
    ...s,
    instances: shuffle(s.instances, seed),
    backends: shuffle(s.backends, seed),
    configs: shuffle(s.configs, seed),
    activity: s.activity && shuffle(s.activity, seed),
  }
}

function shuffle<T>(list: readonly T[], seed: number): readonly T[] {
  const keyed = list.map((item, i) => ({ item, key: Math.sin(seed + i * 7919) }))
  return keyed.sort((a, b) => a.key - b.key).map((k) => k.item)
}
