import { expect, test } from 'vitest'
import { memberHook } from '../../../src/apply/hooks/member-hook.ts'
import type { RunHook } from '../../../src/apply/hooks/hook-runner.ts'
import { Journal } from '../../../src/apply/journal.ts'
import type { Hook } from '../../../src/fleet/model/hook.ts'
import type { Step } from '../../../src/fleet/plan/plan.ts'
import { anInstance, aPolicy } from '../../support/a-fleet.ts'
import { ARun } from '../../support/a-run.ts'
import { aPolicyOnTwo } from '../../support/two-configs.ts'

const wait: Step = { step: 'wait', until: 'drained', within: 1 }

/** Runs the hook of one moment, and tells whether what follows may go on and what became of the steps. */
async function hooked(
  runHook: RunHook | undefined,
  {
    moment = 'before_drain',
    onError = 'stop',
    address = '192.168.130.1',
    policy = aPolicy(),
  }: {
    readonly moment?: 'before_drain' | 'after_delete'
    readonly onError?: Hook['onError']
    readonly address?: string | null
    readonly policy?: ReturnType<typeof aPolicy>
  } = {},
) {
  const run = new ARun([], { policy, ...(runHook === undefined ? {} : { runHook }) })
  const hook: Hook = { command: ['/bin/x'], timeout: 1, onError }
  const journal = new Journal(
    { member: 'web-1', kind: 'remove' },
    [{ step: 'hook', moment: 'before_drain', hook }, wait],
    run.run.tell,
  )
  const goes = await memberHook(run.run, journal, moment, anInstance(1, { address }))
  return { goes, told: run.told, steps: journal.outcome().steps.map((s) => s.status) }
}

test('one that succeeds lets it go on', async () => {
  expect(await hooked(async () => await Promise.resolve(null))).toEqual({
    goes: true,
    told: ['web-1 hook started', 'web-1 hook done: before_drain'],
    steps: ['done', 'planned'],
  })
})

test('one that fails and continues lets it go on', async () => {
  expect(await hooked(async () => await Promise.resolve('exit code 1'), { onError: 'continue' })).toEqual({
    goes: true,
    told: ['web-1 hook started', 'web-1 hook skipped: before_drain: exit code 1; on_error is continue'],
    steps: ['skipped', 'planned'],
  })
})

test('one that fails and stops ends it', async () => {
  expect(await hooked(async () => await Promise.resolve('exit code 1'))).toMatchObject({
    goes: false,
    steps: ['failed', 'skipped'],
  })
})

test('of another moment, or without a runner, nothing is run and it goes on', async () => {
  const untouched = { goes: true, told: [], steps: ['planned', 'planned'] }
  expect(await hooked(async () => await Promise.resolve('x'), { moment: 'after_delete' })).toEqual(untouched)
  expect(await hooked(undefined)).toEqual(untouched)
})

test('it is told every backend of the member, or none while it has no address', async () => {
  const told: unknown[] = []
  const runHook: RunHook = async (_moment, _hook, facts) => {
    told.push([facts['ADDRESS'], facts['BACKENDS']])
    return await Promise.resolve(null)
  }
  const policy = aPolicyOnTwo()
  await hooked(runHook, { policy })
  await hooked(runHook, { policy, address: null })
  expect(told).toEqual([
    ['192.168.130.1', '192.168.130.1:80 192.168.130.1:8080'],
    ['', ' '],
  ])
})
