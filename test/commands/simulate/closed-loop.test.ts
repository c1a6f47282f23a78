import { expect, test } from 'vitest'
import { settingsOf } from '../../../src/monitoring/settings.ts'
import { parseProfile } from '../../../src/profile/parse-profile.ts'
import { USUAL_NUMBERS } from '../../../src/simulate/cloud-numbers.ts'
import { subjectOf } from '../../../src/simulate/profile-subject.ts'
import { simulate } from '../../../src/simulate/simulate.ts'
import { WEB } from '../../support/world.ts'

/** What a run of the closed loop with the real Prometheus and Alertmanager did: new connections a second, and members, each from a second on. */
const RECORDED = {
  rates: [
    { from: 0, rate: 90 },
    { from: 12, rate: 185 },
    { from: 27, rate: 40 },
  ],
  sizes: [
    { from: 0, members: 2 },
    { from: 19, members: 3 },
    { from: 35, members: 2 },
  ],
  ends: 45,
} as const

/** One member fully busy carries so many. */
const PER_MEMBER = 100
/** The loop scrapes, groups and looks once a second, at moments of its own; a request of each takes its time. */
const TOLERANCE = 5

const PROFILE = `${WEB.replace('max: 8', 'max: 4').replace('protect_tag: keep', 'cooldown: 8s, drain: 2s')}scale_out: { cooldown: 5s }
load: { high: 0.7, low: 0.3, warm_up: 4s, high_for: 3s, low_for: 4s }
`

/** As the loop quickens the generated files. */
const NUMBERS = {
  ...USUAL_NUMBERS,
  boot: { from: 2_000, to: 2_000 },
  appStart: 500,
  checkInterval: 500,
  latency: 500,
  scrape: 1_000,
  rate: 4_000,
  evaluation: 1_000,
}

test('the history of the closed loop, replayed, gives its sizes', () => {
  const profile = parseProfile(PROFILE, { path: 'web.yaml' })
  const subject = subjectOf('web', profile.policy, {
    ...settingsOf(profile, { profile: 'web.yaml', program: 'x' }),
    groupInterval: 3_000,
    repeatOut: 6_000,
    repeatIn: 6_000,
  })
  const rateAt = (at: number): number => RECORDED.rates.findLast(({ from }) => from <= at)?.rate ?? 0
  const points = Array.from({ length: RECORDED.ends }, (_, at) => rateAt(at) / PER_MEMBER)
  const start = Date.UTC(2026, 10, 23)
  const { moments } = simulate(
    subject,
    { step: 1_000, points },
    { numbers: NUMBERS, every: 1_000, start, skips: false },
  )
  const sizes = moments.filter(({ members }, n) => members !== moments[n - 1]?.members)
  expect(sizes.map(({ members }) => members)).toEqual(RECORDED.sizes.map(({ members }) => members))
  const apart = sizes.map(({ at }, n) => Math.abs((at - start) / 1_000 - (RECORDED.sizes[n]?.from ?? 0)))
  expect(Math.max(...apart)).toBeLessThanOrEqual(TOLERANCE)
})
