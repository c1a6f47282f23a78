import { describe, expect, test } from 'vitest'
import { Gate, type Reason, takePermit } from '../../src/apply/gate.ts'
import type { Member } from '../../src/fleet/model/fleet.ts'
import { backendId } from '../../src/fleet/model/ids.ts'
import { aFleet, aLeaver, aMember, aPolicy, type Made } from '../support/a-fleet.ts'
import { aPermit } from '../support/a-permit.ts'
import { inBy } from '../support/a-request.ts'
import { ARun } from '../support/a-run.ts'

const down = { health: 'down' } as const
const by = (most: number): Reason => ({ kind: 'removal', most })
const REPAIR = { kind: 'repair' } as const
const REPLACEMENT = { kind: 'replacement' } as const
const REFRESH = { kind: 'refresh' } as const
const YIELD = { kind: 'yield' } as const

/** A gate that has seen a fleet of at least `min`, and its members by number. */
function gateBefore(made: readonly Made[], min = 2, max = 8): { gate: Gate; member: (n: number) => Member } {
  const policy = aPolicy({ size: { min, max } })
  const fleet = aFleet(made, {}, policy)
  const gate = new Gate()
  gate.see(fleet, policy)
  const member = (n: number): Member => {
    const found = fleet.members.find((m) => m.number === n)
    if (found === undefined) throw new Error(`there is no web-${n}`)
    return found
  }
  return { gate, member }
}

const three = [1, 2, 3].map((n) => aMember(n))
const four = [...three, aMember(4)]

describe('a drain', () => {
  test('lowers the number in service by what was asked, and no more', () => {
    const { gate, member } = gateBefore([...four, aMember(5)])
    gate.passDrain(member(5), by(1))
    expect(() => gate.passDrain(member(4), by(1))).toThrow('1 members were to leave service, and no more')
  })

  test('on each of its configs counts once', () => {
    const { gate, member } = gateBefore(four)
    gate.passDrain(member(4), by(1))
    expect(() => gate.passDrain(member(4), by(1))).not.toThrow()
  })

  test('leaves min in service', () => {
    const { gate, member } = gateBefore(three)
    gate.passDrain(member(3), by(9))
    expect(() => gate.passDrain(member(2), by(9))).toThrow('only 2 members are in service, and min is 2')
  })

  test('of one that is not in service lowers nothing', () => {
    const { gate, member } = gateBefore([...three, aMember(4, {}, down)])
    expect(() => gate.passDrain(member(4), by(0))).not.toThrow()
    expect(() => gate.passDrain(member(4), REPLACEMENT)).not.toThrow()
  })

  test.each([REPAIR, REPLACEMENT])('for a $kind is none of what serves', (reason) => {
    const { gate, member } = gateBefore(four)
    expect(() => gate.passDrain(member(4), reason)).toThrow(`is not drained for a ${reason.kind}`)
  })

  test('and a look after it begin the bounds anew, not what was asked', () => {
    const { gate, member } = gateBefore([...four, aMember(5)])
    gate.passDrain(member(5), by(1))
    gate.see(aFleet([...four, aLeaver(5)]), aPolicy())
    expect(() => gate.passDrain(member(4), by(1))).toThrow('no more')
  })
})

describe('a drain for a refresh, of one that goes before there is another,', () => {
  const none = /^only \d members are in service, and \d are to stay$/
  test.each([
    ['where there may be more than min, leaves min', 2, 3, 3, 'passes'],
    ['where there may be more than min, is none of the last min', 2, 3, 2, none],
    ['where there is never room, leaves one less than min', 3, 3, 3, 'passes'],
    ['where there is never room, is none where one is out of service already', 3, 3, 2, none],
  ] as const)('%s', (_rule, min, max, serving, said) => {
    const made = [1, 2, 3].map((n) => aMember(n, {}, n > serving ? down : {}))
    const { gate, member } = gateBefore(made, min, max)
    const drain = () => gate.passDrain(member(1), REFRESH)
    if (said === 'passes') expect(drain).not.toThrow()
    else expect(drain).toThrow(said)
  })

  test('is one at a time', () => {
    const { gate, member } = gateBefore(four)
    gate.passDrain(member(1), REFRESH)
    expect(() => gate.passDrain(member(2), REFRESH)).toThrow('one member is being replaced already')
  })
})

describe('a delete', () => {
  test('of what serves is refused: it was not drained', () => {
    const { gate, member } = gateBefore(four)
    expect(() => gate.passDelete(member(4).instance, by(1))).toThrow(
      'web-4 is in service and was not drained',
    )
  })

  test('leaves min members', () => {
    const { gate, member } = gateBefore([aMember(1), aLeaver(2), aLeaver(3)])
    gate.passDelete(member(3).instance, by(2))
    expect(() => gate.passDelete(member(2).instance, by(2))).toThrow('2 members exist, and min is 2')
  })

  test('of one that is dead leaves one less than that, until its place is filled', () => {
    const { gate, member } = gateBefore([aMember(1), aMember(2), aMember(3, {}, down)], 3)
    expect(() => gate.passDelete(member(3).instance, by(1))).not.toThrow()
    const watched = gateBefore([aMember(1), aMember(2), aLeaver(3)], 3)
    const { instance } = watched.member(3)
    expect(() => watched.gate.passDelete(instance, REPLACEMENT)).not.toThrow()
  })
})

describe('a detach', () => {
  test('is none of the backend node that a member serves by', () => {
    const { gate, member } = gateBefore(four)
    expect(() => gate.passDetach(member(1).backends[0] ?? { id: backendId(0) }, REPAIR)).toThrow(
      'web-1 serves by backend node 1001',
    )
  })

  test('of any other passes', () => {
    expect(() => gateBefore(four).gate.passDetach({ id: backendId(9) }, REPAIR)).not.toThrow()
  })
})

describe('when most members are DOWN', () => {
  const dead = [aMember(1), aMember(2, {}, down), aMember(3, {}, down)]

  test('nothing is drained or deleted', () => {
    const { gate, member } = gateBefore(dead)
    expect(() => gate.passDrain(member(3), by(1))).toThrow('most members are DOWN')
    expect(() => gate.passDelete(member(3).instance, REPLACEMENT)).toThrow('most members are DOWN')
  })

  test('but what a run gives up of its own', () => {
    const { gate, member } = gateBefore(dead)
    expect(() => gate.passDrain(member(3), YIELD)).not.toThrow()
    expect(() => gate.passDelete(member(3).instance, YIELD)).not.toThrow()
  })
})

describe('a permit', () => {
  test('is good for one call', () => {
    const permit = aPermit()
    expect([takePermit(permit), takePermit(permit)]).toEqual([true, false])
  })

  test('cannot be made by anybody else', () => {
    expect(takePermit({ ...aPermit() })).toBe(false)
  })
})

describe('just before a drain the backend node is read again', () => {
  test.each(['reject', 'drain', 'backup'])(
    'what a person has set to %s meanwhile is theirs',
    async (mode) => {
      const run = new ARun(four)
      run.cloud.after('observe', (c) => c.setBackend(1004, { mode }))
      const lines = await run.go(inBy(1))
      expect(run.writes).toEqual([])
      expect(lines[0]).toBe(`remove web-4 drain failed: mode ${mode} was set by hand meanwhile`)
    },
  )

  test('what another run of ours drains by now is drained, and its mark stays', async () => {
    const run = new ARun(four)
    const label = 'web-4.outgsmo1'
    run.cloud.after('observe', (c) => c.setBackend(1004, { mode: 'drain', label }))
    run.at(30_000, (c) => run.told.push(c.nodes.find((b) => b.id === 1004)?.label ?? 'gone'))
    await run.go(inBy(1))
    expect(run.told).toContain(label)
    expect(run.writes).toEqual(['remove 104', 'detach 1004'])
  })
})
