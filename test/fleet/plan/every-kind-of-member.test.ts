import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { assembleFleet } from '../../../src/fleet/sight/assemble-fleet.ts'
import type { Fleet, Sighting } from '../../../src/fleet/model/fleet.ts'
import { backendId } from '../../../src/fleet/model/ids.ts'
import { modeAfter } from '../../../src/fleet/sight/member-state.ts'
import { isMarked } from '../../../src/fleet/model/label.ts'
import { planRequest } from '../../../src/fleet/plan/plan-request.ts'
import type { Change, Plan, Step } from '../../../src/fleet/plan/plan.ts'
import type { Request } from '../../../src/fleet/plan/request.ts'
import { stepsOf } from '../../../src/fleet/plan/steps-of.ts'
import { aBackend, anInstance, aSighting, type Made, NOON } from '../../support/a-fleet.ts'
import { anEvent } from '../../support/an-event.ts'
import { carryOut } from '../../support/carry-out.ts'
import { changesOf } from '../../support/changes-of.ts'
import { aMemberOfKind, KIND_NAMES, type Kind, type KindName, kindOf } from '../../support/kinds-of-member.ts'
import { tally } from '../../support/tally.ts'
import { aPolicyOnTwo, aSecondBackend, bothConfigs } from '../../support/two-configs.ts'

const RUNS = { numRuns: process.env['PROVE'] === '1' ? 20_000 : 500 }
const policy = aPolicyOnTwo()
const { min, max } = policy.size

// What is not ours, or of nobody: each has a number of its own, above those of the members.
const EXTRAS: readonly Made[] = [
  { instance: anInstance(21, { tags: [] }), backends: [aBackend(21), aSecondBackend(21)] },
  { instance: anInstance(22, { tags: ['fleet:web:54321'] }) },
  { backends: [aBackend(23, { label: 'legacy-1' }), aSecondBackend(23, { label: 'legacy-1' })] },
  { backends: [aBackend(24, { label: 'legacy-2', mode: 'drain' })] },
  { backends: [aBackend(25)] },
  { backends: [aSecondBackend(26, { label: 'web-26.out', mode: 'drain' })] },
  { backends: [aBackend(1, { id: backendId(4001), address: '192.168.140.1:80', mode: 'drain' })] },
]

const kinds = fc.array(
  fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom<KindName>('serving', 'leaving', 'broken') },
    { weight: 2, arbitrary: fc.constantFrom(...KIND_NAMES) },
  ),
  { maxLength: 11 },
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

function always(action: Request['action'], rule: (x: Planned) => void): void {
  const request = fc.record({
    action: fc.constant(action),
    size: action === 'reconcile' ? fc.constant({ kind: 'by' as const, n: 0 }) : size,
    force: fc.boolean(),
    wait: fc.boolean(),
  })
  fc.assert(
    fc.property(account, request, (a, r) => {
      rule(planned(a, r))
    }),
    RUNS,
  )
  tally('generated accounts, planned for', RUNS.numRuns)
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

function targetOf({ request, truth }: Planned): number {
  const { kind, n } = request.size
  return Math.max(min, Math.min(max, kind === 'to' ? n : count(truth, 'serves') + n))
}

describe('scale-out', () => {
  test('creates exactly what is wanted and is neither there, put back, nor on its way', () => {
    always('scale-out', (x) => {
      const { plan, truth, brake, request } = x
      const lacking = Math.max(0, targetOf(x) - count(truth, 'serves'))
      const back = Math.min(count(truth, 'leaves'), lacking)
      const rest = Math.max(0, lacking - back - count(truth, 'coming'))
      const room = Math.max(0, max - truth.length)
      const adds = ofKind(plan, 'add').length
      expect(wantedBack(x)).toBe(back)
      expect(adds).toBeLessThanOrEqual(Math.min(rest, room))
      if (request.force && !brake) expect(adds).toBe(Math.min(rest, room))
    })
  })

  test('said again right after it was carried out, even past the cooldown, creates nothing more', () => {
    always('scale-out', (x) => {
      const { plan, fleet, truth, request, brake } = x
      const after = assembleFleet(carryOut(fleet, plan, policy), policy)
      const lacking = Math.max(0, targetOf(x) - count(truth, 'serves'))
      const sameWant: Request['size'] = { kind: 'to', n: targetOf(x) }
      const again = planRequest(after, policy, { ...request, size: sameWant, force: true }, NOON)
      const adds = ofKind(plan, 'add').length
      expect(adds + ofKind(again, 'add').length).toBeLessThanOrEqual(lacking)
      // Put-backs reset health to Unknown, which may end a brake that has kept creates back.
      if (adds === 0 || !request.force || brake) return
      expect(ofKind(again, 'add')).toEqual([])
      const repeated = planRequest(after, policy, request, NOON)
      if (repeated.size.serving === plan.size.serving) expect(ofKind(repeated, 'add')).toEqual([])
    })
  })

  test('removes nobody', () => {
    always('scale-out', ({ plan }) => expect(ofKind(plan, 'remove')).toEqual([]))
  })

  test('under the brake creates at most one, and none while something is on its way', () => {
    always('scale-out', ({ plan, truth, brake }) => {
      if (!brake) return
      expect(ofKind(plan, 'add').length).toBeLessThanOrEqual(count(truth, 'coming') === 0 ? 1 : 0)
    })
  })

  test('holds exactly when it neither creates nor puts back', () => {
    always('scale-out', (x) => {
      expect(x.plan.hold === null).toBe(ofKind(x.plan, 'add').length + wantedBack(x) > 0)
    })
  })
})

describe('scale-in', () => {
  test('removes only what leaves already, what is in service and what is DOWN, and nothing that is held', () => {
    always('scale-in', (x) => {
      expect(removed(x).filter((k) => k.leaves !== true && k.choosable !== true)).toEqual([])
    })
  })

  test('leaves min members, and min in service if one of them was', () => {
    always('scale-in', (x) => {
      const gone = removed(x)
      if (gone.length > 0) expect(x.truth.length - gone.length).toBeGreaterThanOrEqual(min)
      const served = count(gone, 'serves')
      if (served > 0) expect(count(x.truth, 'serves') - served).toBeGreaterThanOrEqual(min)
    })
  })

  test('removes no more than are asked for, and DOWN ones before those in service', () => {
    always('scale-in', (x) => {
      const gone = removed(x)
      const { kind, n } = x.request.size
      if (kind === 'by') expect(gone.length).toBeLessThanOrEqual(n)
      const spared = x.truth.filter((k) => k.choosable === true && k.down === true && !gone.includes(k))
      if (gone.some((k) => k.serves === true)) expect(spared).toEqual([])
    })
  })

  test('leaves nobody half removed once it is carried out', () => {
    always('scale-in', ({ plan, fleet }) => {
      const after = assembleFleet(carryOut(fleet, plan, policy), policy)
      const left = after.members.filter((m) =>
        m.backends.some((b) => isMarked(b.label) && b.mode === 'drain'),
      )
      expect(left).toEqual([])
      expect(after.leftovers).toEqual([])
    })
  })

  test('under the brake removes nobody and puts back what leaves', () => {
    always('scale-in', (x) => {
      if (!x.brake) return
      expect(removed(x)).toEqual([])
      expect(wantedBack(x)).toBe(count(x.truth, 'leaves'))
    })
  })

  test('creates nobody, and holds exactly when it removes nobody', () => {
    always('scale-in', ({ plan }) => {
      expect(ofKind(plan, 'add')).toEqual([])
      expect(plan.hold === null).toBe(ofKind(plan, 'remove').length > 0)
    })
  })
})

describe('reconcile', () => {
  test('right after it was carried out does nothing', () => {
    always('reconcile', ({ plan, fleet, brake, request }) => {
      // Put-backs reset health to Unknown, which may end a brake; --force would trim one step more.
      if (brake || request.force) return
      // What the first one has attached may serve by now, and then there is somebody to trim.
      if (plan.hold?.reason === 'at-min' || plan.hold?.reason === 'no-candidate') return
      const after = assembleFleet(carryOut(fleet, plan, policy), policy)
      expect(changesOf(planRequest(after, policy, request, NOON))).toEqual([])
    })
  })

  test('that changes no size holds exactly when the size is outside the bounds', () => {
    always('reconcile', ({ plan, truth }) => {
      if (ofKind(plan, 'add').length + ofKind(plan, 'remove').length > 0) return
      expect(plan.hold === null).toBe(truth.length >= min && truth.length <= max)
    })
  })
})

describe.each(ACTIONS)('%s', (action) => {
  test('writes to no stranger, no foreign backend, and no mode that a person has set', () => {
    always(action, (x) => {
      const alien = new Set<unknown>([...x.fleet.foreign, ...x.fleet.strangers])
      for (const step of everyStep(x)) {
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
    always(action, ({ plan }) => {
      const modes = ofKind(plan, 'attach').flatMap((c) => c.of.backends.map((b) => b.mode))
      expect(modes.filter((m) => m !== 'accept')).toEqual([])
    })
  })

  test('finishes, gives back or leaves alone, but never both ways at once', () => {
    always(action, ({ plan }) => {
      const sized = plan.changes.filter((c) => c.kind !== 'tidy').map((c) => c.member)
      expect(new Set(sized).size).toBe(sized.length)
    })
  })

  test('gives every number once, and none that is in use or was freed within 15 minutes', () => {
    always(action, ({ plan, fleet }) => {
      const freed = (fleet.activity ?? []).filter((a) => a.label === 'web-2').map((a) => a.label)
      const used = new Set([...freed, ...fleet.instances.map((i) => i.label), 'web-25', 'web-26'])
      const added = ofKind(plan, 'add').map((c) => c.member)
      expect(added.filter((label) => used.has(label))).toEqual([])
      expect(new Set(added).size).toBe(added.length)
    })
  })

  test('plans the same for any order of instances, backend nodes, configs and events', () => {
    fc.assert(
      fc.property(account, size, fc.boolean(), fc.noShrink(fc.integer()), (a, s, force, seed) => {
        const sighting = seen(a)
        const request: Request = { action, size: s, force, wait: true }
        const [one, other] = [sighting, shuffled(sighting, seed)].map((x) =>
          planRequest(assembleFleet(x, policy), policy, request, NOON),
        )
        expect(other).toEqual(one)
      }),
      RUNS,
    )
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
