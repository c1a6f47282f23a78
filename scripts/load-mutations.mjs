// The clauses by which a fleet is sized by its load: what is taken out of which file, for scripts/mutations.mjs.
const wanted = 'src/fleet/load/wanted-members.ts'
const bySize = 'src/fleet/load/size-by-load.ts'
const plan = 'src/fleet/plan/plan-by-load.ts'
const memory = 'src/commands/scale/follow-memory.ts'

const reckoning = ['test/fleet/load', 'test/commands/by-load.test.ts']
const planning = ['test/fleet/load', 'test/fleet/plan/plan-by-load.test.ts', 'test/commands/by-load.test.ts']
const drains = [
  'test/fleet/plan/plan-removal-again.test.ts',
  'test/apply',
  'test/explore/growth-beside-a-drain.test.ts',
]
const turns = [
  'test/commands/follow.test.ts',
  'test/commands/scale',
  'test/explore/follow-loads.test.ts',
  'test/explore/follow.test.ts',
]
const rules = ['test/monitoring/sizing.test.ts', 'test/commands/monitoring/follow-files.test.ts']

/** Name, file, tests, and pairs of what is replaced by what. */
export const loadMutations = [
  [
    'that growth goes to what is wanted at once',
    plan,
    planning,
    "size: { kind: 'to', n: Math.max(0, sized.wanted - unseen) }",
    'size: request.size',
  ],
  ['that what is created and not listed counts', plan, planning, 'sized.wanted - unseen', 'sized.wanted'],
  ['the peak of the window', bySize, planning, 'Math.max(peak, into, out ?? 0)', 'Math.max(into, out ?? 0)'],
  [
    'that whoever starts is no load',
    bySize,
    planning,
    "return unkept === 'in-service' ||",
    "return unkept === 'starting' || unkept === 'in-service' ||",
  ],
  ['that a silent one does what the others do', wanted, reckoning, '(busy ?? mean)', '(busy ?? 0)'],
  ['that a silent one may be fully busy', wanted, reckoning, '(busy ?? 1)', '(busy ?? 0)'],
  [
    'that a new one is no busier than the others',
    wanted,
    reckoning,
    'Math.min(busy ?? 0, mean)',
    '(busy ?? 0)',
  ],
  [
    'that what a new one does is work',
    wanted,
    reckoning,
    'all.filter((s) => s.isWarm || s.busy !== null)',
    'warm',
  ],
  [
    'that the busiest ask for one more',
    wanted,
    reckoning,
    'isSaturated ? Math.max(outOf ?? 0, all.length + 1) : outOf',
    'outOf',
  ],
  ['that those that are new are there as well', wanted, reckoning, 'all.length + 1', 'warm.length + 1'],
  ['the weight of processors', wanted, reckoning, 'cores / sizing.cores', '1'],
  ['that a silent signal shrinks nothing', wanted, reckoning, 'known.includes(null) ? null :', ''],
  [
    'that a signal grows without a tolerance',
    wanted,
    reckoning,
    'askedBy(work, view, sizing, 0)',
    'askedBy(work, view, sizing, TOLERANCE)',
  ],
  [
    'the tolerance',
    wanted,
    reckoning,
    'askedBy(view.busyWork, view, sizing, TOLERANCE)',
    'askedBy(view.busyWork, view, sizing, 0)',
  ],
  ['the hundredth of a member', wanted, reckoning, 'Math.ceil(exact - A_LITTLE)', 'Math.ceil(exact)'],
  ['that the most of the sources is wanted', wanted, reckoning, 'Math.max(...asked)', 'Math.min(...asked)'],
  ['the spare', wanted, reckoning, ' + sizing.spare', ''],
  [
    'that what is no quantity is silence',
    wanted,
    reckoning,
    'return Number.isFinite(value) && value >= 0',
    'return !Number.isNaN(value)',
  ],
  [
    'that what is older than a minute says nothing',
    'src/trigger/read-work.ts',
    reckoning,
    'return age <= OLDEST ? null',
    'return age <= Infinity ? null',
  ],
  [
    'that several series are none',
    'src/trigger/read-work.ts',
    ['test/trigger', ...reckoning],
    'another !== undefined ||',
    '',
  ],
  [
    'the age of an alert’s number',
    'src/trigger/amx-wanted.ts',
    reckoning,
    'age <= OLDEST && age >= -AHEAD',
    'true',
  ],
  [
    'the pace of shrinking',
    'src/fleet/load/shrink-room.ts',
    planning,
    'Math.max(1, Math.floor((of.serving + gone) / 2))',
    'of.serving + gone',
  ],
  ['that an outage removes one', 'src/fleet/load/shrink-room.ts', planning, 'of.isOutage ? 1 : half', 'half'],
  [
    'that what is not known removes nobody',
    plan,
    planning,
    'if (sized.unknown !== null || sized.peak === null) return { n: 0, room }',
    '',
  ],
  [
    'that an alert grows by a step what is not known',
    plan,
    planning,
    "return trigger?.group?.status === 'firing' || trigger?.condition?.isMet === true",
    'return trigger === null',
  ],
  [
    'paid hours',
    'src/fleet/load/paid-hour.ts',
    planning,
    'return left > to && left <= from',
    'return left > 0 && from >= to',
  ],
  [
    'that a drain ends within its hour',
    'src/fleet/load/paid-hour.ts',
    planning,
    'return end - marked <= from + MINUTE && end - now >= TOO_LATE',
    'return end >= 0',
  ],
  [
    'that an overload passes the brake',
    'src/fleet/plan/plan-scale-out.ts',
    planning,
    'request.isOverload === true ? withoutDown(census) : census',
    'census',
  ],
  [
    'that the busy are not dead',
    bySize,
    planning,
    'if (busy.length * 2 > down.length && mean >= OVERLOADED) return true',
    '',
  ],
  [
    'that who leaves goes back first',
    'src/fleet/plan/plan-scale-out.ts',
    [...planning, 'test/fleet/plan'],
    'alive.slice(Math.max(0, alive.length - Math.max(0, target - serving)))',
    'alive.slice(alive.length)',
  ],
  [
    'how long a drain lasts',
    'src/commands/scale/drained.ts',
    turns,
    'return fleet.observedAt - marked >= least',
    'return fleet.observedAt >= marked',
  ],
  [
    'the memory of one’s own creates',
    memory,
    turns,
    'return unseen.length === 0 ? fleet :',
    'return unseen.length >= 0 ? fleet :',
  ],
  [
    'the age since it served',
    XX
  ],
  [
    'that who was watched being dead is removed',
    'src/fleet/plan/plan-follow.ts',
    [...planning, ...turns],
    'return dead === undefined ? null : removal(dead)',
    'return null',
  ],
  [
    'that a load which comes during a drain wins',
    'src/fleet/plan/plan-removal-again.ts',
    drains,
    ' ?? grownSince(first, again)',
    '',
  ],
  [
    'the last look at what was drained',
    'src/apply/take-away.ts',
    drains,
    'if (nodes.some((b) => b !== null && !isDrained(b)))',
    'if (nodes.length < 0)',
  ],
  [
    'that alerts go by the warm',
    'src/monitoring/sizing-alerts.ts',
    rules,
    'way="wake"})\\n',
    'way="out"})\\n',
  ],
  [
    'the nine tenths of a window',
    'src/monitoring/sizing-rules.ts',
    rules,
    'Math.ceil((0.9 * window) / RULE_INTERVAL)',
    '1',
  ],
  [
    'that wakes are soon',
    'src/monitoring/settings.ts',
    rules,
    'const WAKE_OUT = MINUTE / 2',
    'const WAKE_OUT = 5 * MINUTE',
  ],
]
