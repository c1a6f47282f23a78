import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Sample, type Sizing, wantedMembers } from '../../../src/fleet/load/wanted-members.ts'

const RUNS = { numRuns: process.env['PROVE'] === '1' ? 50_000 : 2_000, seed: 17 }
const MINUTE = 60_000
const sizing: Sizing = { target: 0.6, spare: 0, warmUp: 2 * MINUTE, cores: 1 }

const sample = (busy: number | null, more: Partial<Sample> = {}): Sample => ({
  busy,
  age: 60 * MINUTE,
  cores: 1,
  ...more,
})
const of = (n: number, busy: number | null, more: Partial<Sample> = {}): readonly Sample[] =>
  Array.from({ length: n }, () => sample(busy, more))
const cold = { age: MINUTE }

interface Case {
  readonly rule: string
  readonly samples: readonly Sample[]
  readonly signals?: readonly (number | null)[]
  readonly sizing?: Partial<Sizing>
  readonly out: number | null
  readonly in: number | null
}

const CASES: readonly Case[] = [
  { rule: 'two at 90% are work for three', samples: of(2, 0.9), out: 3, in: 3 },
  { rule: 'what is over the target is for one more', samples: of(4, 0.75), out: 5, in: 5 },
  { rule: 'a tenth above the target is no reason to grow', samples: of(10, 0.66), out: 10, in: 10 },
  { rule: 'more than a tenth is', samples: of(10, 0.661), out: 12, in: 12 },
  { rule: 'a tenth below the target is no reason to shrink', samples: of(10, 0.54), out: 10, in: 10 },
  { rule: 'less than that is', samples: of(10, 0.539), out: 9, in: 9 },
  { rule: 'without work nobody is wanted, whatever the bounds are', samples: of(3, 0), out: 0, in: 0 },
  { rule: 'a hundredth of a member is not worth one', samples: of(3, 0.4015), out: 2, in: 2 },
  {
    rule: 'a member and the one in its place are one: both do its work, and are no reason to grow',
    samples: [...of(6, 0.557), sample(0.557, { isReplaced: true })],
    out: 6,
    in: 6,
  },
  { rule: 'two hundredths are', samples: of(3, 0.404), out: 3, in: 3 },
  {
    rule: 'one in service that has just begun is there: at 10% it ends no growth',
    samples: [...of(3, 0.9), sample(0.1, cold)],
    out: 5,
    in: 7,
  },
  {
    rule: 'and at 100% it starts none, but all of it may be needed',
    samples: [...of(2, 0.6), ...of(2, 1, cold)],
    out: 4,
    in: 6,
  },
  {
    rule: 'what it takes from the others is work as well',
    samples: [...of(2, 0.9), ...of(2, 0.8, cold)],
    out: 6,
    in: 7,
  },
  {
    rule: 'of which it does no more than they do',
    samples: [...of(2, 0.9), ...of(2, 1, cold)],
    out: 6,
    in: 7,
  },
  {
    rule: 'one that has just begun and is silent counts for nothing',
    samples: [...of(2, 0.9), ...of(2, null, cold)],
    out: 3,
    in: 7,
  },
  {
    rule: 'it counts from the moment its warm-up is over',
    samples: [...of(2, 0.9), sample(0.9, { age: 2 * MINUTE })],
    out: 5,
    in: 5,
  },
  { rule: 'an age that nobody knows is no warm-up', samples: of(2, 0.9, { age: null }), out: 3, in: 3 },
  {
    rule: 'a silent one does what the others do, for growth, and may be fully busy',
    samples: [...of(1, 0.9), sample(null)],
    out: 3,
    in: 4,
  },
  { rule: 'none measured: nothing is known', samples: of(3, null), out: null, in: null },
  { rule: 'no member at all: nothing is known', samples: [], out: null, in: null },
  {
    rule: 'a hot mean wants one more than there are, whatever the target',
    samples: of(4, 0.95),
    sizing: { target: 0.9 },
    out: 5,
    in: 4,
  },
  {
    rule: 'below that it does not',
    samples: of(4, 0.949),
    sizing: { target: 0.9 },
    out: 4,
    in: 4,
  },
  {
    rule: 'one more than there are, silent and new ones too',
    samples: [...of(2, 1), ...of(4, null), ...of(1, 1, cold), ...of(1, null, cold)],
    sizing: { target: 0.95 },
    out: 9,
    in: 8,
  },
  {
    rule: 'a silent one does what the new ones show as well: who is hot may be alone in it',
    samples: [sample(1), ...of(2, null), sample(0.2, cold)],
    out: 4,
    in: 7,
  },
  {
    rule: 'but where a new one shows room, not all are as busy as can be',
    samples: [...of(1, 1), ...of(4, 0.2, cold)],
    out: 3,
    in: 9,
  },
  {
    rule: 'a tenth is taken of those that are not DOWN',
    samples: [...of(10, 0.63), sample(0, { isDown: true })],
    out: 10,
    in: 10,
  },
  {
    rule: 'what one that is DOWN does is work',
    samples: [...of(4, 0.9), sample(0.9, { isDown: true })],
    out: 8,
    in: 8,
  },
  {
    rule: 'silent and DOWN it does nothing, for growth',
    samples: [...of(4, 0.9), sample(null, { isDown: true })],
    out: 6,
    in: 8,
  },
  {
    rule: 'one of two processors does the work of two',
    samples: [sample(0.9, { cores: 2 }), sample(0.9), sample(0.9)],
    out: 5,
    in: 5,
  },
  {
    rule: 'a fleet of large members does not grow for being large',
    samples: of(4, 0.6, { cores: 2 }),
    out: 4,
    in: 4,
  },
  {
    rule: 'nor shrinks by more than its large members are worth',
    samples: of(4, 0.3, { cores: 2 }),
    out: 2,
    in: 2,
  },
  {
    rule: 'a fleet of small members grows by what is lacking in large ones',
    samples: of(4, 0.9),
    sizing: { cores: 2 },
    out: 5,
    in: 5,
  },
  {
    rule: 'a fleet of small members shrinks by no more than large ones are worth',
    samples: of(4, 0.3),
    sizing: { cores: 2 },
    out: 3,
    in: 3,
  },
  {
    rule: 'processors that nobody knows are those of the profile',
    samples: of(2, 0.9, { cores: null }),
    out: 3,
    in: 3,
  },
  {
    rule: 'a signal beyond what is there is wanted at once',
    samples: of(4, 0.5),
    signals: [2.5],
    out: 5,
    in: 5,
  },
  {
    rule: 'a tenth below is no reason to shrink for a signal either',
    samples: of(4, 0.2),
    signals: [2.2],
    out: 4,
    in: 4,
  },
  { rule: 'the most of the sources is wanted', samples: of(4, 0.9), signals: [1, 3], out: 6, in: 6 },
  {
    rule: 'a signal alone sizes a fleet that is not measured',
    samples: of(4, null),
    signals: [3],
    out: 5,
    in: 5,
  },
  { rule: 'a signal sizes a fleet of nobody', samples: [], signals: [3], out: 5, in: 5 },
  {
    rule: 'a silent signal never shrinks, and growth goes by what is known',
    samples: of(4, 0.9),
    signals: [1, null],
    out: 6,
    in: null,
  },
  {
    rule: 'no signal shrinks a fleet whose processors are above the target',
    samples: of(4, 0.65),
    signals: [0.6],
    out: 4,
    in: 4,
  },
  ...[Number.NaN, Number.POSITIVE_INFINITY, -1].flatMap((odd): readonly Case[] => [
    { rule: `a busy ratio of ${odd} is silence`, samples: [sample(0.9), sample(odd)], out: 3, in: 4 },
    { rule: `a signal of ${odd} is silence`, samples: of(2, 0.9), signals: [odd], out: 3, in: null },
  ]),
  { rule: 'more than whole is whole', samples: of(2, 1.7), out: 4, in: 4 },
  { rule: 'the spare comes on top', samples: of(2, 0.9), sizing: { spare: 1 }, out: 4, in: 4 },
  {
    rule: 'the spare is part of what rests: eleven with one spare and work for ten',
    samples: of(11, 6 / 11),
    sizing: { spare: 1 },
    out: 11,
    in: 11,
  },
  { rule: 'nobody but the spare', samples: of(1, 0), sizing: { spare: 1 }, out: 1, in: 1 },
]

describe('wanted members', () => {
  test.each(CASES)('$rule', ({ samples, signals = [], sizing: more, out, in: into }) => {
    expect(wantedMembers(samples, signals, { ...sizing, ...more })).toMatchObject({ out, in: into })
  })

  test('the work and the mean are told', () => {
    expect(wantedMembers([...of(2, 0.5), sample(null), sample(1, cold)], [3, null], sizing)).toMatchObject({
      busyWork: 2,
      signalWork: [3, null],
      meanBusy: 0.5,
    })
  })

  test('a whole multiple of the target is that number of members, for all binary fractions', () => {
    const targets = Array.from({ length: 19 }, (_, i) => (i + 1) / 20)
    const off = targets.flatMap((target) =>
      Array.from({ length: 40 }, (_, i) => i + 1).flatMap((n) => {
        const there = of(2 * n + 2, (n * target) / (2 * n + 2))
        const { out } = wantedMembers(there, [], { ...sizing, target })
        return out === n ? [] : [`${n} at ${target}: ${out}`]
      }),
    )
    expect(off).toEqual([])
  })
})

const busyRatio = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 1_000 }).map((n) => n / 1_000) },
  fc.constantFrom(null, null, Number.NaN, Number.POSITIVE_INFINITY, -0.5, 1.2),
)
const anySample: fc.Arbitrary<Sample> = fc.record({
  busy: busyRatio,
  age: fc.constantFrom(null, MINUTE, 2 * MINUTE, 60 * MINUTE, 60 * MINUTE),
  cores: fc.constantFrom(null, 1, 1, 1, 2, 4),
})
const anyFleet = fc.array(anySample, { maxLength: 40 })
const anySignals = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 4_000 }).map((n) => n / 100) },
    fc.constantFrom(null, Number.NaN, -3),
  ),
  { maxLength: 2 },
)
const anySizing: fc.Arbitrary<Sizing> = fc.record({
  target: fc.integer({ min: 5, max: 95 }).map((n) => n / 100),
  spare: fc.constantFrom(0, 0, 1, 3),
  warmUp: fc.constantFrom(0, 2 * MINUTE),
  cores: fc.constantFrom(null, 1, 2),
})

/** Holds a rule against anything; returns how often it was reached. */
const holds = (rule: (s: readonly Sample[], g: readonly (number | null)[], z: Sizing) => boolean): number => {
  let reached = 0
  fc.assert(
    fc.property(anyFleet, anySignals, anySizing, (samples, signals, z) => {
      if (rule(samples, signals, z)) reached++
    }),
    RUNS,
  )
  return reached
}

describe('whatever is measured', () => {
  test('a number is whole and not negative, or is not known', () => {
    const reached = holds((samples, signals, z) => {
      const { out, in: into } = wantedMembers(samples, signals, z)
      for (const n of [out, into]) if (n !== null) expect(Number.isInteger(n) && n >= 0).toBe(true)
      return out !== null && into !== null
    })
    expect(reached).toBeGreaterThan(RUNS.numRuns / 4)
  })

  test('it does not depend on the order', () => {
    const reached = holds((samples, signals, z) => {
      const there = wantedMembers(samples, signals, z)
      const back = wantedMembers(samples.toReversed(), signals.toReversed(), z)
      expect([back.out, back.in]).toEqual([there.out, there.in])
      return samples.length > 2
    })
    expect(reached).toBeGreaterThan(RUNS.numRuns / 2)
  })

  test('nor do fractions that are not told apart: 21.01 members are 21, whichever way they are summed', () => {
    const least = { target: 0.3, spare: 0, warmUp: 2 * MINUTE, cores: 1 }
    const busy = [0.059, 0.617, 0.251, 0.033, null, 0.761]
    const samples = [0, ...busy, 0, 0].map((b, i): Sample => ({
      busy: b,
      age: b === 0 ? MINUTE : null,
      cores: i === 4 || i === 6 ? 4 : null,
    }))
    const wanted = [samples, samples.toReversed()].map((each) => wantedMembers(each, [], least).in)
    expect(wanted).toEqual([21, 21])
  })

  test('more that is not known never lets a fleet shrink further', () => {
    const reached = holds((samples, signals, z) => {
      const [first, ...rest] = samples
      if (first === undefined || rest.length === 0) return false
      const known = wantedMembers(samples, signals, z)
      const less = wantedMembers([{ ...first, busy: null }, ...rest], signals, z)
      // Where nobody is measured any more, the signals alone are asked.
      if (known.in === null || less.in === null || less.meanBusy === null) return false
      expect(less.in).toBeGreaterThanOrEqual(known.in)
      return true
    })
    expect(reached).toBeGreaterThan(RUNS.numRuns / 4)
  })
})

/** Silent although it has been there for long. */
function isSilentFor({ busy, age, isDown }: Sample, warmUp: number): boolean {
  const isMeasured = busy !== null && Number.isFinite(busy) && busy >= 0
  return !isMeasured && isDown !== true && (age === null || !(age < warmUp))
}

describe('whatever is measured, a fleet comes to rest', () => {
  test('members that have just begun start no growth, however busy they are', () => {
    const reached = holds((samples, signals, z) => {
      const warmUp = 2 * MINUTE
      const before = wantedMembers(samples, signals, { ...z, warmUp })
      if (before.out === null || before.meanBusy === null || before.meanBusy > z.target) return false
      const begun = of(3, 1, { age: MINUTE, cores: z.cores })
      const after = wantedMembers([...samples, ...begun], signals, { ...z, warmUp })
      // Of the silent they may tell that they do as much as those that are measured, and no more than those.
      const told = samples.map((s) => (isSilentFor(s, warmUp) ? { ...s, busy: before.meanBusy } : s))
      const most = wantedMembers(told, signals, { ...z, warmUp }).out ?? before.out
      expect(after.out).toBeLessThanOrEqual(Math.max(before.out, most, samples.length) + begun.length)
      return true
    })
    expect(reached).toBeGreaterThan(RUNS.numRuns / 4)
  })

  test('a fleet that has what is wanted and shares the same load wants no other size again', () => {
    let reached = 0
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2_400 }).map((n) => n / 100),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(0, 1, 3),
        fc.integer({ min: 10, max: 90 }).map((n) => n / 100),
        (work, n, spare, target) => {
          const size = (there: number) =>
            wantedMembers(of(there, Math.min(1, work / there)), [], { ...sizing, target, spare }).out ?? 0
          let there = n
          for (let turn = 0; turn < 60; turn++) there = Math.max(1, size(there))
          expect(size(there)).toBe(there)
          expect(there - spare).toBeGreaterThanOrEqual(Math.floor((work / target) * 0.9))
          reached++
        },
      ),
      RUNS,
    )
    expect(reached).toBe(RUNS.numRuns)
  })
})
