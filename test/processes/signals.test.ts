import { describe, expect, test } from 'vitest'
import { Host } from '../support/processes/host.ts'

describe('a reader that goes away never ends the work', () => {
  test.each(['stdout', 'stderr'] as const)('%s closed by the other side', async (stream) => {
    await using host = await Host.start({ members: 3 })
    const child = host.begin('scale-out', '--no-wait', '--verbose')
    child[stream].destroy()
    await child
    expect(host.members()).toHaveLength(4)
    expect(host.illegalities()).toEqual([])
  })
})

describe('a signal that was ignored at the start stays ignored, during a drain', () => {
  const BIN = '"$LA"'
  const DRAINING = 'until [ -e "$DRAINS" ]; do sleep 0.05; done'
  test.each([
    ['SIGHUP by nohup', `nohup ${BIN} $ARGS >/dev/null 2>&1 &`, 'HUP'],
    ['SIGHUP by nohup, as an argument of node', `nohup "$NODE" ${BIN} $ARGS >/dev/null 2>&1 &`, 'HUP'],
    ['SIGINT of a script that starts it with &', `${BIN} $ARGS &`, 'INT'],
    ['SIGTERM by trap', `trap "" TERM; ${BIN} $ARGS &`, 'TERM'],
    ['SIGHUP by trap, as an argument of node', `trap "" HUP; "$NODE" ${BIN} $ARGS &`, 'HUP'],
  ])('%s', async (_how, line, signal) => {
    await using host = await Host.start({ members: 3 })
    const ran = await host.shell(`${line} run=$!; ${DRAINING}; kill -${signal} $run; wait $run`, 'scale-in')
    expect(ran.code, ran.err).toBe(0)
    expect(host.members()).toHaveLength(2)
  })

  test('one that was not puts the member back', async () => {
    await using host = await Host.start({ members: 3 })
    await host.shell(`${BIN} $ARGS & run=$!; ${DRAINING}; kill -TERM $run; wait $run`, 'scale-in')
    expect(host.members()).toHaveLength(3)
    expect(host.illegalities()).toEqual([])
  })
})
