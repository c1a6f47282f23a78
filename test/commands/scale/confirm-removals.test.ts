import { expect, test } from 'vitest'
import { World } from '../../support/world.ts'

/** A person at a terminal who answers so. */
function answering(...answers: string[]): World {
  const world = new World()
  world.answers = answers
  return world
}

test.each([
  ['y', 0],
  ['yes', 0],
  ['', 2],
  ['n', 2],
  ['web-3', 2],
])('a person is asked before an instance is deleted: %j is exit %d', async (answer, code) => {
  const world = answering(answer)
  const ran = await world.run('scale-in')
  expect(ran.code).toBe(code)
  expect(world.questions).toEqual([
    expect.stringMatching(/^Drain and delete web-3 \(instance \d+\)\? \[y\/N\] $/),
  ])
  if (code !== 0)
    expect([world.writes, ran.err]).toEqual([[], expect.stringContaining('nothing was changed')])
})

test.each([
  ['--yes', ['scale-in', '--yes']],
  ['a dry run', ['scale-in', '--dry-run']],
  ['JSON', ['scale-in', '--json']],
  ['what deletes nothing', ['scale-out']],
])('nobody is asked for %s', async (_rule, args) => {
  const world = answering()
  expect([(await world.run(...args)).code, world.questions]).toEqual([0, []])
})

test('nobody is asked where nobody sits at a terminal', async () => {
  expect((await new World().run('scale-in')).code).toBe(0)
})
