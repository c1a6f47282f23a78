import * as z from 'zod/mini'
import { isDays, isTimeOfDay, isTimezone } from './schedule-words.ts'
import { durationUpTo, optional, said, whole } from './schema-parts.ts'

const MOST_ENTRIES = 50

const word = (is: (text: string) => boolean, what: string) =>
  z.string(`write ${what}`).check(z.refine(is, `write ${what}`))

const entry = z.strictObject({
  days: optional(() =>
    said(
      word(isDays, 'days, such as mon-fri or sat,sun'),
      'The days that it begins on: mon-fri, or sat,sun. Default every day.',
    ),
  ),
  from: said(
    word((text) => isTimeOfDay(text) && text !== '24:00', 'a time of day, such as "07:30"'),
    'When it begins, by the wall clock of its time zone.',
  ),
  to: said(
    word(isTimeOfDay, 'a time of day, such as "19:00" or "24:00"'),
    'When it ends; where that is not after from, on the next day.',
  ),
  timezone: said(
    word(isTimezone, 'a time zone, such as Europe/Madrid or UTC'),
    'Whose wall clock: a name of the IANA time zone database.',
  ),
  min: optional(() => said(whole(1, 1000), 'Never fewer members than this meanwhile.')),
  max: optional(() =>
    said(
      whole(1, 1000),
      'Never more members than this meanwhile. Default size.max, or min where that is more.',
    ),
  ),
  lead: optional(() => durationUpTo('1h', 'How much earlier its min begins, for members that have to boot.')),
})

/** `size.schedule`: times with other bounds than the base size. */
export const scheduleSchema = z
  .array(entry, 'expected a list of times')
  .check(z.minLength(1, 'name at least one time'), z.maxLength(MOST_ENTRIES, `at most ${MOST_ENTRIES} times`))

/** One time as it is written. */
export type RawScheduleEntry = z.infer<typeof entry>
