import { describe, expect, test } from 'vitest'
import type { Sighting } from '../../src/fleet/model/fleet.ts'
import { planRequest } from '../../src/fleet/plan/plan-request.ts'
import { sizeHistory } from '../../src/fleet/sight/size-history.ts'
import { statusReport } from '../../src/fleet/report/status-report.ts'
import { paintFor } from '../../src/render/paint.ts'
import { watchFrame, type WatchView } from '../../src/render/watch-frame.ts'
import { aFleet, aLeaver, aMember, aPolicy, MINUTE, NOON, type Made } from '../support/a-fleet.ts'
import { inBy, outBy } from '../support/a-request.ts'
import { anEvent } from '../support/an-event.ts'

const policy = aPolicy({ size: { min: 2, max: 60 } })
const many = (count: number): readonly Made[] => Array.from({ length: count }, (_, i) => aMember(i + 1))

function aView(
  made: readonly Made[],
  more: Partial<WatchView> = {},
  overrides: Partial<Sighting> = {},
): WatchView {
  const fleet = aFleet(made, overrides, policy)
  const now = more.now ?? NOON
  return {
    report: statusReport(fleet, policy, { cost: { hourly: 0.03, monthly: 20 }, remarks: [] }),
    now,
    plans: {
      scaleOut: planRequest(fleet, policy, outBy(1), now),
      scaleIn: planRequest(fleet, policy, inBy(1), now),
    },
    load: {
      samples: Array.from({ length: 60 }, (_, i) => (i < 5 ? null : i / 60)),
      thresholds: { high: 0.7, low: 0.3 },
      trouble: null,
    },
    turn: null,
    sizes: sizeHistory(fleet, { from: now - 60 * MINUTE, now, steps: 60 }),
    trouble: null,
    every: 5_000,
    ...more,
  }
}

const plain = paintFor(false)
const draw = (view: WatchView, columns = 80, rows = 24): readonly string[] =>
  watchFrame(view, { columns, rows }, plain)

describe('the picture of status --watch', () => {
  test('shows sizes, load with its thresholds, what an alert would do, members, cooldowns and cost', () => {
    expect(draw(aView(many(3)))).toEqual([
      'web: 3 in service of 3 members, min 2, max 60',
      'seen 2026-11-23T12:00:00Z, every 5s',
      expect.stringMatching(/^load {2}0\.98 {2} {5}▁▁▁▂+.*█{7,}$/u),
      '            scale-in below 0.30, scale-out above 0.70; the last hour, 0 to 1',
      expect.stringMatching(/^size {2}3 {5}▁{60}$/u),
      '',
      'an alert now',
      '  scale-out  would create and attach web-4',
      '  scale-in   would drain and delete web-3',
      '',
      'MEMBER  STATE       INSTANCE             ADDRESS        :80',
      'web-1   in-service  running g6-nanode-1  192.168.130.1  accept UP',
      'web-2   in-service  running g6-nanode-1  192.168.130.2  accept UP',
      'web-3   in-service  running g6-nanode-1  192.168.130.3  accept UP',
      '',
      'cooldown    scale-out over; scale-in over',
      'unfinished  nothing',
      'cost        $0.03 an hour',
    ])
  })
})

describe('the picture on any terminal', () => {
  const screens = [
    [80, 24],
    [120, 40],
    [60, 14],
    [40, 12],
    [20, 5],
  ] as const
  const views: readonly (readonly [string, WatchView])[] = [
    ['two members', aView(many(2))],
    ['fifty members', aView(many(50))],
    ['no members', aView([])],
    ['one that leaves', aView([...many(20), aLeaver(21)])],
    ['an error of several lines', aView(many(3), { trouble: 'down\nfor\nlong '.repeat(30) })],
    ['no Prometheus', aView(many(3), { load: null })],
  ]
  test.each(screens.flatMap(([c, r]) => views.map(([name, view]) => [c, r, name, view] as const)))(
    'on %d by %d: %s is cut and never wraps',
    (columns, rows, _name, view) => {
      const lines = draw(view, columns, rows)
      expect(lines.length).toBeLessThanOrEqual(rows)
      for (const line of lines) {
        expect(line).not.toMatch(/[\n\r]/)
        expect(line.length).toBeLessThanOrEqual(columns)
      }
    },
  )

  test('a low terminal has the sizes, the members with their health, and why it holds', () => {
    const held = draw(
      aView([...many(28), aMember(29, {}, { health: 'down' }), aMember(30, { created: NOON - MINUTE })]),
      60,
      14,
    )
    const text = held.join('\n')
    expect(held[0]).toMatch(/^web: \d+ in service of 30 members/)
    expect(text).toContain('held: cooldown')
    expect(text).toMatch(/^web-29 +out-of-service .*DOWN$/m)
    expect(held.filter((line) => line.endsWith(' UP')).length).toBeGreaterThan(2)
  })

  test('members who have no room take turns, and all are seen', () => {
    const seen = new Set<string>()
    for (let look = 0; look < 30; look++)
      for (const line of draw(aView(many(30), { now: NOON + look * 5_000 }), 60, 14)) {
        const [, label] = /^(web-\d+) /.exec(line) ?? []
        if (label !== undefined) seen.add(label)
      }
    expect(seen.size).toBe(30)
  })

  test('who is not in service is shown although there is no room for all', () => {
    const lines = draw(aView([...many(40), aLeaver(41), aMember(42, {}, { health: 'down' })]))
    expect(lines.filter((l) => /^web-4[12] /.test(l))).toHaveLength(2)
    expect(lines.find((l) => l.startsWith('... and'))).toMatch(/^\.\.\. and \d+ more, in turn$/)
    expect(lines.at(-1)).toMatch(/^cost/)
  })
})

describe('what the picture tells between two looks', () => {
  test('holds and cooldowns count down between two looks', () => {
    const young = { created: NOON - MINUTE }
    const at = (now: number) => draw(aView([...many(2), aMember(3, young)], { now })).join('\n')
    expect(at(NOON)).toContain('scale-out  held: cooldown, 4m left: web-3 was created')
    expect(at(NOON + 10_000)).toContain('scale-out  held: cooldown, 3m50s left: web-3 was created')
    expect(at(NOON + 10_000)).toContain('cooldown    scale-out 3m50s left; scale-in 13m50s left')
    expect(at(NOON + 5 * MINUTE)).toContain('scale-out  would create and attach web-4')
  })

  test('the size over the hour is reckoned back from the events', () => {
    const view = aView(
      [...many(2), aMember(3, { created: NOON - 30 * MINUTE })],
      {},
      { activity: [anEvent('delete', 9, 10)] },
    )
    expect(view.sizes).toEqual([
      ...Array.from({ length: 29 }, () => 3),
      ...Array.from({ length: 20 }, () => 4),
      ...Array.from({ length: 11 }, () => 3),
    ])
  })

  test('a pause, and a Prometheus that cannot be read, are told', () => {
    const tags = ['paused:web:20261123T123000Z']
    const nodeBalancers = aFleet([]).nodeBalancers.map((nb) => ({ ...nb, tags }))
    const load = { samples: [], thresholds: null, trouble: 'Prometheus cannot be read: HTTP 500' }
    const text = draw(aView(many(2), { load }, { nodeBalancers })).join('\n')
    expect(text).toContain('paused, 30m left: every run holds')
    expect(text).toContain('scale-in   held: paused, 30m left')
    expect(text).toContain('load  -')
    expect(text).toContain('Prometheus cannot be read: HTTP 500')
  })
})
