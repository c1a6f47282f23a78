import { expect, test } from 'vitest'
import { formerTag, shortSpec } from '../../../src/fleet/model/former-tag.ts'
import type { Policy } from '../../../src/fleet/model/policy.ts'
import { planRequest } from '../../../src/fleet/plan/plan-request.ts'
import type { BusyNow } from '../../../src/fleet/plan/request.ts'
import { aFleet, aMember, aPolicy, MINUTE, NOON, type Made } from '../../support/a-fleet.ts'
import { outBy } from '../../support/a-request.ts'
import { changesOf } from '../../support/changes-of.ts'

const FLEET = 'fleet:web:12345'
const [OURS, THEIRS] = ['a'.repeat(20), 'b'.repeat(20)]
const HOUR = 60 * MINUTE
const [TWO, ONE] = ['g6-standard-2', 'g6-standard-1']
const policy: Policy = {
  ...aPolicy(),
  maxAge: 100 * 24 * HOUR,
  spec: {
    hashes: new Map([[1, OURS]]),
    tags: [],
    shown: { region: null, types: [ONE], image: null },
  },
}

/** One of another spec and of a larger type. */
const old = (n: number, more: readonly string[] = []): Made =>
  aMember(n, { type: TWO, tags: [FLEET, `spec:1-${THEIRS}`, ...more] })
/** One that was made in its place, so many hours ago. */
const anew = (n: number, of: number, hours: number, health: 'up' | 'down' = 'up'): Made =>
  aMember(
    n,
    { type: ONE, created: NOON - hours * HOUR, tags: [FLEET, `spec:1-${OURS}`, `replaces:${100 + of}`] },
    { health },
  )

function renewal(made: readonly Made[], busy: BusyNow | null, of = policy) {
  const request = outBy(0, { action: 'reconcile', ...(busy === null ? {} : { busy }) })
  const plan = planRequest(aFleet(made, {}, of), of, request, NOON)
  return [plan.hold?.reason ?? null, ...changesOf(plan)]
}

const busy = (value: number): BusyNow => ({ value, high: 0.7, trouble: null })
const pair = [old(1), old(2), anew(3, 1, 1)]

test.each<readonly [string, readonly Made[], BusyNow | null, readonly (string | null)[]]>([
  ['ends where nobody measures', pair, null, [null, 'remove web-1']],
  ['ends where there is room for the work', pair, busy(0.2), [null, 'remove web-1']],
  ['stays where the work would be too much', pair, busy(0.6), ['too-small']],
  [
    'is not waited for where its new half has failed, whatever is known',
    [old(1), old(2), anew(3, 1, 49, 'down')],
    null,
    [null, 'remove web-3'],
  ],
  [
    'stays while another pair’s new half has failed: that one goes first, whatever is known of the work',
    [...pair, anew(4, 2, 49, 'down')],
    null,
    [null, 'remove web-4'],
  ],
])('a pair that was left, of which the new half is smaller, %s', (_rule, made, measured, said) => {
  expect(renewal(made, measured)).toEqual(said)
})

test('who is due and is not renewed for two specs is told so', () => {
  const tag = formerTag({
    last: shortSpec({ version: 1, hash: OURS }),
    since: NOON - HOUR,
    before: shortSpec({ version: 1, hash: THEIRS }),
  })
  const due: Policy = { ...policy, maxAge: HOUR }
  expect(renewal([old(1, [tag]), old(2)], null, due)).toEqual(['two-specs'])
  expect(renewal([old(1, [tag]), old(2)], null)).toEqual([null])
})

test.each<readonly [string, readonly Made[], readonly (string | null)[]]>([
  ['the old half of a pair', [old(1), old(2), old(4), anew(3, 1, 1)], [null, 'remove web-1']],
  ['a new half that has failed', [old(1), old(2), old(4), anew(3, 1, 49, 'down')], [null, 'remove web-3']],
])('what is above max is trimmed, and nothing is renewed beside it: %s goes once', (_rule, made, said) => {
  expect(renewal(made, busy(0.2), { ...policy, size: { min: 2, max: 3 } })).toEqual(said)
})
