import { describe, expect, test } from 'vitest'
import { advise } from '../../src/simulate/advice.ts'
import { seeded } from '../../src/simulate/random.ts'
import { SHAPES, shape } from '../../src/simulate/shapes.ts'
import { simulate } from '../../src/simulate/simulate.ts'
import { peakOf, scaled, type Trace } from '../../src/simulate/trace.ts'
import { ARRIVALS, aRun, aSubject, BUSY } from './a-subject.ts'

const steady = (work: number, minutes: number): Trace => ({
  step: 60_000,
  points: Array.from({ length: minutes }, () => work),
})

describe('a load through a policy', () => {
  test.each([
    ['by steps', aSubject(null)],
    ['by busy processors', aSubject(BUSY)],
    ['by arrivals', aSubject(ARRIVALS)],
  ])('a steady load changes nothing, %s', (_, subject) => {
    const result = simulate(subject, steady(3, 600), aRun())
    expect([result.changes, result.overCapacity, result.minutesOver100]).toEqual([0, 0, 0])
  })

  test('the same input gives the same result, another seed another', () => {
    const trace = scaled(shape('spikes', 1), 10)
    const [a, b] = [simulate(aSubject(BUSY), trace, aRun()), simulate(aSubject(BUSY), trace, aRun())]
    expect(a).toEqual(b)
    expect(simulate(aSubject(BUSY), trace, aRun({ seed: 2 }))).not.toEqual(a)
  })

  test('sized by load it follows a flash crowd that steps of the guide do not', () => {
    const trace = scaled(shape('flash', 1), 12)
    const [steps, busy, arrivals] = [null, BUSY, ARRIVALS].map((load) =>
      simulate(aSubject(load), trace, aRun()),
    )
    expect(steps?.overCapacity ?? 0).toBeGreaterThan(4 * (busy?.overCapacity ?? 1))
    expect(busy?.overCapacity ?? 0).toBeGreaterThan(arrivals?.overCapacity ?? 1)
    expect(arrivals?.paidHours ?? 0).toBeLessThan(steps?.paidHours ?? 0)
  })

  test('bounds are bounds', () => {
    const subject = aSubject(BUSY, { size: { min: 3, max: 5 } })
    const { moments } = simulate(subject, scaled(shape('flash', 1), 12), aRun())
    expect(Math.max(...moments.map((m) => m.members))).toBe(5)
    expect(Math.min(...moments.map((m) => m.members))).toBe(3)
  })

  test('what an hour costs is paid from its begin', () => {
    expect(simulate(aSubject(BUSY, { size: { min: 2, max: 2 } }), steady(1, 60), aRun()).paidHours).toBe(4)
    expect(simulate(aSubject(BUSY, { size: { min: 2, max: 2 } }), steady(1, 600), aRun()).paidHours).toBe(22)
  })
})

describe('a turn that is passed over would have changed nothing', () => {
  test.each(SHAPES.flatMap((name) => [1].map((seed) => [name, seed] as const)))(
    '%s, seed %s',
    (name, seed) => {
      const trace = scaled(shape(name, seed), 9)
      const short = { ...trace, points: trace.points.slice(0, 1440) }
      for (const load of [BUSY, ARRIVALS]) {
        const [with_, without] = [true, false].map((skips) =>
          simulate(aSubject(load), short, aRun({}, { skips })),
        )
        expect({ ...with_, longestHold: null }).toEqual({ ...without, longestHold: null })
      }
    },
  )
})

/** How often the rules below were asked about something that moved. */
let moved = 0

describe('whatever the load and however often the API hesitates', () => {
  const SEED = Number(process.env['SEED'] ?? 18)
  const LOADS = process.env['PROVE'] === '1' ? 200 : 20
  test.each(Array.from({ length: LOADS }, (_, i) => SEED + i))(
    'bounds, no flapping and liveness hold, seed %s',
    (seed) => {
      const trace = randomLoad(seed)
      const subject = aSubject(seed % 2 === 0 ? BUSY : ARRIVALS)
      const { min, max } = subject.policy.size
      const result = simulate(subject, trace, aRun({ hiccups: seed % 3 === 0 ? 0.2 : 0, seed }))
      for (const { members } of result.moments) expect(members >= min && members <= max).toBe(true)
      if (result.changes > 0) moved++
      expect(settles(result.moments.map((m) => m.members))).toBe(true)
      const last = result.moments.at(-1)
      expect(last?.serving).toBeGreaterThanOrEqual(Math.min(max, Math.ceil((last?.work ?? 0) - 1e-6)))
    },
  )

  test('and they were asked about fleets that moved', () => {
    expect(moved).toBeGreaterThan(LOADS / 2)
  })
})

/** A walk that ends in four steady hours. */
function randomLoad(seed: number): Trace {
  const random = seeded(seed)
  const points = [1 + 4 * random()]
  for (let i = 1; i < 480; i++) {
    const last = points[i - 1] ?? 1
    points.push(Math.min(11, Math.max(0.1, random() < 0.03 ? 12 * random() : last + (random() - 0.5) * 0.8)))
  }
  const end = points.at(-1) ?? 1
  return { step: 60_000, points: [...points, ...Array.from({ length: 240 }, () => end)] }
}

/** In the last two of four steady hours nothing is made that was removed. */
function settles(members: readonly number[]): boolean {
  const end = members.slice(Math.floor((members.length * 600) / 720))
  return end.every((n, i) => i === 0 || n <= (end[i - 1] ?? 0))
}

describe('advice is found by trying', () => {
  test('where work is lost it says what saves most of it', () => {
    const trace = scaled(shape('flash', 1), 12)
    const base = simulate(aSubject(null), trace, aRun())
    const advice = advise(aSubject(null), trace, aRun(), base)
    expect(advice?.about).toBe('loss')
    expect(advice?.change).toBe('load by steps -> load.target 0.6')
    expect(advice?.loss ?? 0).toBeLessThan(-0.5)
  })

  test('where nothing is lost it says what saves hours, and that is so', () => {
    const trace = scaled(shape('week', 1), 10)
    const short = { ...trace, points: trace.points.slice(0, 2 * 1440) }
    const base = simulate(aSubject(BUSY), short, aRun())
    const advice = advise(aSubject(BUSY), short, aRun(), base)
    expect(advice?.about).toBe('hours')
    const target = Number(/-> ([\d.]+)$/.exec(advice?.change ?? '')?.[1])
    const tried = simulate(aSubject({ ...BUSY, target }), short, aRun())
    expect(tried.paidHours / base.paidHours - 1).toBeCloseTo(advice?.hours ?? 0, 6)
    expect(tried.overCapacity).toBeLessThanOrEqual(base.overCapacity)
  })

  test('a fleet that needs none gets none', () => {
    const base = simulate(aSubject(BUSY, { size: { min: 2, max: 2 } }), steady(1, 300), aRun())
    expect(advise(aSubject(BUSY, { size: { min: 2, max: 2 } }), steady(1, 300), aRun(), base)).toBeNull()
  })
})

describe('shapes', () => {
  test.each(SHAPES)('%s has its peak at 1 and is the same for the same seed', (name) => {
    expect(peakOf(shape(name, 3))).toBe(1)
    expect(shape(name, 3)).toEqual(shape(name, 3))
    expect(Math.min(...shape(name, 3).points)).toBeGreaterThanOrEqual(0)
    if (name !== 'ramp') expect(shape(name, 4)).not.toEqual(shape(name, 3))
  })
})
