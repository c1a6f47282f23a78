import { describe, expect, test } from 'vitest'
import { seeMember } from '../../src/apply/look-at-members.ts'
import { createUntil, observeFleet } from '../../src/apply/run.ts'
import type { Backend } from '../../src/fleet/model/fleet.ts'
import { backendId, configId, nodeBalancerId } from '../../src/fleet/model/ids.ts'
import { aBackend, aFleet, aMember, anInstance, aPolicy, MINUTE } from '../support/a-fleet.ts'
import { ARun } from '../support/a-run.ts'

/** Which backend node is web-1's, and which are one too many, by id. */
function seen(...backends: readonly Backend[]) {
  const run = new ARun([])
  const sight = { look: { instances: new Map(), backends }, configs: aFleet([]).configs }
  const { member, second } = seeMember(run.run, sight, anInstance(1))
  return [member.backends.map((b) => b.id), second.map((b) => b.id)]
}

const node = (id: number, more: Partial<Backend> = {}) => aBackend(1, { id: backendId(id), ...more })
const down = { health: 'down' } as const

describe('of two backend nodes in one place', () => {
  test.each<readonly [string, readonly Backend[], readonly (readonly number[])[]]>([
    ['the lowest id stays', [node(9), node(5)], [[5], [9]]],
    ['whoever takes connections stays, and the other is one too many', [node(5, down), node(9)], [[9], [5]]],
    ['both are DOWN: the lowest id', [node(9, down), node(5, down)], [[5], [9]]],
    [
      'a person’s mode keeps its place, and what serves beside it stays',
      [node(5, { mode: 'reject' }), node(9)],
      [[5], []],
    ],
    [
      'a person’s mode keeps its place, and what does not serve goes',
      [node(5, { mode: 'reject' }), node(9, down)],
      [[5], [9]],
    ],
    ['the others go by id', [node(9), node(5), node(7)], [[5], [7, 9]]],
    ['one of another place is none of them', [node(5), node(9, { address: '192.168.130.2:80' })], [[5], []]],
  ])('%s', (_name, backends, ids) => {
    expect(seen(...backends)).toEqual(ids)
  })
})

test('an instance without an address has no backend node, and lacks every one', () => {
  const run = new ARun([])
  const sight = { look: { instances: new Map(), backends: [node(5)] }, configs: aFleet([]).configs }
  const { member, second } = seeMember(run.run, sight, anInstance(1, { address: null }))
  expect([member.backends, member.missing, second]).toEqual([[], run.policy.attachments, []])
})

test('of two backend nodes at one address and port each is its own config’s', () => {
  const second = { nodeBalancer: nodeBalancerId(12345), config: configId(67891), port: 80 }
  const policy = aPolicy({ attachments: [...aPolicy().attachments, second] })
  const { run } = new ARun([], { policy })
  const backends = [node(5), node(9, { config: second.config })]
  const sight = { look: { instances: new Map(), backends }, configs: aFleet([]).configs }
  const { member, second: over } = seeMember(run, sight, anInstance(1))
  expect([member.backends, over]).toEqual([backends, []])
})

const falls = (to: number) =>
  aPolicy({
    size: {
      min: 1,
      max: 2,
      schedule: [
        { text: 'now', days: [0, 1, 2, 3, 4, 5, 6], from: 660, to, timezone: 'UTC', min: 1, max: 8, lead: 0 },
      ],
    },
  })

async function until(adds: number, policy = aPolicy()): Promise<number> {
  const run = new ARun([aMember(1), aMember(2)], { policy })
  run.time.advance(MINUTE / 2)
  return await run.time.run(observeFleet(run.run).then((it) => createUntil(run.run, it, adds)))
}

describe('how long a create may be sent', () => {
  test('a minute after the look began', async () => {
    expect(await until(3)).toBe(1.5 * MINUTE)
    expect(await until(3, falls(800))).toBe(1.5 * MINUTE)
  })

  test('no longer than max allows what there would be: half a minute later it falls', async () => {
    expect(await until(3, falls(721))).toBe(MINUTE)
    expect(await until(1, falls(721))).toBe(MINUTE)
    expect(await until(0, falls(721))).toBe(1.5 * MINUTE)
  })
})
