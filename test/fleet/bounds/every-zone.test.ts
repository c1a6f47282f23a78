import { expect, test } from 'vitest'
import { boundsAt } from '../../../src/fleet/bounds/bounds-at.ts'
import { timesBetween } from '../../../src/fleet/bounds/times-of.ts'
import type { ScheduleEntry } from '../../../src/fleet/model/schedule-entry.ts'
import { anEntry } from '../../support/bounds/an-entry.ts'
import { isOfEntry, shownAhead, wallAt } from '../../support/bounds/wall.ts'
import { Dice } from '../../support/model/scheduler.ts'
import { tally } from '../../support/tally.ts'

const SEED = 20_261_126
const MINUTE = 60_000
const DAY = 86_400_000
const [FIRST, LAST] = [Date.UTC(1990, 0, 1), Date.UTC(2040, 11, 31)]
const ZONES = [...Intl.supportedValuesOf('timeZone'), 'UTC']

interface Shift {
  readonly zone: string
  /** The first second of the new time. */
  readonly at: number
  /** By so much the wall clocks leap. */
  readonly by: number
}

/** Every change of a zone's wall clocks, by what they show. */
function shiftsOf(zone: string): readonly Shift[] {
  const found: Shift[] = []
  let [from, ahead] = [FIRST, shownAhead(zone, FIRST)]
  for (let to = FIRST + 15 * DAY; from < LAST; from = to, to += 15 * DAY) {
    const next = shownAhead(zone, to)
    if (next !== ahead) found.push({ zone, at: firstOf(zone, from, to), by: next - ahead })
    ahead = next
  }
  return found
}

/** The first second that is not as `from`. */
function firstOf(zone: string, from: number, to: number): number {
  const old = shownAhead(zone, from)
  let [low, high] = [from, to]
  while (high - low > 1000) {
    const middle = low + Math.floor((high - low) / 2000) * 1000
    if (shownAhead(zone, middle) === old) low = middle
    else high = middle
  }
  return high
}

/** An entry that has an edge near what the clocks show at a shift. */
function near({ zone, at }: Shift, dice: Dice): ScheduleEntry {
  const { weekday, minute } = wallAt(zone, at - 1000)
  const edge = (minute + 1440 + dice.below(240) - 120) % 1440
  const other = (edge + 1 + dice.below(1439)) % 1440
  const [from, to] = dice.below(2) === 0 ? [edge, other] : [other, edge]
  const days = [0, 1, 2, 3, 4, 5, 6].filter((d) => (d === weekday ? dice.below(4) > 0 : dice.below(2) === 0))
  return anEntry({
    timezone: zone,
    from,
    to: to === 0 ? 1440 : to,
    days: days.length === 0 ? [weekday] : days,
  })
}

const shifts = ZONES.flatMap(shiftsOf)
const counted = { minutes: 0, twice: 0, leapt: 0, overnight: 0, on: 0, edgesInTheShift: 0 }

test(`every minute of a wall clock is of an entry or not, in every zone at every shift from 1990 to 2040 (seed ${SEED})`, () => {
  const dice = new Dice(SEED)
  for (const shift of shifts) {
    const entry = near(shift, dice)
    const times = timesBetween(entry, shift.at - 2 * DAY, shift.at + 2 * DAY)
    const edges = times.flatMap((t) => [t.from, t.to]).filter((t) => Math.abs(t - shift.at) < DAY)
    const around = Array.from({ length: 6 }, () => shift.at + (dice.below(360) - 180) * MINUTE)
    for (const at of [shift.at, shift.at - 1000, ...edges, ...edges.map((t) => t - 1000), ...around]) {
      const wall = wallAt(shift.zone, at)
      const is = times.some((t) => t.from <= at && at < t.to)
      if (is !== isOfEntry(wall, entry))
        expect.fail(
          `${shift.zone} ${new Date(at).toISOString()} (${wall.text}) is ${is ? '' : 'not '}of ${JSON.stringify(entry)}`,
        )
      count(shift, entry, at, is)
    }
  }
  console.log(`${ZONES.length} zones, ${shifts.length} shifts: ${JSON.stringify(counted)}`)
  tally('minutes of wall clocks around shifts', counted.minutes)
  expect(ZONES.length).toBeGreaterThan(400)
  expect(shifts.length).toBeGreaterThan(10_000)
  expect(Math.min(counted.twice, counted.leapt, counted.edgesInTheShift)).toBeGreaterThan(5_000)
  expect(counted.overnight).toBeGreaterThan(50_000)
  expect(counted.on / counted.minutes).toBeGreaterThan(0.2)
}, 300_000)

function count({ at: shiftAt, by }: Shift, entry: ScheduleEntry, at: number, is: boolean): void {
  counted.minutes++
  if (is) counted.on++
  if (entry.to <= entry.from) counted.overnight++
  if (by < 0 && at >= shiftAt + by && at < shiftAt - by) counted.twice++
  if (by > 0 && Math.abs(at - shiftAt) <= 1000) counted.leapt++
  const [from, to] = [shiftAt - Math.abs(by), shiftAt + Math.abs(by)]
  if (at > from && at < to && at % MINUTE === 0) counted.edgesInTheShift++
}

test('a minute that is shown twice has one state, whichever time it is', () => {
  const dice = new Dice(SEED + 1)
  let met = 0
  for (const shift of shifts.filter((s) => s.by < 0 && s.by >= -3_600_000)) {
    const entry = near(shift, dice)
    const times = timesBetween(entry, shift.at - DAY, shift.at + DAY)
    const first = shift.at + shift.by + dice.below(-shift.by / MINUTE) * MINUTE
    const states = [first, first - shift.by].map((at) => times.some((t) => t.from <= at && at < t.to))
    if (wallAt(shift.zone, first).text !== wallAt(shift.zone, first - shift.by).text) continue
    met++
    if (states[0] !== states[1])
      expect.fail(`${shift.zone} ${wallAt(shift.zone, first).text}: ${states.join(' and ')}`)
  }
  expect(met).toBeGreaterThan(5_000)
}, 300_000)

test('two hosts agree at any instant, whatever their own time zone and whenever they look, and nothing changes before it is told', () => {
  const dice = new Dice(SEED + 2)
  const own = process.env['TZ']
  let changes = 0
  for (let i = 0; i < 400; i++) {
    const shift = shifts[dice.below(shifts.length)]
    if (shift === undefined) continue
    const entries = [
      near(shift, dice),
      { ...near(shift, dice), min: 3, max: null, lead: dice.below(60) * MINUTE },
    ]
    const size = { min: 2, max: 3, schedule: entries }
    const at = shift.at + (dice.below(2 * 1440) - 1440) * MINUTE + dice.below(60_000)
    process.env['TZ'] = 'Pacific/Apia'
    const one = boundsAt(size, [], at)
    process.env['TZ'] = 'America/St_Johns'
    // The other host has the same profile, and nothing of what this one remembers.
    const other = boundsAt({ ...size, schedule: entries.map((e) => ({ ...e })) }, [], at)
    expect(other).toEqual(one)
    if (one.next === null) continue
    changes++
    const later = boundsAt(size, [], at + dice.below(Math.max(1, Math.min(DAY, one.next.at - at))))
    expect([later.min, later.max, later.next]).toEqual([one.min, one.max, one.next])
    const then = boundsAt(size, [], one.next.at)
    expect([then.min, then.max]).toEqual([one.next.min, one.next.max])
    expect([then.min, then.max]).not.toEqual([one.min, one.max])
  }
  if (own === undefined) delete process.env['TZ']
  else process.env['TZ'] = own
  expect(changes).toBeGreaterThan(300)
}, 120_000)
