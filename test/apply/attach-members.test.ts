import { describe, expect, test } from 'vitest'
import { backendId } from '../../src/fleet/model/ids.ts'
import { aBackend, aMember, anInstance } from '../support/a-fleet.ts'
import { outBy, outTo } from '../support/a-request.ts'
import { ARun } from '../support/a-run.ts'
import { refuse } from '../support/scripted-cloud.ts'
import { aMemberOnTwo, aPolicyOnTwo, aSecondBackend, bothConfigs } from '../support/two-configs.ts'

/** Three in service, and so many that exist without a backend node. */
const unattached = (...numbers: readonly number[]): ARun =>
  new ARun([1, 2, 3, ...numbers].map((n) => aMember(n, {}, n > 3 ? null : {})))

/** What was sent from the look until the waiting began. */
function sent({ cloud: { calls } }: ARun): readonly string[] {
  return calls.slice(1, calls.findLastIndex((c) => c.startsWith('attach')) + 1)
}

describe('members that are attached at one moment', () => {
  test('each is read by its id, the config once for all, and then they are sent', async () => {
    const run = unattached(4, 5, 6)
    await run.go(outTo(6))
    expect(sent(run)).toEqual([
      'get 104',
      'get 105',
      'get 106',
      'list 67890',
      'attach web-4 192.168.130.4 67890',
      'attach web-5 192.168.130.5 67890',
      'attach web-6 192.168.130.6 67890',
    ])
  })

  test('one that another run has attached meanwhile is not attached twice', async () => {
    const run = unattached(4, 5)
    run.cloud.after('get 105', (c) => c.addBackend(5))
    await run.go(outTo(5))
    expect(sent(run).filter((c) => c.startsWith('attach'))).toEqual(['attach web-4 192.168.130.4 67890'])
  })

  test('one that is gone stops no other', async () => {
    const run = unattached(4, 5)
    run.cloud.before('get 104', (c) => c.vanish(104))
    const lines = await run.go(outTo(5))
    expect(lines).toContain('attach web-4 attach skipped: instance 104 is gone: somebody has deleted it')
    expect(sent(run).filter((c) => c.startsWith('attach'))).toEqual(['attach web-5 192.168.130.5 67890'])
  })

  test('after a lost answer the config is read anew', async () => {
    const run = unattached(4, 5)
    run.cloud.after('attach web-4', refuse('unavailable', 'attaching web-4: no answer'))
    await run.go(outTo(5))
    expect(sent(run).filter((c) => c.startsWith('list'))).toEqual(['list 67890'])
    expect(run.cloud.calls.filter((c) => c === 'attach web-4 192.168.130.4 67890')).toHaveLength(1)
    expect(run.cloud.calls.filter((c) => c === 'list 67890').length).toBeGreaterThan(1)
  })

  test('a list that is refused fails them all, and says why', async () => {
    const run = unattached(4, 5)
    run.cloud.before('list 67890', refuse('refused', 'listing: no'))
    const lines = await run.go(outTo(5))
    expect(lines.filter((l) => l.includes('attach failed: listing: no'))).toHaveLength(2)
  })
})

describe('a member that serves on a port that the profile has left', () => {
  const WHEN = { policy: aPolicyOnTwo(), seen: bothConfigs() }
  /** Web-3, on the first config's former port alone. */
  const left = { id: backendId(1503), address: '192.168.130.3:8081' }
  const moved = { instance: anInstance(3), backends: [aBackend(3, left)] }
  const leftThere = { id: backendId(2503), address: '192.168.130.3:8081' }
  const booting = {
    instance: anInstance(3, { status: 'booting' }),
    backends: [aBackend(3), aSecondBackend(3, leftThere)],
  }
  const WHEN_UNCHECKED = { ...WHEN, seen: bothConfigs(false) }

  test('gets one under a label that says so on that config alone, and a plain one on others', async () => {
    const run = new ARun([aMemberOnTwo(1, [{}, {}]), aMemberOnTwo(2, [{}, {}]), moved], WHEN)
    await run.go(outBy(0, { action: 'reconcile', wait: false }))
    expect(run.writes.toSorted()).toEqual([
      'attach web-3 192.168.130.3 67891',
      expect.stringMatching(/^attach web-3\.new[0-9a-z]{5} 192\.168\.130\.3 67890$/),
    ])
  })

  const NEWCOMER = /^attach web-3\.new[0-9a-z]{5} 192\.168\.130\.3 67890$/

  test('gets it under that label also when it is lost and attached again', async () => {
    const run = new ARun([aMemberOnTwo(1, [{}, {}]), aMemberOnTwo(2, [{}, {}]), moved], WHEN)
    run.cloud.after('attach web-3 192', (c) => c.breakDown(anInstance(3)))
    run.at(5_000, (c) => {
      c.nodes = c.nodes.filter((b) => !b.label.startsWith('web-3.new'))
    })
    await run.go(outBy(0, { action: 'reconcile' }))
    const sent = run.writes.filter((w) => w.startsWith('attach') && w.endsWith(' 67890'))
    expect(sent).toEqual([expect.stringMatching(NEWCOMER), expect.stringMatching(NEWCOMER)])
  })

  test('gets it under that label also where its instance must run first', async () => {
    const run = new ARun([aMemberOnTwo(1, [{}, {}]), aMemberOnTwo(2, [{}, {}]), booting], WHEN_UNCHECKED)
    run.at(5_000, (c) => c.setInstance(103, { status: 'running' }))
    await run.go(outBy(0, { action: 'reconcile' }))
    expect(run.writes.filter((w) => w.endsWith(' 67891'))).toEqual([
      expect.stringMatching(/^attach web-3\.new[0-9a-z]{5} 192\.168\.130\.3 67891$/),
    ])
  })
})
