import { expect, test } from 'vitest'
import { whyNoJudge } from '../../support/judge.ts'
import { World } from '../../support/world.ts'

test.skipIf(whyNoJudge !== null)(
  `every exchange of every command is judged by the official API document, here and in all other tests${whyNoJudge === null ? '' : ` (${whyNoJudge})`}`,
  async () => {
    const world = new World({ members: 4 })
    world.markLeaving('web-3')
    for (const command of ['status', 'scale-out', 'scale-in', 'reconcile', 'status']) {
      expect(
        (await world.run(command, '--force').catch((error: unknown) => error)) ?? null,
      ).not.toBeInstanceOf(Error)
    }
    console.log(`judged ${world.judged} exchanges of this test`)
    expect(world.judged).toBeGreaterThan(20)
  },
)
