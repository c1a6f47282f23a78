import { describe, expect, test } from 'vitest'
import { WEB, World } from '../../support/world.ts'

/** Every length that a profile may have. */
const LENGTHS = Array.from({ length: 24 }, (_, i) => i + 1)

describe('scale-in removes a member and puts one back, however long the name', () => {
  test.each(LENGTHS)('%i characters', async (length) => {
    const name = 'w'.repeat(length)
    const world = new World({ profile: WEB.replace('name: web', `name: ${name}`), members: 4 })
    expect((await world.run('scale-in')).out).toContain(`${name}: done: 1 removed`)
    expect(world.sandbox.byHand.instances().map((i) => i.label)).not.toContain(`${name}-4`)
    world.markLeaving(`${name}-3`)
    expect((await world.run('scale-out', '--no-wait')).out).toContain('1 put back')
    expect(world.backendsOf(`${name}-3`).map((b) => [b.label, b.mode])).toEqual([[`${name}-3`, 'accept']])
  })
})
