import { describe, expect, test } from 'vitest'
import type { Policy } from '../../../src/fleet/model/policy.ts'
import { formerTag, shortSpec } from '../../../src/fleet/model/former-tag.ts'
import { checkSpecs } from '../../../src/fleet/plan/check-specs.ts'
import { aFleet, aMember, aPolicy, MINUTE, NOON, type Made } from '../../support/a-fleet.ts'

const OURS = 'a'.repeat(20)
const THEIRS = 'b'.repeat(20)
const THIRD = 'c'.repeat(20)
const policy: Policy = {
  ...aPolicy(),
  spec: { hashes: new Map([[1, OURS]]), tags: [], shown: { region: null, types: null, image: null } },
}

/** One after the other, a minute apart, made from these specs. */
function made(...hashes: readonly (string | null)[]): readonly Made[] {
  return hashes.map((hash, i) => born(i + 1, i, hash))
}

function born(n: number, minute: number, hash: string | null, ...tags: readonly string[]): Made {
  const spec = hash === null ? [] : [`spec:1-${hash}`]
  return aMember(n, { created: NOON - (60 - minute) * MINUTE, tags: ['fleet:web:12345', ...spec, ...tags] })
}

const verdictOf = (all: readonly Made[], wanted = 1, of = policy, force = false) =>
  checkSpecs(aFleet(all, {}, of), of, { wanted, now: NOON, force })

describe('members that are made by turns from two specs', () => {
  test.each<readonly [string, readonly Made[], boolean, number]>([
    ['ours, theirs, ours', made(OURS, THEIRS, OURS), true, 3],
    ['theirs, ours, theirs', made(THEIRS, OURS, THEIRS), true, 3],
    ['several of each', made(OURS, OURS, THEIRS, THEIRS, OURS, OURS), true, 3],
    ['whoever has no spec tells nothing', made(OURS, null, THEIRS, null, OURS), true, 3],
    ['a third of long ago counts for nothing', made(THIRD, OURS, THEIRS, OURS), true, 4],
    ['one change of the profile is none', made(THEIRS, THEIRS, OURS), false, 2],
    ['two changes to a third spec are none', made(THIRD, THEIRS, OURS), false, 3],
    ['turns before the last two changes are none', made(OURS, THEIRS, OURS, THIRD), false, 4],
    ['neither of the last two ours: not for us to tell', made(THEIRS, THIRD, THEIRS), false, 3],
    ['all of one spec', made(OURS, OURS), false, 1],
    ['nobody has a spec', made(null, null), false, 0],
    ['nobody', [], false, 0],
    [
      'the later by number where two are of one second',
      [born(3, 0, OURS), born(2, 0, THEIRS), born(1, 0, OURS)],
      true,
      3,
    ],
    ['not the order of the list', [born(1, 2, OURS), born(2, 0, OURS), born(3, 1, THEIRS)], true, 3],
  ])('%s', (_name, all, alternate, turns) => {
    const { guard, allowed, holds } = verdictOf(all)
    expect(guard).toEqual({ guard: 'two-specs', value: turns, limit: 2, passed: !alternate })
    expect([allowed, holds]).toEqual([alternate ? 0 : Infinity, alternate])
  })

  test('hold nobody back where nobody is wanted', () => {
    expect(verdictOf(made(OURS, THEIRS, OURS), 0)).toMatchObject({ allowed: 0, holds: false })
  })

  test('the old half of a pair is as good as gone', () => {
    const going = [...made(OURS, THEIRS), born(3, 2, OURS, 'replaces:102')]
    expect(verdictOf(going).guard).toMatchObject({ value: 1, passed: true })
  })

  test('are told by name, the oldest of the three first', () => {
    const { detail, until } = verdictOf(made(OURS, THEIRS, THEIRS, OURS))
    expect(detail).toBe(
      'web-1, web-3, web-4 were made by turns from two specs: two hosts have different profiles of this fleet, or one was changed back and forth',
    )
    expect(until).toBeNull()
  })

  test('nothing is known where nobody has looked what the profile makes', () => {
    expect(verdictOf(made(OURS, THEIRS, OURS), 1, aPolicy()).guard.passed).toBe(true)
  })
})

const short = (hash: string): string => shortSpec({ version: 1, hash })

describe('members that tell what was in their place before', () => {
  /** One of theirs, in whose place those were: the last one was made so many hours ago. */
  const after = (last: string, hours: number, before: string | null): Made => {
    const since = NOON - hours * 60 * MINUTE
    const tag = formerTag({ last: short(last), since, before: before === null ? null : short(before) })
    return born(1, 0, THEIRS, tag)
  }

  test.each<readonly [string, Made, boolean]>([
    ['ours, and theirs before it', after(OURS, 3, THEIRS), true],
    ['two days ago', after(OURS, 48, THEIRS), true],
    ['longer ago', after(OURS, 48.1, THEIRS), false],
    ['ours alone: the profile was put back', after(OURS, 3, null), false],
    ['ours, and a third before it', after(OURS, 3, THIRD), false],
    ['a third, and theirs before it', after(THIRD, 3, THEIRS), false],
  ])('%s', (_name, one, isByTurns) => {
    const { guard, allowed, holds } = verdictOf([one, born(2, 1, THEIRS)])
    expect([guard.passed, allowed, holds]).toEqual([!isByTurns, isByTurns ? 0 : Infinity, isByTurns])
    expect(guard.value).toBe(isByTurns ? 4 : 1)
  })

  test('one of ours tells nothing: it is not to be made anew', () => {
    const tag = formerTag({ last: short(THEIRS), since: NOON, before: short(OURS) })
    expect(verdictOf([born(1, 0, OURS, tag)]).guard.passed).toBe(true)
  })

  test('are told with the time at which it ends, and --force passes them, but not those that live at once', () => {
    const turns = [after(OURS, 3, THEIRS)]
    const { detail, until } = verdictOf(turns)
    expect(detail).toContain('web-1 was made in place of one of the profile’s spec')
    expect(until).toBe(NOON + 45 * 60 * MINUTE)
    expect(verdictOf(turns, 1, policy, true).guard.passed).toBe(true)
    expect(verdictOf(made(OURS, THEIRS, OURS), 1, policy, true).guard.passed).toBe(false)
  })

  test('say nothing where nobody has looked what the profile makes', () => {
    expect(verdictOf([after(OURS, 3, THEIRS)], 1, aPolicy()).guard.passed).toBe(true)
  })
})
