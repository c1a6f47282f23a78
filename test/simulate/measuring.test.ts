import { expect, test } from 'vitest'
import { USUAL_NUMBERS } from '../../src/simulate/cloud-numbers.ts'
import { FollowTurns } from '../../src/simulate/follow-turns.ts'
import { Measuring } from '../../src/simulate/measuring.ts'
import { ModelCloud } from '../../src/simulate/model-cloud.ts'
import { MINUTE } from '../support/a-fleet.ts'
import { aLoadPolicy, aReading, aSizedPolicy, busyAt } from '../support/a-reading.ts'
import { MIDNIGHT } from './a-subject.ts'

const numbers = { ...USUAL_NUMBERS, latency: 0 }
const policy = aSizedPolicy()
const LATER = MIDNIGHT + 2 * MINUTE

/** Two members that have long been there, and so many that have just come into service. */
function grown(fresh: number): ModelCloud {
  const cloud = new ModelCloud(policy, numbers)
  cloud.seed(2, MIDNIGHT)
  for (let n = 3; n < 3 + fresh; n++) cloud.create(`web-${n}`, MIDNIGHT)
  return cloud
}

test('by steps nobody counts whose warm-up is not over, and the fleet is then not whole', () => {
  const cloud = grown(1)
  const measuring = new Measuring(numbers, { sizing: aLoadPolicy(), window: 15 * MINUTE, isSignal: false })
  measuring.scrape(cloud, 1.5, LATER)
  expect(measuring.meanBusy(cloud, 0, LATER)?.count).toBe(3)
  expect(measuring.meanBusy(cloud, 2 * MINUTE, LATER)?.count).toBe(-1)
  expect(measuring.meanBusy(cloud, 2 * MINUTE, LATER + 2 * MINUTE)?.count).toBe(3)
})

test('a follower counts warm-up from service: who has just come in and is hot asks for nobody more', () => {
  const cloud = grown(4)
  const turns = new FollowTurns(cloud, policy, { numbers, skips: false })
  turns.turn(aReading(busyAt(0.3, 1, 2)), MIDNIGHT)
  const before = cloud.machines.length
  // By their own clocks the new ones are an hour old.
  turns.turn(aReading([...busyAt(0.3, 1, 2), ...busyAt(1, 3, 4, 5, 6)], { peak: 6 }), LATER)
  expect([before, cloud.machines.length]).toEqual([6, 6])
})
