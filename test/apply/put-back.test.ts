import { describe, expect, test } from 'vitest'
import { aLeaver, aMember, aPolicy } from '../support/a-fleet.ts'
import { inBy, outBy } from '../support/a-request.ts'
import { ARun } from '../support/a-run.ts'
import { refuse } from '../support/scripted-cloud.ts'
import { aMemberOnTwo, aPolicyOnTwo, bothConfigs } from '../support/two-configs.ts'

const two = [aMember(1), aMember(2)]

describe('putting a member back', () => {
  test('takes the mark off and opens it in one change, and waits until it serves', async () => {
    const run = new ARun([...two, aLeaver(3)])
    const lines = await run.go(outBy(1))
    expect(run.writes).toEqual(['change 1003 accept web-3'])
    expect(lines).toEqual(['put-back web-3 put-back done', 'put-back web-3 wait done'])
    expect(run.told.slice(0, 2)).toEqual(['web-3 put-back started', 'web-3 put-back done'])
    expect(run.told.at(-1)).toBe('web-3 wait done')
  })

  test('waits for it at most healthy_within', async () => {
    const run = new ARun([...two, aLeaver(3)])
    run.cloud.after('change 1003', (c) => c.breakDown())
    const lines = await run.go(outBy(1))
    expect(lines.at(-1)).toBe(
      'put-back web-3 wait failed: web-3 (instance 103): not in service in time: config 67890 says DOWN',
    )
    expect(run.time.monotonic()).toBeGreaterThanOrEqual(600_000)
    expect(run.time.monotonic()).toBeLessThan(612_000)
  })

  test('opens a backup config in backup', async () => {
    const policy = aPolicy({ attachments: aPolicy().attachments.map((at) => ({ ...at, mode: 'backup' })) })
    const run = new ARun(
      [aMember(1, {}, { mode: 'backup' }), aMember(2, {}, { mode: 'backup' }), aLeaver(3)],
      {
        policy,
      },
    )
    await run.go(outBy(1, { wait: false }))
    expect(run.writes).toEqual(['change 1003 backup web-3'])
  })

  test('of a backend node that is gone by now is skipped, and the rest is done', async () => {
    const run = new ARun([...two, aLeaver(3)])
    run.cloud.before('change 1003', (c) => {
      c.nodes = c.nodes.filter((b) => b.id !== 1003)
    })
    const lines = await run.go(outBy(1, { wait: false }))
    expect(lines).toEqual(['put-back web-3 put-back skipped: the backend node is gone'])
  })

  test('that fails on one config is told, the other is done, and nobody waits', async () => {
    const out = { label: 'web-3.outgsmo0', mode: 'drain' }
    const made = [...[1, 2].map((n) => aMemberOnTwo(n, [{}, {}])), aMemberOnTwo(3, [out, out])]
    const run = new ARun(made, { policy: aPolicyOnTwo(), seen: bothConfigs() })
    run.cloud.before('change 1003', refuse('refused', 'putting web-3 back: no'))
    const lines = await run.go(outBy(1))
    expect(run.writes).toEqual(['change 1003 accept web-3', 'change 2003 accept web-3'])
    expect(lines).toEqual([
      'put-back web-3 put-back failed: putting web-3 back: no',
      'put-back web-3 put-back done',
      'put-back web-3 wait skipped: not put back everywhere',
    ])
    expect(run.told.some((t) => t.includes(' wait '))).toBe(true)
  })
})

describe('putting back after all', () => {
  const policy = aPolicyOnTwo()
  const onTwo = [1, 2, 3].map((n) => aMemberOnTwo(n, [{}, {}]))

  test('changes only what carries our mark, and no mode that a person has set', async () => {
    const run = new ARun(onTwo, { policy, seen: bothConfigs() })
    run.at(30_000, (c) => c.setBackend(2003, { label: 'web-3', mode: 'reject' }))
    const lines = await run.go(inBy(1))
    expect(run.writes.slice(2)).toEqual(['change 1003 accept web-3'])
    expect(lines.filter((l) => l.includes('put-back'))).toEqual(['remove web-3 put-back done'])
  })

  test('says of what carries no mark any more that it does not', async () => {
    const run = new ARun(onTwo, { policy, seen: bothConfigs() })
    run.stopAt(30_000)
    run.at(29_000, (c) => c.setBackend(1003, { label: 'web-3', mode: 'accept' }))
    const lines = await run.go(inBy(1))
    expect(run.writes.slice(2)).toEqual(['change 2003 accept web-3'])
    expect(lines.slice(-2)).toEqual([
      'remove web-3 put-back skipped: it carries no mark of ours by now',
      'remove web-3 put-back done',
    ])
  })

  test('leaves what somebody has pointed at another machine', async () => {
    const run = new ARun(onTwo, { policy, seen: bothConfigs() })
    run.stopAt(30_000)
    run.at(29_000, (c) => c.setBackend(1003, { address: '192.168.130.77:80' }))
    const lines = await run.go(inBy(1))
    expect(run.writes.slice(2)).toEqual(['change 2003 accept web-3'])
    expect(lines.slice(-2)).toEqual([
      'remove web-3 put-back skipped: somebody has pointed it at 192.168.130.77:80 meanwhile',
      'remove web-3 put-back done',
    ])
  })

  test('leaves a mode that a person has set over our mark', async () => {
    const run = new ARun(onTwo, { policy, seen: bothConfigs() })
    run.at(30_000, (c) => c.setBackend(2003, { mode: 'reject' }))
    await run.go(inBy(1))
    expect(run.writes.slice(2)).toEqual(['change 1003 accept web-3', 'change 2003 reject web-3'])
  })

  test('that fails on one config does the other all the same', async () => {
    const run = new ARun(onTwo, { policy, seen: bothConfigs() })
    run.stopAt(30_000)
    run.cloud.before('change 1003 accept', refuse('unavailable', 'putting web-3 back: no answer'))
    const lines = await run.go(inBy(1))
    expect(run.writes.slice(2)).toEqual(['change 1003 accept web-3', 'change 2003 accept web-3'])
    expect(lines.slice(-2)).toEqual([
      'remove web-3 put-back failed: putting web-3 back: no answer',
      'remove web-3 put-back done',
    ])
  })
})
