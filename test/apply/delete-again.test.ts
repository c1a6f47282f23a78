import { describe, expect, test } from 'vitest'
import { pauseTag } from '../../src/fleet/sight/pause.ts'
import { aMember, NOON, type Made } from '../support/a-fleet.ts'
import { inBy, outBy } from '../support/a-request.ts'
import { ARun } from '../support/a-run.ts'
import { pass, type Happening } from '../support/scripted-cloud.ts'
import { aMemberOnTwo, aPolicyOnTwo, bothConfigs } from '../support/two-configs.ts'

const three: readonly Made[] = [aMember(1), aMember(2), aMember(3)]
const GONE = 'remove 103'

/** What was sent from the first try of a delete on. */
function fromDelete(run: ARun): readonly string[] {
  return run.cloud.calls.slice(run.cloud.calls.indexOf(GONE))
}

const paused =
  (half?: 'scale-in' | 'scale-out'): Happening =>
  (c) =>
    (c.tagsOfNodeBalancer = [pauseTag('web', null, half)])

describe('a delete that was turned away', () => {
  test('is sent again after the tags, its backend nodes and the instance were read', async () => {
    const run = new ARun(three)
    run.cloud.before(GONE, pass())
    const lines = await run.go(inBy(1))
    expect(fromDelete(run)).toEqual([GONE, 'read tags', 'node 1003', 'get 103', GONE, 'detach 1003'])
    expect(lines).toContain('remove web-3 delete done: instance 103')
  })

  test.each<readonly [string, Happening, string]>([
    ['the fleet', paused(), 'web is paused'],
    ['its scale-in', paused('scale-in'), 'web has its scale-in paused'],
  ])('is not sent again where somebody has paused %s meanwhile, and that is told', async (_what, to, why) => {
    const run = new ARun(three)
    run.cloud.before(GONE, pass(to))
    const { lines, hold } = await run.apply(inBy(1))
    const detail = `${why}; linode-autoscale resume ends that, and --force passes it`
    expect(run.writes.slice(-2)).toEqual([GONE, 'change 1003 accept web-3'])
    expect(lines).toContain(`remove web-3 delete skipped: ${detail}`)
    expect(hold).toEqual({ reason: 'paused', detail: `web-3: ${detail}`, until: null })
  })

  test.each<readonly [string, Happening, object]>([
    ['a pause that has ended', (c) => (c.tagsOfNodeBalancer = [pauseTag('web', NOON)]), {}],
    ['a pause of growth alone', paused('scale-out'), {}],
    ['a pause that --force passes', paused(), { force: true }],
  ])('is sent again in spite of %s', async (_what, meanwhile, request) => {
    const run = new ARun(three)
    run.cloud.before(GONE, pass(meanwhile))
    await run.go(inBy(1, request))
    expect(run.writes.slice(-2)).toEqual([GONE, 'detach 1003'])
    expect(run.writes.filter((w) => w === GONE)).toHaveLength(2)
  })

  test('of a dead member is sent again while scale-in is paused, and not while the whole fleet is', async () => {
    const dead = [aMember(1), aMember(2), aMember(3, {}, { health: 'down' })]
    const writes = async (to: Happening) => {
      const run = new ARun(dead)
      run.cloud.before(GONE, pass(to))
      await run.go(outBy(0, { action: 'reconcile' }))
      return run.writes.filter((w) => w === GONE)
    }
    expect(await writes(paused('scale-in'))).toEqual([GONE, GONE])
    expect(await writes(paused())).toEqual([GONE])
  })
})

test('the detach of a member that is deleted is sent again where it was turned away and nothing has changed', async () => {
  const run = new ARun(three)
  run.cloud.before('detach 1003', pass())
  const lines = await run.go(inBy(1))
  expect(run.cloud.calls.slice(-3)).toEqual(['detach 1003', 'node 1003', 'detach 1003'])
  expect(lines.at(-1)).toBe('remove web-3 detach done')
})

test('a member that somebody has put back on one config of two is not deleted', async () => {
  const made = [1, 2, 3].map((n) => aMemberOnTwo(n, [{}, {}]))
  const run = new ARun(made, { policy: aPolicyOnTwo(), seen: bothConfigs() })
  run.cloud.before('get 103', (c) => c.setBackend(2003, { mode: 'accept', label: 'web-3' }))
  const lines = await run.go(inBy(1))
  expect(run.writes).not.toContain(GONE)
  expect(lines).toContain('remove web-3 delete skipped: it does not leave any more: somebody put it back')
})
