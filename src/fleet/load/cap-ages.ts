import type { Reading } from './reading.ts'

/**
 * A reading in which nobody is older than the time it has been seen in service: that is when its load began. Ages are milliseconds, by label;
 * who was in service when it was first looked at has none.
 */
export function capAges(reading: Reading, ages: ReadonlyMap<string, number>): Reading {
  if (ages.size === 0) return reading
  const members = reading.members.map((m) => {
    const age = ages.get(m.label)
    return age === undefined ? m : { ...m, age: Math.min(m.age ?? age, age) }
  })
  return { ...reading, members }
}
