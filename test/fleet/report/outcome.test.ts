import { describe, expect, test } from 'vitest'
import { cameAbout, isStoppedBy, resultOf, type Outcome } from '../../../src/fleet/report/outcome.ts'
import { anOutcome, became } from '../../support/render/a-report.ts'

const ROWS: readonly (readonly [string, Outcome, string, string | null])[] = [
  ['planned', anOutcome('add', became('create', 'planned')), 'planned', null],
  ['done', anOutcome('add', became('create', 'done'), became('wait', 'done')), 'done', 'add web-3'],
  [
    'left on its way',
    anOutcome('add', became('create', 'done'), became('wait', 'skipped', 'stopped')),
    'begun',
    'add web-3',
  ],
  ['not begun', anOutcome('add', became('create', 'skipped', 'stopped')), 'not-begun', null],
  ['taken away again', { ...anOutcome('add', became('create', 'done')), undone: true }, 'undone', null],
  [
    'half failed',
    anOutcome('add', became('create', 'done'), became('attach', 'failed', 'no')),
    'failed',
    'add web-3',
  ],
  ['removed', anOutcome('remove', became('drain', 'done'), became('delete', 'done')), 'done', 'remove web-3'],
  [
    'drained and given back',
    anOutcome(
      'remove',
      became('drain', 'done'),
      became('delete', 'skipped', 'stopped'),
      became('putBack', 'done'),
    ),
    'undone',
    null,
  ],
  [
    'tidied but for the last detach',
    anOutcome('tidy', became('drain', 'done'), became('detach', 'skipped', 'stopped')),
    'begun',
    'tidy web-3',
  ],
  ['tidied of nothing', anOutcome('tidy', became('detach', 'skipped', 'stopped')), 'not-begun', null],
  [
    'drained, for a later turn',
    anOutcome('remove', became('drain', 'done'), became('delete', 'skipped', 'later')),
    'begun',
    'drain web-3',
  ],
]

describe('what a change came to', () => {
  test.each(ROWS)('%s', (_rule, outcome, result, told) => {
    expect([resultOf(outcome), cameAbout(outcome)]).toEqual([result, told])
  })
})

test('a signal has stopped a run when nothing else failed and something was not done', () => {
  const stopped = anOutcome('add', became('create', 'skipped', 'stopped by SIGTERM: not begun'))
  const left = anOutcome('add', became('create', 'failed', 'stopped by SIGTERM: left unfinished'))
  const failed = anOutcome('add', became('create', 'failed', 'no'))
  const done = anOutcome('add', became('create', 'done'))
  expect(
    [[stopped], [left], [done, stopped], [failed, stopped], [done], []].map((all) =>
      isStoppedBy('SIGTERM', all),
    ),
  ).toEqual([true, true, true, false, false, false])
})

test('a signal that has kept only a hook from running has stopped no run: hooks are not of the fleet', () => {
  const hook = { command: ['true'], timeout: 1_000, onError: 'continue' } as const
  const left = {
    step: { step: 'hook', moment: 'after_attach', hook },
    status: 'skipped',
    detail: 'stopped by SIGTERM: not begun',
  } as const
  const [whole, half] = [became('create', 'done'), became('create', 'skipped', 'stopped by SIGTERM')]
  expect(isStoppedBy('SIGTERM', [anOutcome('add', whole, left)])).toBe(false)
  expect(isStoppedBy('SIGTERM', [anOutcome('add', half, left)])).toBe(true)
  expect([resultOf(anOutcome('add', whole, left)), resultOf(anOutcome('add', half, left))]).toEqual([
    'done',
    'not-begun',
  ])
})
