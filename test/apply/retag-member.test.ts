import { describe, expect, test } from 'vitest'
import { Journal } from '../../src/apply/journal.ts'
import { retagMember } from '../../src/apply/retag-member.ts'
import type { Change } from '../../src/fleet/plan/plan.ts'
import { stepsOf } from '../../src/fleet/plan/steps-of.ts'
import { aFleet, aMember } from '../support/a-fleet.ts'
import { ARun } from '../support/a-run.ts'
import { refuse, type ScriptedCloud } from '../support/scripted-cloud.ts'

const FLEET = 'fleet:web:12345'
const DONE = { status: 'done' }
const NO_MEMBER = { status: 'skipped', detail: 'instance 101 is no member any more' }

async function retag(
  on: readonly string[],
  off: readonly string[],
  script: (cloud: ScriptedCloud) => unknown,
) {
  const made = [aMember(1, { tags: [FLEET, 'khw', 'a-person’s'] }), aMember(2)]
  const { run, cloud, time, told } = new ARun(made)
  script(cloud)
  const [of] = aFleet(made).members
  if (of === undefined) throw new Error('no member')
  const change: Extract<Change, { kind: 'retag' }> = { kind: 'retag', member: of.label, of, on, off }
  const journal = new Journal(change, stepsOf(change, aFleet(made), run.policy, true), run.tell)
  await time.run(retagMember(run, journal, change))
  return { calls: cloud.calls, writes: cloud.writes, steps: journal.outcome().steps, told }
}

describe('tags of a member', () => {
  test('are put on and taken off, and all others stay, also one that came meanwhile', async () => {
    const { writes } = await retag(['prod'], ['khw'], (cloud) =>
      cloud.before('get 101', () => cloud.setInstance(101, { tags: [FLEET, 'khw', 'new'] })),
    )
    expect(writes).toEqual([`retag 101 ${FLEET} new prod`])
  })

  test('is told when it begins and when it is done', async () => {
    const { told } = await retag(['prod'], [], () => undefined)
    expect(told).toEqual(['web-1 tag started', 'web-1 tag done'])
  })

  test('the fleet tag is never taken off', async () => {
    const { writes } = await retag(['prod'], [FLEET], () => undefined)
    expect(writes).toEqual([`retag 101 ${FLEET} khw a-person’s prod`])
  })

  test.each<[string, (cloud: ScriptedCloud) => unknown, object]>([
    ['what is so already is not written', (c) => c.setInstance(101, { tags: [FLEET, 'prod'] }), DONE],
    ['what is gone is left alone', (c) => c.vanish(101), NO_MEMBER],
    ['what is no member any more is left alone', (c) => c.setInstance(101, { tags: ['khw'] }), NO_MEMBER],
  ])('%s', async (_, script, step) => {
    const { writes, steps } = await retag(['prod'], [], script)
    expect(writes).toEqual([])
    expect(steps).toMatchObject([step])
  })

  test('with none to put on or take off a member is not even looked at', async () => {
    const { calls, steps } = await retag([], [], (c) => c.vanish(101))
    expect(calls).toEqual([])
    expect(steps).toMatchObject([DONE])
  })

  test('a refusal fails the change and says why', async () => {
    const { steps } = await retag(['prod'], [], (c) =>
      c.before('retag', refuse('refused', 'you may not tag')),
    )
    expect(steps).toMatchObject([{ status: 'failed', detail: 'you may not tag' }])
  })
})
