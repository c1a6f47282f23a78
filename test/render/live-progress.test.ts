import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { Progress } from '../../src/fleet/report/outcome.ts'
import type { Step } from '../../src/fleet/plan/plan.ts'
import { LiveProgress } from '../../src/render/live-progress.ts'
import { paintFor } from '../../src/render/paint.ts'

const plain = paintFor(false)
const create: Step = { step: 'create', label: 'web-3' }
const health: Step = { step: 'wait', until: 'in-service', within: 600_000 }

function news(
  member: string,
  step: Step,
  status: Progress['status'],
  detail: string | null = null,
): Progress {
  return { member, step, status, detail }
}

/** The picture after some news, each at its second. */
function after(...all: readonly (readonly [second: number, news: Progress])[]): LiveProgress {
  const live = new LiveProgress()
  for (const [second, one] of all) live.take(one, second * 1_000)
  return live
}

describe('a line a member', () => {
  test('none before there is news', () => {
    expect(new LiveProgress().lines(0, { columns: 80, rows: 24 }, plain)).toEqual([])
  })

  test('with a mark that turns, the time since its first news and what is being done', () => {
    const live = after([1, news('web-3', create, 'started')])
    expect(live.lines(1_000, { columns: 80, rows: 24 }, plain)).toEqual(['⠋ web-3 00:00 creating'])
    expect(live.lines(1_100, { columns: 80, rows: 24 }, plain)).toEqual(['⠙ web-3 00:00 creating'])
    expect(live.lines(1_999, { columns: 80, rows: 24 }, plain)).toEqual(['⠏ web-3 00:00 creating'])
    expect(live.lines(2_000, { columns: 80, rows: 24 }, plain)).toEqual(['⠋ web-3 00:01 creating'])
  })

  test('with what is waited for', () => {
    const live = after(
      [0, news('web-3', create, 'started')],
      [5, news('web-3', health, 'waiting', 'Unknown')],
    )
    expect(live.lines(67_000, { columns: 80, rows: 24 }, plain)).toEqual([
      '⠋ web-3 01:07 waiting for health: Unknown',
    ])
  })

  test('in the order of their first news, their labels in one column', () => {
    const live = after(
      [0, news('web-10', create, 'started')],
      [1, news('web-9', create, 'started')],
      [2, news('web-10', health, 'started')],
    )
    expect(live.lines(3_000, { columns: 80, rows: 24 }, plain)).toEqual([
      '⠋ web-10 00:03 waiting for health',
      '⠋ web-9  00:02 creating',
    ])
  })
})

describe('what has ended stands still', () => {
  test.each<readonly [Progress['status'], string, string]>([
    ['done', '✓', 'in service'],
    ['failed', '✗', 'wait failed: DOWN'],
    ['skipped', '-', 'wait skipped: DOWN'],
  ])('%s', (status, mark, text) => {
    const detail = status === 'done' ? null : 'DOWN'
    const live = after([0, news('web-3', create, 'started')], [70, news('web-3', health, status, detail)])
    expect(live.lines(70_000, { columns: 80, rows: 24 }, plain)).toEqual([`${mark} web-3 01:10 ${text}`])
    expect(live.lines(700_000, { columns: 80, rows: 24 }, plain)).toEqual([`${mark} web-3 01:10 ${text}`])
  })

  test('until the next step begins; its time goes on from the first', () => {
    const live = after(
      [0, news('web-3', create, 'done', 'instance 7')],
      [3, news('web-3', health, 'started')],
    )
    expect(live.lines(4_000, { columns: 80, rows: 24 }, plain)).toEqual(['⠋ web-3 00:04 waiting for health'])
  })

  test('for good, when it failed: what comes after does not cover it', () => {
    const live = after(
      [0, news('web-3', create, 'failed', 'no')],
      [1, news('web-3', health, 'skipped', 'not reached')],
      [2, news('web-3', health, 'started')],
    )
    expect(live.lines(9_000, { columns: 80, rows: 24 }, plain)).toEqual(['✗ web-3 00:00 create failed: no'])
  })
})

describe('height', () => {
  const members = Array.from({ length: 30 }, (_, i) => `web-${i + 1}`)
  const live = new LiveProgress()
  for (const [i, member] of members.entries())
    live.take(news(member, create, i === 28 ? 'failed' : i < 5 ? 'started' : 'done', null), 0)

  test.each([1, 2, 5, 13, 23, 29, 30, 40])('never more than %d rows', (rows) => {
    expect(live.lines(0, { columns: 60, rows }, plain).length).toBeLessThanOrEqual(rows)
  })

  test('who failed or is busy stays, in order, and the rest is counted', () => {
    expect(live.lines(0, { columns: 60, rows: 8 }, plain)).toEqual([
      '⠋ web-1  00:00 creating',
      '⠋ web-2  00:00 creating',
      '⠋ web-3  00:00 creating',
      '⠋ web-4  00:00 creating',
      '⠋ web-5  00:00 creating',
      '✓ web-6  00:00 create done',
      '✗ web-29 00:00 create failed',
      '  and 23 more: 23 done',
    ])
  })
})

describe('width', () => {
  const long = 'a reason of '.repeat(30)
  const live = after([0, news('web-3', create, 'failed', long)])

  test.each([40, 41, 80, 120, 200])('no line is wider than %d columns', (width) => {
    for (const paint of [plain, paintFor(true)]) {
      const [line = ''] = live.lines(0, { columns: width, rows: 24 }, paint)
      expect(stripVTControlCharacters(line).length).toBeLessThanOrEqual(width)
      expect(stripVTControlCharacters(line).length).toBeGreaterThan(width - 15)
    }
  })

  test('something is told on the narrowest terminal', () => {
    expect(live.lines(0, { columns: 1, rows: 24 }, plain)).toEqual(['✗ web-3 00:00 create…'])
  })

  test('an hour and more is told in minutes', () => {
    const waits = after([0, news('web-3', health, 'started')])
    expect(waits.lines(3_661_000, { columns: 80, rows: 24 }, plain)).toEqual([
      '⠋ web-3 61:01 waiting for health',
    ])
  })

  test('news of several lines are one line', () => {
    const told = after([0, news('web-3', create, 'failed', 'one\ntwo')])
    expect(told.lines(0, { columns: 80, rows: 24 }, plain)).toEqual(['✗ web-3 00:00 create failed: one two'])
  })
})

test('colours are off where they are off', () => {
  const live = after([0, news('web-3', create, 'started')], [0, news('web-4', create, 'failed', 'no')])
  const lines = live.lines(0, { columns: 80, rows: 24 }, paintFor(true))
  expect(lines.join('')).toContain('\u001B[')
  expect(lines.map((line) => stripVTControlCharacters(line))).toEqual(
    live.lines(0, { columns: 80, rows: 24 }, plain),
  )
})
