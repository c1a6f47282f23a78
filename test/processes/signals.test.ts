import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import { Host } from '../support/processes/host.ts'

/** The port on which Node's inspector listens when a SIGUSR1 reaches Node before us. */
const INSPECTOR = 9229

describe('SIGUSR1 at any time after the start never leaves an inspector open', () => {
  test.each([10, 25, 40, 60, 80, 100])('after %d ms', async (ms) => {
    await using host = await Host.start({ members: 3 })
    host.hangAtWrite(0, false)
    const child = host.begin('scale-out')
    await new Promise<void>((resolve) => setTimeout(resolve, ms))
    child.kill('SIGUSR1')
    await new Promise<void>((resolve) => setTimeout(resolve, 400))
    const isOpen = await listens(INSPECTOR)
    child.kill('SIGKILL')
    await child
    expect(isOpen).toBe(false)
  })
})

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

async function listens(port: number): Promise<boolean> {
  return await new Promise<boolean>((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
