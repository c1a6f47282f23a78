import { floorTag } from '../../../src/fleet/bounds/floor-tag.ts'
import type { ScheduleEntry } from '../../../src/fleet/model/schedule-entry.ts'
import { pauseTag } from '../../../src/fleet/sight/pause.ts'
import { anEntry } from '../bounds/an-entry.ts'
import type { WorldMix } from '../model/explore-world.ts'
import { explorePolicy, heal, out, outNoWait, shrink } from './policies.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** Runs of every kind within twenty minutes of the noon at which a world begins. */
const base: WorldMix = {
  policy: explorePolicy(1),
  requests: [shrink(), out(), shrink(2), heal, shrink(), outNoWait(), shrink()],
  members: 6,
  hands: 0,
}

const scheduled = (entry: Partial<ScheduleEntry>): WorldMix['policy'] => ({
  ...explorePolicy(1),
  scaleIn: { ...explorePolicy(1).scaleIn, cooldown: 0 },
  size: { min: 2, max: 8, schedule: [anEntry({ timezone: 'UTC', days: [0, 1, 2, 3, 4, 5, 6], ...entry })] },
})

const noon = 12 * 60

/** Worlds in which bounds change by the clock, or by what a person says. */
export const timedWorlds: readonly (readonly [string, WorldMix])[] = [
  [
    'min rises while runs are about',
    { ...base, policy: scheduled({ from: noon + 10, to: noon + 300, min: 5 }) },
  ],
  ['min falls while runs are about', { ...base, policy: scheduled({ from: 0, to: noon + 10, min: 5 }) }],
  [
    'max falls while runs are about, with kills',
    { ...base, members: 10, killOneIn: 40, policy: scheduled({ from: 0, to: noon + 5, min: 4, max: 12 }) },
  ],
  [
    'max falls while many grow',
    {
      ...base,
      requests: [out(2), out(), outNoWait(2), out(2), outNoWait(), out()],
      policy: {
        ...scheduled({ from: 0, to: noon + 10, max: 14 }),
        scaleOut: { ...explorePolicy(1).scaleOut, cooldown: 0 },
      },
    },
  ],
  [
    'max falls while many grow, with kills',
    {
      ...base,
      killOneIn: 60,
      requests: [out(2), out(), outNoWait(2), out(2), outNoWait(), heal],
      policy: {
        ...scheduled({ from: 0, to: noon + 10, max: 14 }),
        scaleOut: { ...explorePolicy(1).scaleOut, cooldown: 0 },
      },
    },
  ],
  [
    'min rises for half an hour, and a machine is dead',
    {
      ...base,
      policy: scheduled({ from: noon + 5, to: noon + 35, min: 5 }),
      before: (account) => account.spoil('web-3'),
    },
  ],
  [
    'a person sets a floor',
    {
      ...base,
      policy: { ...scheduled({}), size: { min: 2, max: 8 } },
      says: (now) => [floorTag('web', { n: 5, until: now + HOUR })],
    },
  ],
  [
    'a floor that ends while runs are about',
    {
      ...base,
      policy: { ...scheduled({}), size: { min: 2, max: 8 } },
      says: (now) => [floorTag('web', { n: 5, until: now + 5 * MINUTE })],
    },
  ],
  ['a person pauses scale-in', { ...base, says: () => [pauseTag('web', null, 'scale-in')] }],
  [
    'a person pauses scale-out, with kills',
    { ...base, killOneIn: 40, says: () => [pauseTag('web', null, 'scale-out')] },
  ],
]
