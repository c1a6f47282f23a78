import * as z from 'zod/mini'
import { USUAL_DURATIONS } from '../fleet/model/load-policy.ts'
import { duration, durationUpTo, optional, ratio, said, text } from './schema-parts.ts'

/** A label's value in Prometheus and a word in a status line. */
const NAME = /^[a-z][a-z0-9_-]*$/

const signal = z.strictObject({
  name: said(
    text(40).check(z.regex(NAME, 'use small letters, digits, - and _, and begin with a letter')),
    'What it is called in status, metrics and rules.',
  ),
  query: said(
    text(2000),
    'PromQL with one result, such as requests that arrive at the proxy in a second; $fleet stands for the fleet tag.',
  ),
  per_member: said(
    z.number('expected a number').check(z.gt(0, 'must be above 0')),
    'How much of it one member does when it is fully busy.',
  ),
})

/** `load`: sized by target and signals, or by steps. */
export const loadSchema = z.strictObject({
  target: optional(() =>
    ratio('How busy members are to be: the fleet is sized by its load. Default 0.7 when there are signals.'),
  ),
  signals: optional(() =>
    said(
      z.array(signal, 'expected a list of signals').check(z.minLength(1, 'name at least one signal')),
      'What is counted before the queue, besides busy processors; the most that any of them asks for is wanted.',
    ),
  ),
  window: optional(() =>
    durationUpTo(
      '24h',
      `A fleet shrinks to the most that was wanted within it, at least 1m. Default ${USUAL_DURATIONS.window}.`,
    ),
  ),
  warm_up: optional(() =>
    durationUpTo(
      '1h',
      `So long after its boot, what a member measures says nothing. Default ${USUAL_DURATIONS.warmUp}.`,
    ),
  ),
  from: optional(() =>
    said(
      z.enum(['prometheus', 'linode'], 'must be prometheus or linode'),
      "Who measures: Prometheus, or the API's own five-minute statistics, which need no Prometheus and no rules. Default prometheus.",
    ),
  ),
  high: optional(() => ratio('Busy CPU above which a member is added, by steps.')),
  high_for: optional(() => duration('For how long.')),
  low: optional(() => ratio('Busy CPU below which a member is removed, by steps.')),
  low_for: optional(() => duration('For how long.')),
})
