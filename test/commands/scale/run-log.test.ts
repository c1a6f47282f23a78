import { describe, expect, test } from 'vitest'
import { WEB, World } from '../../support/world.ts'

const LOG = '/var/log/web.log'

function logOf(world: World): readonly string[] {
  return (world.files.get(LOG) ?? '').trimEnd().split('\n')
}

describe('--log-file adds one line about a run', () => {
  test('that was done', async () => {
    const world = new World()
    await world.run('scale-out', '--no-wait', '--log-file', LOG)
    expect(logOf(world)).toEqual([
      'time=2026-11-23T12:00:06Z command=scale-out fleet=web result=done serving=3 total=3 min=2 max=8 changes="add web-4" seconds=6.0 exit=0',
    ])
  })

  test('that was held, with the alerts that started it', async () => {
    const world = new World()
    await world.run('scale-out', '--no-wait')
    world.env = {
      ...world.env,
      AMX_STATUS: 'firing',
      AMX_ALERT_LEN: '1',
      AMX_ALERT_1_LABEL_alertname: 'High Load\nforged=1',
      AMX_ALERT_1_FINGERPRINT: 'b0f1',
      AMX_ALERT_1_START: '1795435100',
    }
    await world.run('scale-out', '--log-file', LOG)
    const [line = '', ...more] = logOf(world)
    expect(more).toEqual([])
    expect(line).toContain('result=held hold=on-the-way ')
    expect(line).toContain(
      'alerts="High Load forged=1" fingerprints=b0f1 since=2026-11-23T11:58:20Z seconds=0.0 exit=0',
    )
  })

  test('that failed, with what failed', async () => {
    const world = new World({ sandbox: { switches: { instanceLimit: 4 } } })
    const { code } = await world.run('scale-out', '--log-file', LOG)
    expect(code).toBe(1)
    expect(logOf(world)[0]).toMatch(/result=failed .*message="web-4: create: .*exit=1$/)
  })
})

describe('--log-file of a run', () => {
  test('whose drain a signal has called off: nothing came about', async () => {
    const world = new World()
    const running = world.begin('scale-in', '--json', '--log-file', LOG)
    await world.pass(30_000)
    world.stop.abort('SIGTERM')
    const { code, out } = await world.time.run(running)
    const [line = ''] = logOf(world)
    expect([code, line.includes('changes=')]).toEqual([143, false])
    expect(line).toContain(' result=stopped ')
    expect(JSON.parse(out)).toMatchObject({
      result: 'stopped',
      stopped_by: 'SIGTERM',
      changes: [{ member: 'web-3', kind: 'remove', result: 'undone' }],
    })
  })

  test('that a signal has stopped', async () => {
    const world = new World()
    world.stop.abort('SIGTERM')
    await world.run('scale-in', '--log-file', LOG)
    expect(logOf(world)[0]).toContain('stopped_by=SIGTERM')
  })

  test('with a wrong profile, and with a wrong token', async () => {
    const world = new World()
    world.env = { ...world.env, LINODE_TOKEN: 'wrong' }
    expect((await world.run('reconcile', '--log-file', LOG)).code).toBe(3)
    world.profile(() => WEB.replace('max: 8', 'max: 1'))
    expect((await world.run('reconcile', '--log-file', LOG)).code).toBe(2)
    const lines = logOf(world)
    expect(lines).toHaveLength(2)
    expect(lines[0]).toMatch(
      /command=reconcile fleet=web result=failed error=token-refused message=".*" .*exit=3$/,
    )
    expect(lines[1]).toMatch(
      /command=reconcile result=failed error=profile message=".*size\.max.*" .*exit=2$/,
    )
    expect(lines.join('')).not.toContain('LINODE_TOKEN=')
  })
})

describe('where the line goes', () => {
  test('on standard error with -', async () => {
    const { err } = await new World().run('scale-out', '--no-wait', '--log-file', '-')
    expect(err.split('\n').filter((l) => l.startsWith('time='))).toHaveLength(1)
  })

  test('nowhere unless it is asked for', async () => {
    const world = new World()
    const { err } = await world.run('scale-out', '--no-wait')
    expect(err).not.toContain('time=')
    expect([...world.files.keys()]).toEqual(['linode-autoscale.yaml'])
  })

  test('a file that cannot be written fails nothing, and the line is told all the same', async () => {
    const world = new World()
    world.files.set('/full', '')
    world.unwritable.add('/full')
    const { code, err } = await world.run('scale-out', '--no-wait', '--log-file', '/full')
    expect(code).toBe(0)
    expect(err).toContain('the line about this run could not be written: ENOSPC')
    expect(err).toContain('command=scale-out fleet=web result=done')
  })
})
