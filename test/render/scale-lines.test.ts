import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { Plan } from '../../src/fleet/plan/plan.ts'
import type { ScaleReport } from '../../src/fleet/report/scale-report.ts'
import { paintFor } from '../../src/render/paint.ts'
import { decisionLines, planLines, resultLines, sizeText } from '../../src/render/scale-lines.ts'
import { inTo } from '../support/a-request.ts'
import { anOutcome, aPlan, aReport, AT_MAX, became, COOLDOWN } from '../support/render/a-report.ts'

const plain = paintFor(false)
const SEEN = '2 in service of 2 members, min 2, max 8'

test.each([
  [0, '0 in service of 0 members, min 1, max 2'],
  [1, '0 in service of 1 member, min 1, max 2'],
  [2, '0 in service of 2 members, min 1, max 2'],
])('a size in words: %d', (total, text) => {
  expect(sizeText({ serving: 0, total, min: 1, max: 2 })).toBe(text)
})

test('a hold that the result tells at once is not told before it', () => {
  const held = aPlan({ hold: COOLDOWN, changes: [] })
  expect(decisionLines('web', held, true)).toEqual([`web: scale-out by 1: ${SEEN}`])
})

describe('the decision, before anything is done', () => {
  test.each<readonly [string, Partial<Plan>, readonly string[]]>([
    ['to do something', {}, [`web: scale-out by 1: ${SEEN}`, 'web: to do: add web-3']],
    [
      'to do several things, in their order',
      {
        changes: [
          { kind: 'tidy', member: 'web-9', leftovers: [] },
          { kind: 'add', member: 'web-3' },
        ],
      },
      [`web: scale-out by 1: ${SEEN}`, 'web: to do: tidy web-9, add web-3'],
    ],
    [
      'to hold until a moment',
      { hold: COOLDOWN, changes: [] },
      [`web: scale-out by 1: ${SEEN}`, 'web: held: cooldown, until 2026-11-23T12:05:00Z: web-2 was created'],
    ],
    [
      'to hold, and to repair all the same',
      { hold: AT_MAX, changes: [{ kind: 'tidy', member: 'web-9', leftovers: [] }] },
      [
        `web: scale-out by 1: ${SEEN}`,
        'web: held: at-max: 8 members, and 8 is max',
        'web: to do: tidy web-9',
      ],
    ],
    ['to do nothing', { changes: [], request: inTo(2) }, [`web: scale-in to 2: ${SEEN}`]],
    [
      'of reconcile, which has no size',
      { changes: [], request: { ...inTo(2), action: 'reconcile' } },
      [`web: reconcile: ${SEEN}`],
    ],
  ])('%s', (_rule, plan, lines) => {
    expect(decisionLines('web', aPlan(plan))).toEqual(lines)
  })
})

const added = anOutcome(
  'add',
  became('create', 'done', 'instance 1003'),
  became('attach', 'done', '192.168.130.3:80 on config 67890 as backend node 9'),
  became('wait', 'done'),
)

const removed = anOutcome(
  'remove',
  became('drained', 'done'),
  became('delete', 'done'),
  became('detach', 'done'),
)

describe('what was done', () => {
  test('every change has a line and its steps’ own words', () => {
    expect(resultLines(aReport({ outcomes: [added, removed] }), plain).slice(0, -1)).toEqual([
      '✓ add web-3: create instance 1003; attach 192.168.130.3:80 on config 67890 as backend node 9; in service',
      '✓ remove web-3: drained; delete instance 103 (web-3); detach 192.168.130.3:80 (web-3, backend node 1003 of config 67890)',
    ])
  })

  test('a change that failed tells what failed, and that alone', () => {
    const failed = anOutcome(
      'add',
      became('create', 'done'),
      became('attach', 'failed', 'attaching web-3: no (HTTP 400)'),
      became('wait', 'skipped', 'not reached'),
    )
    expect(resultLines(aReport({ result: 'failed', outcomes: [failed] }), plain)).toEqual([
      '✗ add web-3: attach failed: attaching web-3: no (HTTP 400)',
      'web: failed: see above; the next run goes on from what is there, +$0.0075 an hour',
    ])
  })

  test('a change that was not made tells why', () => {
    const skipped = anOutcome(
      'add',
      became('create', 'skipped', 'the label is taken'),
      became('attach', 'skipped'),
    )
    expect(resultLines(aReport({ outcomes: [skipped] }), plain)[0]).toBe(
      '- add web-3: not done: the label is taken',
    )
  })

  test('a change that was made in part tells both', () => {
    const part = anOutcome(
      'add',
      became('create', 'done', 'instance 7'),
      became('wait', 'skipped', 'stopped'),
    )
    expect(resultLines(aReport({ outcomes: [part] }), plain)[0]).toBe(
      '- add web-3: create instance 7; not done: stopped',
    )
  })

  test('a wait for a boot has its own word', () => {
    expect(resultLines(aReport({ outcomes: [anOutcome('attach', became('runs', 'done'))] }), plain)[0]).toBe(
      '✓ attach web-3: runs',
    )
  })
})

describe('the last lines', () => {
  const back = anOutcome('put-back', became('putBack', 'done'))
  const tidied = anOutcome('tidy', became('detach', 'done'))
  test.each<readonly [string, Partial<ScaleReport>, string]>([
    ['what was added', { outcomes: [added, added] }, 'web: done: 2 added, +$0.0075 an hour'],
    [
      'what was removed',
      { outcomes: [removed], hourlyChange: -0.0075 },
      'web: done: 1 removed, -$0.0075 an hour',
    ],
    [
      'all kinds',
      { outcomes: [removed, back, added], hourlyChange: 0 },
      'web: done: 1 added, 1 put back, 1 removed',
    ],
    ['a repair', { outcomes: [tidied], hourlyChange: 0 }, 'web: done: no change of size'],
    ['nothing at all', { hourlyChange: 0 }, 'web: done: nothing to do'],
    ['no price that is not known', { outcomes: [added], hourlyChange: null }, 'web: done: 1 added'],
    [
      'a signal',
      { outcomes: [added], stoppedBy: 'SIGTERM' },
      'web: done: 1 added, +$0.0075 an hour (SIGTERM came when all was done)',
    ],
    [
      'a hold until a moment',
      { result: 'held', hold: COOLDOWN },
      'web: held (cooldown): web-2 was created; until 2026-11-23T12:05:00Z (in 5m)',
    ],
    ['a hold', { result: 'held', hold: AT_MAX }, 'web: held (at-max): 8 members, and 8 is max'],
  ])('the last line tells %s', (_rule, report, line) => {
    expect(resultLines(aReport(report), plain).at(-1)).toBe(line)
  })

  test('remarks come after it', () => {
    expect(resultLines(aReport({ remarks: ['a', 'b'], hourlyChange: 0 }), plain)).toEqual([
      'web: done: nothing to do',
      'note: a',
      'note: b',
    ])
  })
})

describe('a dry run', () => {
  const report = aReport({
    dryRun: true,
    plan: aPlan({
      guards: [
        { guard: 'cooldown', value: 'web-2 was created', limit: 'over', passed: true },
        { guard: 'at-max', value: 8, limit: 8, passed: false },
      ],
    }),
  })
  test('says which guard holds', () => {
    expect(planLines({ ...report, hold: AT_MAX, hourlyChange: 0 }, plain)).toEqual([
      'web: scale-out by 1 (dry run: nothing is sent but reads)',
      `size     ${SEEN}`,
      'guards',
      '  passed  cooldown  web-2 was created  over',
      '  HOLDS   at-max    8                  limit 8',
      'held: at-max: 8 members, and 8 is max',
      'do       raise size.max in the profile, or look at what loads the fleet',
      'changes  none',
      'price    no change',
    ])
  })

  test('says when the price is not known', () => {
    expect(planLines({ ...report, hourlyChange: null }, plain)).toContain(
      'price    not known: the type has no price in this region',
    )
  })
})

test('colours add nothing but themselves', () => {
  const report = aReport({
    result: 'failed',
    hold: AT_MAX,
    outcomes: [
      anOutcome('add', became('create', 'failed', 'no')),
      anOutcome('add', became('create', 'done')),
    ],
    plan: aPlan({ guards: [{ guard: 'at-max', value: 8, limit: 8, passed: false }] }),
  })
  for (const lines of [planLines, resultLines]) {
    const colored = lines(report, paintFor(true))
    expect(colored.join('')).toContain('\u001B[')
    expect(colored.map((line) => stripVTControlCharacters(line))).toEqual(lines(report, plain))
  }
})
