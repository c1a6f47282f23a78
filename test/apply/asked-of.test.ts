import { expect, test } from 'vitest'
import { askedOf } from '../../src/apply/remove-members.ts'
import type { Sized } from '../../src/fleet/load/sized.ts'
import type { Size } from '../../src/fleet/model/size.ts'
import type { Request } from '../../src/fleet/plan/request.ts'
import { aPolicy } from '../support/a-fleet.ts'
import { inBy, inTo } from '../support/a-request.ts'
import { aPlan } from '../support/render/a-report.ts'

const policy = aPolicy({ scaleIn: { ...aPolicy().scaleIn, step: 2 } })
const FIVE: Size = { serving: 5, total: 5, min: 2, max: 8 }
const follow = inBy(9, { action: 'follow' })

function byPeak(peak: number | null): Sized {
  const sources = { out: 1, in: 1, busyWork: 1, signalWork: [], meanBusy: 0.5 }
  const rest = { isHint: false, isOutage: false, isOverload: false, sources }
  return { work: 1, wanted: 1, peak, unknown: null, trouble: null, ...rest }
}

/** More was allowed within the last day. */
const FALLEN: Size = {
  ...FIVE,
  max: 4,
  bounds: { min: 2, max: 4, minBy: 'size', maxBy: 'size', next: null, leaves: 2, trimAbove: 5, floor: null },
}

test.each<readonly [string, Request, Size, number | null | undefined, number]>([
  ['so many as were asked for', inBy(3), FIVE, undefined, 3],
  ['what is over a size', inTo(2), FIVE, undefined, 3],
  ['none where nothing is', inTo(9), FIVE, undefined, 0],
  ['a step, by a reconcile', inBy(9, { action: 'reconcile' }), FIVE, undefined, 2],
  ['a step, by a refresh', inBy(9, { action: 'refresh' }), FIVE, undefined, 2],
  ['what is over the peak, by the load', inBy(9), FIVE, 4, 1],
  ['never below min', inBy(9), FIVE, 0, 3],
  ['none where nobody knows the peak', inBy(9), FIVE, null, 0],
  ['above max a step, by a turn that follows', follow, { ...FIVE, max: 4 }, 9, 2],
  ['not at max', follow, { ...FIVE, max: 5 }, 9, 0],
  ['nor by a scale-in', inBy(9), { ...FIVE, max: 4 }, 9, 0],
  ['nor what was allowed within the day', follow, FALLEN, 9, 0],
])('how many may leave service: %s', (_name, request, size, peak, most) => {
  const load = peak === undefined ? {} : { load: byPeak(peak) }
  expect(askedOf(aPlan({ request, size, ...load }), policy)).toBe(most)
})
