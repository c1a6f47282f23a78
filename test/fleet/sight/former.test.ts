import { describe, expect, test } from 'vitest'
import { formerOf } from '../../../src/fleet/model/former-tag.ts'
import type { Policy } from '../../../src/fleet/model/policy.ts'
import { formerFor, isOwn, turnsOf } from '../../../src/fleet/sight/former.ts'
import { aFleet, aMember, aPolicy, MINUTE, NOON, type Made } from '../../support/a-fleet.ts'

const FLEET = 'fleet:web:12345'
const [OURS, THEIRS, THIRD] = ['a', 'b', 'c'].map((c) => c.repeat(20)) as [string, string, string]
const hashes = new Map([[1, OURS]])
const known = { hashes, tags: [], shown: { region: null, types: null, image: null } }
const policy: Policy = { ...aPolicy(), spec: known }
const short = (hash: string) => `1-${hash.slice(0, 10)}`
const YESTERDAY = NOON - 1_440 * MINUTE
const tag = (last: string, before?: string) =>
  `former:${short(last)}.${(YESTERDAY / MINUTE).toString(36)}${before === undefined ? '' : `.${short(before)}`}`

/** Member n, of a spec, so many minutes old, with what it tells of those before it. */
const made = (n: number, hash: string | null, minutes: number, ...tags: readonly string[]): Made =>
  aMember(n, {
    created: NOON - minutes * MINUTE,
    tags: [FLEET, ...(hash === null ? [] : [`spec:1-${hash}`]), ...tags],
  })
const members = (...all: readonly Made[]) => aFleet(all, {}, policy)

describe('what whoever takes a place tells of those before it', () => {
  test.each<readonly [string, Made, ReturnType<typeof formerFor>]>([
    [
      'the drifted one’s spec, and since when',
      made(1, THEIRS, 60),
      { last: short(THEIRS), since: NOON - 60 * MINUTE, before: null },
    ],
    [
      'and what was before that',
      made(1, THEIRS, 60, tag(OURS)),
      { last: short(THEIRS), since: NOON - 60 * MINUTE, before: short(OURS) },
    ],
    [
      'one of the profile’s spec hands on what it tells itself',
      made(1, OURS, 60, tag(THEIRS, THIRD)),
      { last: short(THEIRS), since: YESTERDAY, before: short(THIRD) },
    ],
    ['or nothing', made(1, OURS, 60), null],
    [
      'one without a spec does so too',
      made(1, null, 60, tag(THEIRS)),
      { last: short(THEIRS), since: YESTERDAY, before: null },
    ],
  ])('%s', (_name, old, former) => {
    const fleet = members(old)
    expect(formerFor(fleet, policy, fleet.members[0] ?? null)).toEqual(former)
  })

  test('nothing where nobody knows what the profile makes', () => {
    const fleet = members(made(1, THEIRS, 60))
    expect(formerFor(fleet, aPolicy(), fleet.members[0] ?? null)).toBeNull()
    expect(formerFor(fleet, aPolicy(), null)).toBeNull()
  })

  test('where the old one is gone, that of the newest drifted one that is left', () => {
    const all = [made(1, THEIRS, 90), made(2, THIRD, 60), made(3, OURS, 5, tag(THEIRS))]
    expect(formerFor(members(...all), policy, null)).toEqual({
      last: short(THIRD),
      since: NOON - 60 * MINUTE,
      before: null,
    })
  })

  test('where none is drifted, what the newest of the others tells', () => {
    const all = [made(1, OURS, 90, tag(THIRD)), made(2, OURS, 60, tag(THEIRS)), made(3, OURS, 5)]
    expect(formerFor(members(...all), policy, null)).toMatchObject({ last: short(THEIRS) })
    expect(formerFor(members(made(1, OURS, 5)), policy, null)).toBeNull()
    expect(formerFor(members(), policy, null)).toBeNull()
  })
})

describe('one of two that take turns', () => {
  test.each<readonly [string, Made, boolean]>([
    ['the profile’s was before it, and its own before that', made(1, THEIRS, 60, tag(OURS, THEIRS)), true],
    ['not one of the profile’s spec', made(1, OURS, 60, tag(THEIRS, OURS)), false],
    ['not where a third was before it', made(1, THEIRS, 60, tag(THIRD, THEIRS)), false],
    ['not where a third was before that', made(1, THEIRS, 60, tag(OURS, THIRD)), false],
    ['not where nothing was', made(1, THEIRS, 60, tag(OURS)), false],
    ['not where nothing is told', made(1, THEIRS, 60), false],
    ['not one without a spec', made(1, null, 60, tag(OURS, THEIRS)), false],
  ])('%s', (_name, it, is) => {
    const [member] = members(it).members
    if (member === undefined) throw new Error('no member')
    expect(turnsOf(member, known)).toEqual(is ? formerOf(member.instance.tags) : null)
  })
})

test('a spec is the profile’s own by version and hash', () => {
  expect(isOwn({ version: 1, hash: OURS }, known)).toBe(true)
  expect(isOwn({ version: 1, hash: THEIRS }, known)).toBe(false)
  expect(isOwn({ version: 2, hash: OURS }, known)).toBe(false)
  expect(isOwn(null, known)).toBe(false)
})
