import { describe, expect, test } from 'vitest'
import { WEB, World } from '../../support/world.ts'

/** A fleet of five with 1,000 backend nodes on its config, and as many other instances on the account. */
function accountWith(others: number, fleet: { readonly members: number; readonly foreign: number }): World {
  const world = new World({ ...fleet, profile: WEB.replace('max: 8', 'max: 1000') })
  for (let n = 0; n < others; n++)
    world.sandbox.byHand.addInstance({ label: `other-${n}`, tags: ['khw'], at: 0, privateIp: false })
  return world
}

/** How many requests each command sends, and which that read before the first write. */
async function requestsOf(world: World, ...args: readonly string[]): Promise<number> {
  const before = world.sandbox.log.length
  const { code, err } = await world.run(...args)
  expect([code, err.includes('error')]).toEqual([0, false])
  return world.sandbox.log.length - before
}

const COMMANDS = [['status'], ['scale-out', '--no-wait'], ['reconcile', '--no-wait'], ['scale-in', '--force']]

async function counts(others: number, fleet: Parameters<typeof accountWith>[1]): Promise<readonly number[]> {
  const world = accountWith(others, fleet)
  const found: number[] = []
  for (const args of COMMANDS) {
    found.push(await requestsOf(world, ...args))
    world.time.advance(86_400_000)
  }
  return found
}

describe('a large account', () => {
  test('of 5,000 instances costs as many requests as one of 5', async () => {
    const fleet = { members: 5, foreign: 0 }
    const small = await counts(0, fleet)
    const large = await counts(4_995, fleet)
    process.stdout.write(
      `requests, 5 members, of 5 and of 5,000 instances: ${JSON.stringify({ small, large })}\n`,
    )
    expect(large).toEqual(small)
  })

  test('with 1,000 backend nodes costs one page more for each look at them', async () => {
    const world = accountWith(4_000, { members: 5, foreign: 994 })
    // Instances, the NodeBalancer and the list of all, configs, two pages of backend nodes, events, the maintenance, and the price of the one type: beyond the
    // profile there is nothing that these have not shown.
    expect(await requestsOf(world, 'status')).toBe(9)
    const { out } = await world.run('status', '--json')
    const { members, foreign } = JSON.parse(out) as { members: unknown[]; foreign: unknown[] }
    expect([members.length, foreign.length]).toEqual([5, 994])
  })

  test('every page of a fleet of 600 is seen: instances, backend nodes and events', async () => {
    const world = accountWith(0, { members: 600, foreign: 0 })
    const { out } = await world.run('status', '--json')
    expect(JSON.parse(out)).toMatchObject({ size: { serving: 600, total: 600 } })
    expect((await world.run('scale-out', '--no-wait')).out).toContain('add web-601')
  })

  test('a stranger’s label on a late page is a used number', async () => {
    const world = accountWith(0, { members: 5, foreign: 0 })
    const tags = ['fleet:web:54321']
    for (let n = 6; n < 1_006; n++)
      world.sandbox.byHand.addInstance({ label: `web-${n}`, privateIp: false, tags })
    expect((await world.run('scale-out', '--no-wait')).out).toContain('add web-1006')
  })
})
