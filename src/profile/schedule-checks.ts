import type { Path } from './places.ts'
import type { RawScheduleEntry } from './schedule-schema.ts'
import { minutesOf } from './schedule-words.ts'
import type { RawProfile } from './schema.ts'

type Problem = readonly [Path, string]
type Size = RawProfile['size']

/** What no single key of a schedule can tell. */
export function scheduleChecks(size: Size): readonly Problem[] {
  return (size.schedule ?? []).flatMap((entry, i) =>
    entryChecks(entry, size).map(([key, message]): Problem => [['size', 'schedule', i, ...key], message]),
  )
}

function entryChecks(entry: RawScheduleEntry, size: Size): readonly Problem[] {
  const { min, max, lead, from, to } = entry
  if (min === undefined && max === undefined) return [[[], 'says neither min nor max: give one']]
  const least = min ?? size.min
  return [
    ...(minutesOf(from) === minutesOf(to)
      ? [[['to'], 'is the same as from: write "00:00" to "24:00" for whole days'] as const]
      : []),
    ...(max !== undefined && max < least
      ? [[['max'], `${max} is below ${min === undefined ? 'size.min' : 'min'} (${least})`] as const]
      : []),
    ...(lead !== undefined && min === undefined
      ? [[['lead'], 'is how much earlier a min begins: give min too'] as const]
      : []),
  ]
}

/** What is allowed and perhaps not meant: of all that holds at a time, the highest min and the highest max do. */
export function scheduleRemarks({ min, max, schedule = [] }: Size): readonly string[] {
  return schedule.flatMap((entry, i) => [
    ...(entry.min !== undefined && entry.min < min
      ? [`size.schedule[${i}].min (${entry.min}) is below size.min (${min}) and never decides: ${HIGHEST}`]
      : []),
    ...(entry.max !== undefined && entry.max < max
      ? [`size.schedule[${i}].max (${entry.max}) is below size.max (${max}) and never decides: ${HIGHEST}`]
      : []),
  ])
}

const HIGHEST =
  'the base size always holds too, and the highest decides. Write the lowest bounds as size.min and size.max'
