import { describe, expect, test } from 'vitest'
import type { Step } from '../../src/fleet/plan/plan.ts'
import { beginning, describeStep, doing } from '../../src/render/describe-step.ts'
import { aBackend, anInstance, aPolicy } from '../support/a-fleet.ts'

const [at] = aPolicy().attachments
if (at === undefined) throw new Error('no attachment')
const backend = aBackend(3)
const node = '192.168.130.3:80 (web-3, backend node 1003 of config 67890)'
const place = 'to config 67890 of NodeBalancer 12345'

describe('a step is told in a plan, as it begins and while it runs', () => {
  test.each<readonly [string, Step, string, string, string]>([
    ['create', { step: 'create', label: 'web-3' }, 'instance web-3', 'creating instance web-3', 'creating'],
    [
      'attach, before the address is known',
      { step: 'attach', at, address: null },
      `<its private address>:80 ${place}`,
      `attaching <its private address>:80 ${place}`,
      'attaching to config 67890',
    ],
    [
      'attach',
      { step: 'attach', at, address: '192.168.130.3' },
      `192.168.130.3:80 ${place}`,
      `attaching 192.168.130.3:80 ${place}`,
      'attaching to config 67890',
    ],
    [
      'wait until it runs',
      { step: 'wait', until: 'running', within: 600_000 },
      'until the instance runs',
      'waiting until the instance runs',
      'waiting until it runs',
    ],
    [
      'wait until in service',
      { step: 'wait', until: 'in-service', within: 600_000 },
      'until in service, at most 10m',
      'waiting until in service, at most 10m',
      'waiting for health',
    ],
    [
      'wait until drained',
      { step: 'wait', until: 'drained', within: 60_000 },
      '60s for its connections to end',
      'waiting 60s for its connections to end',
      'draining for 60s',
    ],
    ['drain', { step: 'drain', backend }, node, `draining ${node}`, 'draining on config 67890'],
    ['put back', { step: 'put-back', backend }, node, `putting back ${node}`, 'putting back on config 67890'],
    ['detach', { step: 'detach', backend }, node, `detaching ${node}`, 'detaching from config 67890'],
    [
      'delete',
      { step: 'delete', instance: anInstance(3) },
      'instance 103 (web-3)',
      'deleting instance 103 (web-3)',
      'deleting',
    ],
  ])('%s', (_rule, step, planned, begins, runs) => {
    expect([describeStep(step), beginning(step), doing(step)]).toEqual([planned, begins, runs])
  })
})
