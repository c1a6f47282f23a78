import { describe, expect, test } from 'vitest'
import type { Fleet, Instance } from '../../../src/fleet/model/fleet.ts'
import { nodeBalancerId } from '../../../src/fleet/model/ids.ts'
import { fleetTag } from '../../../src/fleet/model/label.ts'
import type { Policy } from '../../../src/fleet/model/policy.ts'
import { planReconcile } from '../../../src/fleet/plan/plan-reconcile.ts'
import { suspects } from '../../../src/fleet/plan/plan-replacement.ts'
import { ONE_BY_ONE } from '../../../src/fleet/plan/plan-refresh.ts'
import { planScaleIn } from '../../../src/fleet/plan/plan-scale-in.ts'
import { refreshCandidates } from '../../../src/fleet/plan/refresh-candidates.ts'
import { takeCensus } from '../../../src/fleet/sight/census.ts'
import { heldBecause } from '../../../src/fleet/sight/member-state.ts'
import { aFleet, aMember, aPolicy, MINUTE, NOON, type Made } from '../../support/a-fleet.ts'
import { inBy, outBy } from '../../support/a-request.ts'
import { aSpec as spec } from '../../support/a-spec.ts'

const NAME = 'a-fleet-of-24-characters'
const base = aPolicy()
const tag = fleetTag(NAME, nodeBalancerId(12345))
const policy: Policy = { ...base, name: NAME, fleetTag: tag, spec, size: { min: 1, max: 8 } }
const renewing: Policy = { ...policy, maxAge: 600 * MINUTE }
const full: Policy = { ...policy, size: { min: 1, max: 2 } }
const down = { health: 'down' } as const

/** Member n; the host is that of member h, for there are only so many. */
function named(
  n: number,
  h: number,
  more: Partial<Instance> = {},
  backend: NonNullable<Parameters<typeof aMember>[2]> = {},
): Made {
  const label = `${NAME}-${n}`
  return aMember(h, { label, tags: [tag], ...more }, { label, ...backend })
}

/** Beside two others one that goes first by every rule, but for its label: `1295` is `zz` in base 36, and 1296 has no room. */
function fleetWith(n: number, last: (number: number) => Made, of = policy): Fleet {
  return aFleet([named(1, 1), named(2, 2), last(n)], {}, of)
}

const CHOOSERS: readonly (readonly [string, (n: number) => readonly string[]])[] = [
  [
    'scale-in',
    (n) =>
      removed(
        planScaleIn(
          fleetWith(n, (of) => named(of, 9)),
          policy,
          inBy(1),
          NOON,
        ).changes,
      ),
  ],
  [
    'scale-in, of one that is DOWN',
    (n) =>
      removed(
        planScaleIn(
          fleetWith(n, (of) => named(of, 9, {}, down)),
          policy,
          inBy(1),
          NOON,
        ).changes,
      ),
  ],
  [
    'the trim above max',
    (n) =>
      removed(
        planReconcile(
          fleetWith(n, (of) => named(of, 9), full),
          full,
          outBy(0, { action: 'reconcile' }),
          NOON,
        ).changes,
      ),
  ],
  [
    'the trim of who never served',
    (n) =>
      removed(
        planReconcile(
          fleetWith(n, (of) => named(of, 9, { created: NOON - MINUTE }, down), full),
          full,
          outBy(0, { action: 'reconcile' }),
          NOON,
        ).changes,
      ),
  ],
  [
    'the replacement of the dead',
    (n) =>
      suspects(
        fleetWith(n, (of) => named(of, 9, {}, down)),
        policy,
        NOON,
      ).map((m) => m.label),
  ],
  ['a refresh', (n) => victims(n, policy, [`spec:1-${'b'.repeat(20)}`])],
  ['a renewal by age', (n) => victims(n, renewing, [])],
  [
    'reconcile’s renewal by age',
    (n) =>
      planReconcile(
        fleetWith(n, (of) => old(of), renewing),
        renewing,
        outBy(0, { action: 'reconcile' }),
        NOON,
      ).changes.flatMap((c) => (c.kind === 'add' && c.replaces !== undefined ? [c.replaces.label] : [])),
  ],
]

/** Older than the others. */
function old(n: number, tags: readonly string[] = []): Made {
  return named(n, 9, { created: NOON - 2_880 * MINUTE, tags: [tag, ...tags] })
}

function victims(n: number, of: Policy, tags: readonly string[]): readonly string[] {
  const fleet = fleetWith(n, (number) => old(number, tags), of)
  const census = takeCensus(fleet, of, NOON)
  return refreshCandidates({ fleet, census, policy: of, now: NOON, isFull: false }, ONE_BY_ONE).victims.map(
    (c) => c.member.label,
  )
}

function removed(changes: ReturnType<typeof planScaleIn>['changes']): readonly string[] {
  return changes.flatMap((c) => (c.kind === 'remove' ? [c.member] : []))
}

describe('who cannot be marked is chosen by nobody, and another one is', () => {
  test.each(CHOOSERS)('%s', (_who, chosen) => {
    expect(chosen(1295)[0]).toBe(`${NAME}-1295`)
    expect(chosen(1296)).not.toContain(`${NAME}-1296`)
  })

  test('scale-in takes the next one', () => {
    const fleet = fleetWith(1296, (n) => named(n, 9))
    expect(removed(planScaleIn(fleet, policy, inBy(1), NOON).changes)).toEqual([`${NAME}-2`])
  })

  test('it is held, serves on, and is told why', () => {
    const fleet = fleetWith(1296, (n) => named(n, 9))
    const census = takeCensus(fleet, policy, NOON)
    expect([census.size.serving, census.all[2]?.state]).toEqual([3, 'held'])
    expect(fleet.members.map((m) => heldBecause(m, policy))).toEqual([
      null,
      null,
      'no room for our mark beside its label; rename it to a lower number',
    ])
  })
})
