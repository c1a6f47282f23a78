import { describe, expect, test } from 'vitest'
import type { Activity, Backend, Instance, Sighting } from '../../../src/fleet/model/fleet.ts'
import { instanceId } from '../../../src/fleet/model/ids.ts'
import { statusReport } from '../../../src/fleet/report/status-report.ts'
import { hasFailed, isDone, type Outcome, type StepStatus } from '../../../src/fleet/report/outcome.ts'
import { pauseTag } from '../../../src/fleet/sight/pause.ts'
import { aFleet, aMember, aNodeBalancer, aPolicy, MINUTE, NOON } from '../../support/a-fleet.ts'
import { anEvent } from '../../support/an-event.ts'

const policy = aPolicy()

function report(seen: Partial<Sighting> = {}, remarks: readonly string[] = []) {
  const made = [aMember(1), aMember(2, { tags: ['fleet:web:12345', 'keep'] }), aMember(7, { tags: [] })]
  return statusReport(aFleet(made, seen), policy, { cost: null, remarks })
}

const at = (n: number, minutesAgo: number, more: Partial<Activity> = {}): Activity =>
  anEvent('create', n, minutesAgo, { instance: instanceId(900 + n), ...more })

describe('status', () => {
  test('tells who holds a member, and the cooldowns of both directions', () => {
    const { members, cooldown, size, cost } = report({ activity: [anEvent('delete', 9, 1)] })
    expect(members.map((m) => [m.member.label, m.state, m.heldBecause])).toEqual([
      ['web-1', 'in-service', null],
      ['web-2', 'held', 'tag keep'],
    ])
    expect(cooldown.scaleOut.until).toBeNull()
    expect(cooldown.scaleIn.until).toBe(NOON + 14 * MINUTE)
    expect(size).toEqual({ serving: 2, total: 2, min: 2, max: 8 })
    expect(cost).toBeNull()
  })

  test('tells the last ten events, the newest first, and of one instant a delete before its create', () => {
    const activity = [
      ...Array.from({ length: 9 }, (_, i) => at(i, 20 + i)),
      at(20, 5),
      at(20, 5, { action: 'delete' }),
      at(21, 5),
    ]
    const shown = report({ activity }).activity.map((a) => `${a.action} ${a.label}`)
    expect(shown).toHaveLength(10)
    expect(shown.slice(0, 4)).toEqual(['create web-21', 'delete web-20', 'create web-20', 'create web-0'])
    expect(report({ activity: activity.toReversed() }).activity).toEqual(report({ activity }).activity)
  })

  test('remarks on strangers and on events that cannot be read, after what it was told', () => {
    expect(report({ activity: null }, ['first']).remarks).toEqual([
      'first',
      'web-7 (instance 107) is not a member: it has no tag fleet:web:12345. It is left alone and its number is not used',
      'the token has no scope events:read_only: no activity is shown, and scale-in is refused',
    ])
    expect(report({ activity: null }).activity).toEqual([])
  })

  test('tells a pause and what the account lacks', () => {
    const nodeBalancers = [aNodeBalancer({ tags: [pauseTag('web', null)], region: 'eu-west' })]
    const { paused, problems } = report({ nodeBalancers })
    expect(paused).toEqual({ until: null })
    expect(problems.map((p) => p.code)).toEqual(['refused'])
  })

  test('tells each half that is paused by itself, and until when', () => {
    const tags = [pauseTag('web', NOON + MINUTE, 'scale-in'), pauseTag('web', null, 'scale-out')]
    const { paused, pausedHalves } = report({ nodeBalancers: [aNodeBalancer({ tags })] })
    expect(paused).toBeNull()
    expect(pausedHalves).toEqual([
      { until: NOON + MINUTE, only: 'scale-in' },
      { until: null, only: 'scale-out' },
    ])
    expect(report().pausedHalves).toEqual([])
  })
})

describe('status says of a renamed one', () => {
  test.each<readonly [string, Partial<Backend> | null, Partial<Instance>, string]>([
    ['is open', {}, {}, 'is left alone, and may serve'],
    ['has no backend node', null, {}, 'is left alone, and may serve'],
    [
      'is in a drain of ours',
      { mode: 'drain', label: 'web-7.outgsmo0' },
      {},
      'and any run gives its drain back',
    ],
    ['is in a person’s drain', { mode: 'drain' }, {}, 'is left alone, and serves nobody new'],
    ['is rejected', { mode: 'reject' }, {}, 'is left alone, and serves nobody new'],
    [
      'was made after our drain',
      { mode: 'drain', label: 'web-7.outgsmo0' },
      { created: NOON + 1_000 },
      'is left alone, and serves nobody new',
    ],
  ])('that %s what becomes of it', (_name, backend, instance, fate) => {
    const { remarks } = statusReport(
      aFleet([aMember(1), aMember(7, { label: 'db', ...instance }, backend)]),
      policy,
      { cost: null, remarks: [] },
    )
    expect(remarks).toEqual([
      `db (instance 107) carries the tag fleet:web:12345 and is not called web-<n>: it is no member, ${fate}. Give it such a label again, or take the tag off`,
    ])
  })
})

const outcome = (...statuses: readonly StepStatus[]): Outcome => ({
  member: 'web-1',
  kind: 'add',
  steps: statuses.map((status, i) => ({
    step: i === 0 ? { step: 'create', label: 'web-1' } : { step: 'wait', until: 'in-service', within: 1 },
    status,
    detail: null,
  })),
})

describe('an outcome', () => {
  const table: readonly (readonly [string, Outcome, boolean, boolean])[] = [
    ['done', outcome('done', 'done'), false, true],
    ['done, and the rest was not begun', outcome('done', 'skipped'), false, true],
    ['skipped', outcome('skipped', 'done'), false, false],
    ['planned', outcome('planned', 'planned'), false, false],
    ['done, and the rest failed', outcome('done', 'failed'), true, false],
  ]
  test.each(table)('of which the step was %s', (_name, it, failed, done) => {
    expect([hasFailed(it), isDone(it, 'create')]).toEqual([failed, done])
  })
})
