import { describe, expect, test } from 'vitest'
import type { Progress } from '../../src/fleet/report/outcome.ts'
import type { Step } from '../../src/fleet/plan/plan.ts'
import { progressLine } from '../../src/render/progress-line.ts'

const create: Step = { step: 'create', label: 'web-3' }
const wait = (until: 'running' | 'in-service' | 'drained'): Step => ({ step: 'wait', until, within: 60_000 })

describe('one line for one piece of news', () => {
  test.each<readonly [string, Step, Progress['status'], string | null, string]>([
    ['a step begins', create, 'started', null, 'web-3: creating instance web-3'],
    ['a step is done', create, 'done', 'instance 1003', 'web-3: create done: instance 1003'],
    ['a step is done without a word', create, 'done', null, 'web-3: create done'],
    [
      'a step failed',
      create,
      'failed',
      'creating web-3: no (HTTP 400)',
      'web-3: create failed: creating web-3: no (HTTP 400)',
    ],
    ['a step is skipped', create, 'skipped', 'not reached', 'web-3: create skipped: not reached'],
    ['a wait goes on', wait('in-service'), 'waiting', '1 of 2 UP', 'web-3: waiting for health: 1 of 2 UP'],
    ['a wait for a boot ends', wait('running'), 'done', null, 'web-3: runs'],
    ['a wait for health ends', wait('in-service'), 'done', null, 'web-3: in service'],
    ['a wait for a drain ends', wait('drained'), 'done', null, 'web-3: drained'],
    ['a wait fails', wait('in-service'), 'failed', 'DOWN after 60s', 'web-3: wait failed: DOWN after 60s'],
    ['a wait is skipped', wait('drained'), 'skipped', 'stopped', 'web-3: wait skipped: stopped'],
  ])('%s', (_rule, step, status, detail, line) => {
    expect(progressLine({ member: 'web-3', step, status, detail })).toBe(line)
  })
})
