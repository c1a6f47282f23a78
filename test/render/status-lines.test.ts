import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { Sighting } from '../../src/fleet/model/fleet.ts'
import { backendId, instanceId, nodeBalancerId } from '../../src/fleet/model/ids.ts'
import { statusReport, type StatusReport } from '../../src/fleet/report/status-report.ts'
import { paintFor } from '../../src/render/paint.ts'
import { statusLines } from '../../src/render/status-lines.ts'
import { aBackend, aFleet, aLeaver, aMember, aPolicy, NOON, type Made } from '../support/a-fleet.ts'
import { anEvent } from '../support/an-event.ts'

const plain = paintFor(false)
const COST = { hourly: 0.015, monthly: 10 }

function aStatus(made: readonly Made[], seen: Partial<Sighting> = {}, cost: StatusReport['cost'] = COST) {
  return statusReport(aFleet(made, seen), aPolicy(), { cost, remarks: [] })
}
const linesOf = (...args: Parameters<typeof aStatus>): readonly string[] =>
  statusLines(aStatus(...args), plain)

test('a fleet at rest, whole', () => {
  expect(linesOf([aMember(1), aMember(2)])).toEqual([
    'web: 2 in service of 2 members, min 2, max 8',
    'behind NodeBalancer 12345 (203.0.113.10, us-east), observed 2026-11-23T12:00:00Z',
    '',
    'MEMBER  STATE       INSTANCE             ADDRESS        :80',
    'web-1   in-service  running g6-nanode-1  192.168.130.1  accept UP',
    'web-2   in-service  running g6-nanode-1  192.168.130.2  accept UP',
    '',
    'unfinished  nothing',
    'cooldown    scale-out over; scale-in over',
    'cost        $0.015 an hour, $10.00 a month',
    'activity    none lately',
  ])
})

test('a fleet in which much is going on, whole', () => {
  const made = [
    aMember(1, { tags: ['fleet:web:12345', 'keep'] }),
    aMember(2, {}, { health: 'down' }),
    aLeaver(3),
    {
      backends: [
        aBackend(9, { id: backendId(5), label: 'legacy-1', address: '192.168.200.9:80', health: 'unknown' }),
      ],
    },
  ]
  const activity = [anEvent('create', 3, 4), anEvent('delete', 4, 30, { username: null, failed: true })]
  const seen = { activity, missing: [{ kind: 'nodebalancer' as const, nodeBalancer: nodeBalancerId(999) }] }
  const lines = linesOf(made, seen, null)
  expect(lines).toEqual([
    'web: 1 in service of 3 members, min 2, max 8',
    'behind NodeBalancer 12345 (203.0.113.10, us-east), observed 2026-11-23T12:00:00Z',
    expect.stringMatching(/^problem: NodeBalancer 999 of the profile does not exist; \S/),
    '',
    'MEMBER  STATE           INSTANCE             ADDRESS        :80',
    'web-1   held: tag keep  running g6-nanode-1  192.168.130.1  accept UP',
    'web-2   out-of-service  running g6-nanode-1  192.168.130.2  accept DOWN',
    'web-3   leaving         running g6-nanode-1  192.168.130.3  drain UP',
    '',
    'foreign backends, never touched:',
    '  legacy-1: 192.168.200.9:80 accept Unknown (config 67890)',
    '',
    'unfinished:',
    '  web-3: every run is refused until the problem is mended',
    '',
    'cooldown    scale-out until 2026-11-23T12:01:00Z (in 60s; web-3 was created); scale-in until 2026-11-23T12:11:00Z (in 11m; web-3 was created)',
    'cost        not known',
    'activity',
    '  2026-11-23T11:56:00Z  4m ago   create         web-3  by alice',
    '  2026-11-23T11:30:00Z  30m ago  delete failed  web-4  by unknown',
  ])
})

test('a member without backend nodes shows none', () => {
  expect(linesOf([aMember(1, {}, null)])[4]).toMatch(/^web-1 {3}unattached {2}.* {2}-$/)
})

test('a fleet without members says so', () => {
  expect(linesOf([])).toContain('no members')
})

test('a NodeBalancer that is gone is behind nothing', () => {
  expect(linesOf([], { nodeBalancers: [] }).join('\n')).not.toContain('behind')
})

describe('remarks', () => {
  test('an instance with a member’s label that is not ours', () => {
    const stranger = aMember(7, { tags: [], id: instanceId(70) }, null)
    expect(linesOf([aMember(1), stranger]).at(-1)).toBe(
      'note: web-7 (instance 70) is not a member: it has no tag fleet:web:12345. It is left alone and its number is not used',
    )
  })

  test('a token that may not read events', () => {
    expect(linesOf([aMember(1)], { activity: null }).at(-1)).toBe(
      'note: the token has no scope events:read_only: no activity is shown, and scale-in is refused',
    )
  })
})

test('activity is told newest first, ten at the most', () => {
  const activity = Array.from({ length: 12 }, (_, n) => anEvent('create', n + 1, 60 + n))
  const lines = linesOf([aMember(1)], { activity: activity.toReversed() })
  const told = lines.slice(lines.indexOf('activity') + 1)
  expect(told.map((line) => line.split(/ {2,}/)[4])).toEqual(
    Array.from({ length: 10 }, (_, n) => `web-${n + 1}`),
  )
})

test('colours add nothing but themselves', () => {
  const report = aStatus([aMember(1), aMember(2, {}, { health: 'down' }), aLeaver(3)], { observedAt: NOON })
  const colored = statusLines(report, paintFor(true))
  expect(colored.join('')).toContain('\u001B[31m')
  expect(colored.map((line) => stripVTControlCharacters(line))).toEqual(statusLines(report, plain))
})
