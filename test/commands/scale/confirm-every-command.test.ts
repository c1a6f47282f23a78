import { describe, expect, test } from 'vitest'
import { DriftedWorld } from '../../support/drifted-world.ts'
import { tally } from '../../support/tally.ts'
import { WEB, World } from '../../support/world.ts'

interface Deleting {
  readonly name: string
  readonly args: readonly string[]
  readonly world: () => World | Promise<World>
  /** Labels that the question names. */
  readonly named: readonly string[]
}

/** A member that is DOWN for good. */
function withDead(options: ConstructorParameters<typeof World>[0] = {}): World {
  const world = new World({ members: 4, ...options })
  world.pin('web-2', 'DOWN')
  return world
}

function withLeaving(): World {
  const world = new World({ members: 4 })
  world.markLeaving('web-3')
  return world
}

/** Every command that can come to delete an instance that serves, or did. */
const DELETING: readonly Deleting[] = [
  { name: 'a scale-in', args: ['scale-in'], world: () => new World({ members: 4 }), named: ['web-4'] },
  {
    name: 'a scale-in of several',
    args: ['scale-in', '--to', '2'],
    world: () => new World({ members: 4 }),
    named: ['web-4', 'web-3'],
  },
  { name: 'a scale-in that finishes a drain', args: ['scale-in'], world: withLeaving, named: ['web-3'] },
  {
    name: 'a scale-in with --no-wait',
    args: ['scale-in', '--no-wait'],
    world: () => new World({ members: 4 }),
    named: ['web-4'],
  },
  { name: 'a scale-in of who is DOWN', args: ['scale-in'], world: () => withDead(), named: ['web-2'] },
  { name: 'a reconcile that finishes a drain', args: ['reconcile'], world: withLeaving, named: ['web-3'] },
  {
    name: 'a reconcile above max',
    args: ['reconcile'],
    world: () => new World({ members: 4, profile: WEB.replace('max: 8', 'max: 3') }),
    named: ['web-4'],
  },
  { name: 'a reconcile beside who is DOWN', args: ['reconcile'], world: () => withDead(), named: ['web-2'] },
  {
    name: 'a refresh',
    args: ['refresh', '--bake', '0s'],
    world: async () => await DriftedWorld.of(2),
    named: ['web-1', 'web-2'],
  },
  {
    name: 'a refresh by age',
    args: ['refresh', '--older-than', '1h', '--bake', '0s'],
    world: () => new World({ members: 2 }),
    named: ['web-1', 'web-2'],
  },
]

type Rows = readonly { readonly id: number; readonly label: string }[]

const instancesOf = (world: World): Rows => world.sandbox.byHand.instances()
const idsOf = (world: World, labels: readonly string[]): readonly number[] =>
  labels.map((label) => instancesOf(world).find((i) => i.label === label)?.id ?? 0)
const goneOf = (world: World, ids: readonly number[]): readonly number[] =>
  ids.filter((id) => !instancesOf(world).some((i) => i.id === id))

/** What was sent since, that was no read. */
function writesOf(world: World, from: number): readonly string[] {
  return world.writes.slice(from)
}

describe.each(DELETING)('$name', ({ args, world: make, named }) => {
  test.each(['n', '', 'no', 'web-4'])(
    'a person who answers %j keeps everybody, and is told so (exit 2)',
    async (answer) => {
      const world = await make()
      const [before, sent] = [instancesOf(world), world.writes.length]
      world.answers = [answer]
      const { code, out, err } = await world.run(...args)
      expect([code, out, writesOf(world, sent)]).toEqual([2, '', []])
      expect(err).toContain('not confirmed: nothing was changed')
      expect(err).not.toMatch(/✓|done|removed/)
      expect(instancesOf(world).map(({ id }) => id)).toEqual(before.map(({ id }) => id))
    },
  )

  test('the question names each machine by label and id, once, before anything is sent', async () => {
    const world = await make()
    const sent = world.writes.length
    const ids = idsOf(world, named)
    let asked: readonly string[] = []
    world.meanwhile = () => {
      asked = writesOf(world, sent)
    }
    world.answers = ['n']
    await world.run(...args)
    expect(asked).toEqual([])
    const [question = ''] = world.questions.map((text) => text.replaceAll(/\s+/g, ' '))
    expect(world.questions).toHaveLength(1)
    for (const [i, label] of named.entries()) expect(question).toContain(`${label} (instance ${ids[i]}`)
    expect(question.match(/\(instance /g)).toHaveLength(named.length)
  })

  test.each<[string, readonly string[], string[] | null, number]>([
    ['a person who says yes is asked once', [], ['y'], 1],
    ['with --yes nobody is asked', ['--yes'], [], 0],
    ['where nobody sits nobody is asked', [], null, 0],
    ['for a program nobody is asked', ['--json'], [], 0],
  ])('%s, and they go', async (_rule, more, answers, questions) => {
    const world = await make()
    const ids = idsOf(world, named)
    world.answers = answers
    const { code } = await world.run(...args, ...more)
    expect([code, world.questions.length]).toEqual([0, questions])
    expect(goneOf(world, ids)).toEqual(ids)
    tally('deletions that were agreed to', ids.length)
  })

  test('a dry run asks nothing and sends nothing', async () => {
    const world = await make()
    const sent = world.writes.length
    world.answers = []
    expect((await world.run(...args, '--dry-run')).code).toBe(0)
    expect([world.questions, writesOf(world, sent)]).toEqual([[], []])
  })
})
