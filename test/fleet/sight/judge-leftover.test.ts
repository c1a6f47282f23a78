import { describe, expect, test } from 'vitest'
import { accountProblems } from '../../../src/fleet/refusals/account-problems.ts'
import type { Backend, HostAnswer, Instance, Sighting } from '../../../src/fleet/model/fleet.ts'
import { configId, nodeBalancerId } from '../../../src/fleet/model/ids.ts'
import { aBackend, aFleet, aMember, anInstance, aPolicy } from '../../support/a-fleet.ts'
import { anEvent } from '../../support/an-event.ts'

const GONE = '192.168.140.3'
const down: Partial<Backend> = { health: 'down' }
const drained: Partial<Backend> = { label: 'web-3.outgsmo0', mode: 'drain', health: 'unknown' }
const unchecked = [
  { id: configId(67890), nodeBalancer: nodeBalancerId(12345), port: 80, checked: false, protocol: 'http' },
]

/** Member web-1, and a backend node web-3 at an address that no listed instance has. */
function look(node: Partial<Backend>, seen: Partial<Sighting> = {}, instances: readonly Instance[] = []) {
  const loose = aBackend(3, { address: `${GONE}:80`, ...node })
  const made = [aMember(1), { backends: [loose] }, ...instances.map((instance) => ({ instance }))]
  const fleet = aFleet(made, seen)
  const [doubt] = fleet.doubts
  return { fleet, is: fleet.leftovers.length > 0 ? 'leftover' : doubt === undefined ? 'foreign' : doubt.why }
}

function answer(of: Partial<HostAnswer>): Partial<Sighting> {
  return { hosts: { asked: [GONE], found: [], trusted: true, sees: 'all', ...of } }
}

describe('a leftover needs two witnesses', () => {
  test.each<readonly [string, Partial<Backend>, Partial<Sighting>, string]>([
    ['DOWN, and no instance has its address', down, {}, 'leftover'],
    ['drained by us', drained, {}, 'leftover'],
    ['drained by a person', { mode: 'drain', health: 'unknown' }, {}, 'no check says DOWN'],
    ['our mark without the drain', { label: 'web-3.outgsmo0', health: 'unknown' }, {}, 'no check says DOWN'],
    [
      'unchecked, and deleted',
      { health: 'unknown' },
      { configs: unchecked, activity: [anEvent('delete', 3, 5)] },
      'leftover',
    ],
    ['unchecked, and nothing known', { health: 'unknown' }, { configs: unchecked }, 'no check says DOWN'],
    ['unchecked is never DOWN', down, { configs: unchecked }, 'no check says DOWN'],
    [
      'deleted, and not checked yet',
      { health: 'unknown' },
      { activity: [anEvent('delete', 3, 5)] },
      'leftover',
    ],
    ['deleted, and not DOWN yet', {}, { activity: [anEvent('delete', 3, 5)] }, 'does not say DOWN yet'],
    ['created a moment ago', down, { activity: [anEvent('create', 3, 9)] }, 'less than ten minutes ago'],
    [
      'created and deleted a moment ago',
      down,
      { activity: [anEvent('create', 3, 9), anEvent('delete', 3, 8)] },
      'leftover',
    ],
    ['nobody was asked', down, answer({ asked: [] }), 'could not be asked'],
    ['the answer shows no member', down, answer({ trusted: false }), 'proves nothing'],
    [
      'the answer shows an instance there',
      down,
      answer({ found: [anInstance(9, { address: GONE })] }),
      'foreign',
    ],
  ])('%s', (_name, node, seen, is) => {
    expect(look(node, seen).is).toContain(is)
  })

  test.each<readonly [string, Partial<Instance>, string]>([
    ['a member of its label lives elsewhere', {}, 'leftover'],
    ['a member of its label has no address yet', { address: null }, 'foreign'],
    ['an instance of its label has no address yet', { tags: [], address: null }, 'is called web-3'],
    ['another fleet’s has its label', { tags: ['fleet:web:999'] }, 'leftover'],
    ['another fleet’s, without an address', { tags: ['fleet:web:999'], address: null }, 'leftover'],
    ['somebody’s has its label, at another address', { tags: [] }, 'leftover'],
  ])('%s', (_name, instance, is) => {
    expect(look(drained, {}, [anInstance(3, instance)]).is).toContain(is)
  })
})

describe('blindness is not emptiness', () => {
  test.each<readonly [string, Partial<Backend>, Partial<Sighting>, boolean]>([
    ['UP, whoever asks', {}, answer({}), true],
    ['UP, and deleted', {}, { activity: [anEvent('delete', 3, 5)] }, false],
    ['DOWN', down, answer({ sees: null }), false],
    ['drained by us', drained, answer({ sees: null }), false],
    ['Unknown, for one who sees everything', { health: 'unknown' }, answer({}), false],
    ['Unknown, for one who sees some', { health: 'unknown' }, answer({ sees: 'some' }), true],
    ['Unknown, and nobody knows what is seen', { health: 'unknown' }, answer({ sees: 'unknown' }), true],
    ['Unknown, and nobody has asked', { health: 'unknown' }, answer({ sees: null }), true],
    ['Unknown, and the answer shows no member', { health: 'unknown' }, answer({ trusted: false }), true],
    ['UP under another label', { label: 'legacy-3' }, answer({ sees: 'some' }), false],
  ])('%s: stops every run: %s', (_name, node, seen, isBlind) => {
    const problems = accountProblems(look(node, seen).fleet, aPolicy())
    expect(problems.map((p) => p.code)).toEqual(isBlind ? ['blind'] : [])
  })

  test('the message names the backend nodes, why, and the way out', () => {
    const [problem] = accountProblems(look({}, answer({ sees: 'some' })).fleet, aPolicy())
    expect(problem?.message).toBe(
      'web-3 (192.168.140.3:80, config 67890): backend nodes that may serve, and no instance was found at their addresses; the token is of a restricted user, who does not see every Linode',
    )
    expect(problem?.remedy).toContain('a user who may see every Linode')
  })
})
