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

const RESTRICTED =
  'the token is of a restricted user, who does not see every Linode; with the token of one who does, any run removes it if no instance has its address'
const UNREADABLE = 'the API does not say whether the token’s user sees every Linode; with the token'

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

describe('that a user who may not see everybody sees nobody there proves nothing', () => {
  const deleted = { health: 'unknown' } as const
  const gone = { activity: [anEvent('delete', 3, 5)] }
  test.each<readonly [string, Partial<Backend>, Partial<Sighting>, string]>([
    ['DOWN, to one who sees some', down, answer({ sees: 'some' }), RESTRICTED],
    ['drained by us, to one who sees some', drained, answer({ sees: 'some' }), RESTRICTED],
    ['deleted, to one who sees some', deleted, { ...answer({ sees: 'some' }), ...gone }, RESTRICTED],
    ['DOWN, and nobody knows what is seen', down, answer({ sees: 'unknown' }), UNREADABLE],
    ['drained by us, and nobody knows what is seen', drained, answer({ sees: 'unknown' }), UNREADABLE],
    ['DOWN, and nobody has asked what is seen', down, answer({ sees: null }), UNREADABLE],
  ])('%s: it is left alone, and no run is stopped', (_name, node, seen, why) => {
    const { fleet, is } = look(node, seen)
    expect(is).toContain(why)
    expect([fleet.leftovers, accountProblems(fleet, aPolicy())]).toEqual([[], []])
  })

  test.each<readonly [string, Partial<Sighting>, Partial<Backend>, boolean]>([
    ['nobody, as one who sees some', answer({ sees: 'some', trusted: false }), down, true],
    ['nobody, as one of whom nobody knows', answer({ sees: 'unknown', trusted: false }), down, true],
    ['nobody, of a drain of ours', answer({ sees: 'some', trusted: false }), drained, true],
    ['nobody, and the host was not asked about', answer({ sees: 'some', asked: [] }), down, true],
    ['nobody, in an answer that showed somebody else', answer({ sees: 'some' }), down, true],
    ['nobody, as one who sees all', answer({ trusted: false }), down, false],
    [
      'nobody, and each was deleted',
      { ...answer({ sees: 'some', trusted: false }), activity: [anEvent('delete', 3, 5)] },
      down,
      false,
    ],
  ])('a run that sees %s: is stopped: %s', (_name, seen, node, isBlind) => {
    const stranger = { instance: anInstance(7, { label: 'web-db', tags: [] }) }
    const loose = { backends: [aBackend(3, { address: `${GONE}:80`, ...node })] }
    const fleet = aFleet([stranger, loose], seen)
    expect(fleet.leftovers).toEqual([])
    expect(accountProblems(fleet, aPolicy()).map((p) => p.code)).toEqual(isBlind ? ['blind'] : [])
  })

  test('whoever sees nobody of it is told so, with the backend nodes', () => {
    const fleet = aFleet(
      [{ backends: [aBackend(3, { address: `${GONE}:80`, ...down })] }],
      answer({ sees: 'unknown', trusted: false }),
    )
    expect(accountProblems(fleet, aPolicy())[0]?.message).toBe(
      'web-3 (192.168.140.3:80, config 67890): backend nodes of this fleet, of which nobody is seen; the API does not say whether the token’s user sees every Linode',
    )
  })
})

describe('blindness is not emptiness', () => {
  test.each<readonly [string, Partial<Backend>, Partial<Sighting>, boolean]>([
    ['UP, whoever asks', {}, answer({}), true],
    ['UP, and deleted', {}, { activity: [anEvent('delete', 3, 5)] }, false],
    ['DOWN', down, answer({}), false],
    ['drained by us', drained, answer({}), false],
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
