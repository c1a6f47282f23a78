import { describe, expect, test } from 'vitest'
import { World } from '../support/world.ts'

/** Every command with its object, as it succeeds, holds and fails; `targets` prints Prometheus' own list. */
const COMMANDS: readonly (readonly string[])[] = [
  ['status'],
  ['status', '-o', 'json'],
  ['status', '--history', '1d'],
  ['scale-out', '--dry-run'],
  ['scale-out', '--no-wait'],
  ['scale-out', '--keep', '0'],
  ['scale-in', '--dry-run'],
  ['scale-in'],
  ['reconcile', '--no-wait'],
  ['refresh', '--dry-run'],
  ['follow', '--dry-run'],
  ['check'],
  ['pause'],
  ['scale-in'],
  ['resume'],
  ['adopt', 'legacy-*'],
  ['adopt', '--all', '--dry-run'],
  ['monitoring', '--out', 'made', '--program', '/usr/bin/linode-autoscale'],
  ['simulate', '--load', 'flash'],
  ['init', '--dry-run', '--name', 'x', '--nodebalancer', '12345', '--config', '67890'],
  ['rehearse'],
]

const ACTION = /^[a-z-]+$/

describe('every object on standard output says its version, its command and its result', () => {
  test.each(COMMANDS.map((args) => [args.join(' '), args] as const))('%s', async (_line, args) => {
    const world = new World({ members: 3 })
    const { out } = await world.run(...args, ...(args.includes('json') ? [] : ['--json']))
    expect(JSON.parse(out)).toMatchObject({
      version: 1,
      command: args[0],
      result: expect.stringMatching(ACTION),
    })
  })

  test.each([...new Set(COMMANDS.map(([command]) => command ?? '')), 'targets', 'sandbox'])(
    '%s, too, when it fails',
    async (command) => {
      const world = new World()
      const { code, out } = await world.run(command, '--json', '--nonsense')
      expect([code, JSON.parse(out)]).toEqual([
        2,
        { version: 1, command, result: 'failed', error: { code: 'usage', message: expect.any(String) } },
      ])
    },
  )

  test.each(['status', 'check', 'reconcile', 'follow', 'pause', 'resume'])(
    '%s of several fleets is one object',
    async (command) => {
      const world = new World()
      const other = world.profileNamed('api')
      const { out } = await world.run(command, '--json', '-p', 'linode-autoscale.yaml', '-p', other)
      const told = JSON.parse(out)
      expect(told).toMatchObject({ version: 1, command, result: expect.stringMatching(ACTION) })
      expect(told.fleets).toHaveLength(2)
    },
  )
})
