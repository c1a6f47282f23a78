import { seeded, type Random } from './random.ts'
import type { Trace } from './trace.ts'

/** Loads by formula, with a seed: none is anybody's statistics. */
export const SHAPES = ['day', 'week', 'flash', 'ramp', 'spikes'] as const

/** The name of one. */
export type ShapeName = (typeof SHAPES)[number]

const MINUTE = 60_000
const DAY_MINUTES = 1440

/** A load of that shape, a point a minute, of which the peak is 1. */
export function shape(name: ShapeName, seed: number): Trace {
  const random = seeded(seed)
  const { minutes, at } = FORMULAS[name](random)
  const raw = Array.from({ length: minutes }, (_, m) => Math.max(0, at(m) * (1 + 0.04 * noise(random))))
  const peak = raw.reduce((most, p) => Math.max(most, p), 0)
  return { step: MINUTE, points: raw.map((p) => p / peak) }
}

interface Formula {
  readonly minutes: number
  readonly at: (minute: number) => number
}

const FORMULAS: Readonly<Record<ShapeName, (random: Random) => Formula>> = {
  day: () => ({ minutes: 3 * DAY_MINUTES, at: daily }),
  week: weekly,
  flash: flashCrowd,
  ramp: () => ({ minutes: DAY_MINUTES, at: (m) => 0.1 + 0.9 * Math.min(1, m / (DAY_MINUTES / 2)) }),
  spikes: spiky,
}

/** Quiet at four in the morning, busy from ten to eight in the evening. */
function daily(minute: number): number {
  const hour = (minute % DAY_MINUTES) / 60
  return 0.25 + 0.55 * bump(hour, 12, 4.5) + 0.35 * bump(hour, 20, 2.5)
}

/** Five working days and a quiet weekend, each a little different, and a promotion on Thursday evening. */
function weekly(random: Random): Formula {
  const days = Array.from({ length: 7 }, (_, day) => (day < 5 ? 1 : 0.6) * (0.9 + 0.2 * random()))
  const at = (m: number): number => {
    const day = Math.floor(m / DAY_MINUTES)
    const hour = (m % DAY_MINUTES) / 60
    return daily(m) * (days[day] ?? 1) + (day === 3 ? 0.5 * bump(hour, 18, 0.6) : 0)
  }
  return { minutes: 7 * DAY_MINUTES, at }
}

/** Nine times the load within three minutes, for an hour and a half, dying away over four hours. */
function flashCrowd(random: Random): Formula {
  const begin = 600 + Math.floor(120 * random())
  const at = (m: number): number => {
    if (m < begin) return 1
    if (m < begin + 3) return 1 + (8 * (m - begin)) / 3
    return m < begin + 93 ? 9 : 1 + 8 * Math.exp(-(m - begin - 93) / 80)
  }
  return { minutes: DAY_MINUTES, at }
}

/** A day with twelve spikes of two to ten minutes, three to five times as high. */
function spiky(random: Random): Formula {
  const spikes = Array.from({ length: 12 }, (_, i) => ({
    from: i * 120 + Math.floor(90 * random()),
    minutes: 2 + Math.floor(9 * random()),
    height: 2 + 2 * random(),
  }))
  const at = (m: number): number =>
    daily(m) +
    spikes.reduce((sum, s) => sum + (m >= s.from && m < s.from + s.minutes ? 0.3 * s.height : 0), 0)
  return { minutes: DAY_MINUTES, at }
}

function bump(hour: number, at: number, width: number): number {
  const d = Math.min(Math.abs(hour - at), 24 - Math.abs(hour - at))
  return Math.exp(-(d * d) / (2 * width * width))
}

/** Roughly normal, from -3 to 3. */
function noise(random: Random): number {
  return random() + random() + random() + random() + random() + random() - 3
}
