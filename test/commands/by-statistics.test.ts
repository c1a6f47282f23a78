import { describe, expect, test } from 'vitest'
import { FOLLOWED } from '../support/loaded-world.ts'
import { World } from '../support/world.ts'

const MINUTE = 60_000
const PROFILE = FOLLOWED.replace('max: 20', 'max: 200')

/** Eighty members that are all so busy, and whose statistics were asked for. */
function eighty(busy: number): { readonly world: World; readonly asked: number[] } {
  const world = new World({ profile: PROFILE, members: 80 })
  world.sandbox.byHand.setBusy(() => busy)
  const asked: number[] = []
  world.witness = ({ method, url }) => {
    const [, id] = /\/linode\/instances\/(\d+)\/stats/.exec(url) ?? []
    if (method === 'GET' && id !== undefined) asked.push(Number(id))
  }
  return { world, asked }
}

const WORDS = '50 of 80 members are measured: the API answers 50 questions for statistics a minute'

describe('a fleet of eighty by the API’s own statistics, in runs that remember nothing', () => {
  test.each([['follow'], ['scale-out'], ['scale-in'], ['status']])(
    '%s asks fifty of them, and says so',
    async (command) => {
      const { world, asked } = eighty(0.6)
      const { out } = await world.run(command, ...(command === 'status' ? [] : ['--dry-run']))
      expect(asked).toHaveLength(50)
      expect(new Set(asked).size).toBe(50)
      expect(out).toContain(WORDS)
    },
  )

  test('the next runs ask others', async () => {
    const { world, asked } = eighty(0.6)
    for (let run = 1; run <= 12; run++) {
      await world.run('follow', '--dry-run')
      expect(asked).toHaveLength(50 * run)
      await world.pass(MINUTE)
    }
    expect(new Set(asked).size).toBe(80)
  })

  test.each([
    // The others do what those do that are measured: 80 at 0.9.
    ['grows', 0.9, { wanted: 120 }],
    // The others may be fully busy: 50 at 0.1, and 30.
    ['shrinks', 0.1, { wanted: 14, peak: 59 }],
  ])('it %s as with silent ones', async (_rule, busy, expected) => {
    const { world } = eighty(busy)
    const { out } = await world.run('follow', '--dry-run', '--json')
    expect(JSON.parse(out).load).toMatchObject({ ...expected, trouble: WORDS })
  })

  test('two fleets of one run share the fifty', async () => {
    const { world, asked } = eighty(0.6)
    const other = world.profileNamed('api')
    await world.run('follow', '--dry-run', '-p', 'linode-autoscale.yaml', '-p', other)
    expect(asked).toHaveLength(25)
  })
})
