import { expect, test } from 'vitest'
import { explained } from '../../../src/fleet/plan/guard-note.ts'
import { World } from '../../support/world.ts'

const guard = { guard: 'at-min', value: 3, limit: 2, passed: true } as const

test('a guard that passed beyond its limit says why, and no other does', () => {
  expect(explained(guard)).toEqual({ ...guard, note: 'at least so many stay' })
  for (const plain of [
    { ...guard, value: 2 },
    { ...guard, passed: false },
    { ...guard, limit: 'over' },
  ])
    expect(explained(plain)).toEqual(plain)
  expect(explained({ ...guard, note: 'said' }).note).toBe('said')
  expect(explained({ ...guard, guard: 'at-max' }).note).toBe('does not apply here')
})

test.each([['scale-out'], ['scale-in'], ['reconcile'], ['scale-out', '--force'], ['scale-in', '--force']])(
  'so it is in every plan of %s %s',
  async (...args) => {
    let beyond = 0
    for (const members of [1, 2, 3, 7, 8]) {
      const world = new World({ members })
      await world.run('scale-out', '--no-wait')
      const { guards } = JSON.parse((await world.run(...args, '--dry-run', '--json')).out)
      for (const { value, limit, passed, note } of guards) {
        const isBeyond = typeof value === 'number' && typeof limit === 'number' && value > limit
        const isCooldown = typeof limit === 'string' && limit.startsWith('until')
        if (passed && (isBeyond || isCooldown)) {
          beyond++
          expect(note).toMatch(/\w/)
        }
      }
    }
    expect(beyond).toBeGreaterThan(args[0] === 'reconcile' ? -1 : 0)
  },
)
