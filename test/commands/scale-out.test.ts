import { describe, expect, test } from 'vitest'
import { World } from '../support/world.ts'

describe('scale-out', () => {
  test('creates one member with the fleet tag and a private address, attaches it and waits until it is in service', async () => {
    const world = new World()
    const { code, out, err } = await world.run('scale-out')
    expect(err).toContain('in service')
    expect(out).toContain('web: done: 1 added, +$0.0075 an hour')
    expect(code).toBe(0)
    expect(world.writes).toEqual([
      'POST /v4beta/linode/instances 200',
      'POST /v4/nodebalancers/12345/configs/67890/nodes 200',
    ])
  })
})
