import { describe, expect, test } from 'vitest'
import { scaleJson } from '../../src/render/scale-json.ts'
import { anOutcome, aReport, AT_MAX, became, COOLDOWN } from '../support/render/a-report.ts'

const SOUND = {
  version: 1,
  command: 'scale-out',
  fleet: 'web',
  dry_run: false,
  result: 'done',
  hold: null,
  size: { serving: 2, total: 2, min: 2, max: 8 },
  guards: [],
  changes: [],
  cost: { hourly_change: 0.0075 },
}

describe('a report in JSON', () => {
  test('has these keys, whatever happened', () => {
    expect(scaleJson(aReport())).toEqual(SOUND)
  })

  test('has every step of every change, with its status and what happened', () => {
    const outcomes = [anOutcome('add', became('create', 'done', 'instance 7'), became('wait', 'planned'))]
    expect(scaleJson(aReport({ outcomes }))).toEqual({
      ...SOUND,
      changes: [
        {
          member: 'web-3',
          kind: 'add',
          result: 'begun',
          steps: [
            { step: 'create', status: 'done', detail: 'instance 7' },
            { step: 'wait', status: 'planned', detail: 'until in service, at most 10m' },
          ],
        },
      ],
    })
  })

  test('has until when it holds only where that is known', () => {
    expect(scaleJson(aReport({ result: 'held', hold: COOLDOWN }))).toEqual({
      ...SOUND,
      result: 'held',
      hold: { reason: 'cooldown', until: '2026-11-23T12:05:00Z', detail: 'web-2 was created' },
    })
    expect(scaleJson(aReport({ result: 'held', hold: AT_MAX }))).toEqual({
      ...SOUND,
      result: 'held',
      hold: { reason: 'at-max', detail: '8 members, and 8 is max' },
    })
  })

  test('has what failed, and nothing else, as its error', () => {
    const outcomes = [
      anOutcome('add', became('create', 'done'), became('attach', 'failed', 'no (HTTP 400)')),
      anOutcome('remove', became('delete', 'failed', 'no (HTTP 500)')),
    ]
    expect(scaleJson(aReport({ result: 'failed', outcomes }))).toMatchObject({
      result: 'failed',
      error: { code: 'change-failed', message: 'web-3: attach: no (HTTP 400)\nweb-3: delete: no (HTTP 500)' },
    })
  })

  test('has remarks and the signal only when there are any', () => {
    expect(scaleJson(aReport({ remarks: ['a'], stoppedBy: 'SIGTERM', hourlyChange: null }))).toEqual({
      ...SOUND,
      cost: { hourly_change: null },
      remarks: ['a'],
      stopped_by: 'SIGTERM',
    })
  })
})
