import { describe, expect, test } from 'vitest'
import { ProfileError } from '../../src/errors.ts'
import { parseProfile } from '../../src/profile/parse-profile.ts'
import type { Profile } from '../../src/profile/profile.ts'
import { WEB } from '../support/world.ts'

const DAY = '{ days: mon-fri, from: "07:30", to: "19:00", timezone: Europe/Madrid, min: 4, max: 12 }'
const scheduled = (...entries: readonly string[]): Profile => {
  const text = WEB.replace('max: 8 }', `max: 8, schedule: [${entries.join(', ')}] }`)
  return parseProfile(text, { path: 'web.yaml' })
}
const problems = (entry: string): readonly string[] => {
  try {
    scheduled(entry)
    return []
  } catch (error) {
    return error instanceof ProfileError
      ? error.problems.map((p) => `${p.at}: ${p.message}`)
      : [String(error)]
  }
}

describe('a schedule', () => {
  test('is read with its defaults', () => {
    expect(scheduled(DAY, '{ from: 22:00, to: 6:00, timezone: UTC, min: 3, lead: 3m }').policy.size).toEqual({
      min: 2,
      max: 8,
      schedule: [
        {
          text: 'mon-fri 07:30 to 19:00 Europe/Madrid',
          days: [0, 1, 2, 3, 4],
          from: 450,
          to: 1140,
          timezone: 'Europe/Madrid',
          min: 4,
          max: 12,
          lead: 0,
        },
        {
          text: 'daily 22:00 to 6:00 UTC',
          days: [0, 1, 2, 3, 4, 5, 6],
          from: 1320,
          to: 360,
          timezone: 'UTC',
          min: 3,
          max: null,
          lead: 180_000,
        },
      ],
    })
  })

  test.each([
    ['sat,sun', [5, 6]],
    ['fri-mon', [0, 4, 5, 6]],
    ['Mon, wed-thu', [0, 2, 3]],
    ['sun', [6]],
  ])('days: %s', (days, read) => {
    const { schedule } = scheduled(DAY.replace('mon-fri', `"${days}"`)).policy.size
    expect(schedule?.[0]?.days).toEqual(read)
  })
})

describe('what is wrong with one', () => {
  const AT = 'size.schedule[0]'
  test.each([
    ['mon-fri', 'workdays', [`${AT}.days: write days, such as mon-fri or sat,sun`]],
    ['mon-fri', 'mon-wed-fri', [`${AT}.days: write days, such as mon-fri or sat,sun`]],
    ['"07:30"', '"24:00"', [`${AT}.from: write a time of day, such as "07:30"`]],
    ['"07:30"', '7.5', [`${AT}.from: write a time of day, such as "07:30"`]],
    ['"19:00"', '"19:60"', [`${AT}.to: write a time of day, such as "19:00" or "24:00"`]],
    ['"19:00"', '"7:30"', [`${AT}.to: is the same as from: write "00:00" to "24:00" for whole days`]],
    ['Europe/Madrid', 'Europe/Toledo', [`${AT}.timezone: write a time zone, such as Europe/Madrid or UTC`]],
    ['Europe/Madrid', '"+01:00"', [`${AT}.timezone: write a time zone, such as Europe/Madrid or UTC`]],
    ['max: 12', 'max: 3', [`${AT}.max: 3 is below min (4)`]],
    ['min: 4, max: 12', 'max: 1', [`${AT}.max: 1 is below size.min (2)`]],
    ['min: 4, max: 12', 'lead: 3m', [`${AT}: says neither min nor max: give one`]],
    ['min: 4, max: 12', 'max: 12, lead: 3m', [`${AT}.lead: is how much earlier a min begins: give min too`]],
    ['max: 12', 'lead: 2h', [`${AT}.lead: must be at most 1h`]],
  ])('%s as %s is refused', (from, to, said) => {
    expect(problems(DAY.replace(from, to))).toEqual(said)
  })

  test('a bound that never decides is told', () => {
    const { remarks } = scheduled(DAY.replace('min: 4, max: 12', 'min: 1, max: 3'))
    expect(remarks.map((r) => r.slice(0, 62))).toEqual([
      'size.schedule[0].min (1) is below size.min (2) and never decid',
      'size.schedule[0].max (3) is below size.max (8) and never decid',
    ])
  })

  test('a step may be as tall as the tallest bound', () => {
    const text = WEB.replace('max: 8 }', `max: 8, schedule: [${DAY}] }\nscale_out: { step: 10 }`)
    expect(parseProfile(text, { path: 'web.yaml' }).policy.scaleOut.step).toBe(10)
  })
})
