import { describe, expect, test } from 'vitest'
import { formerOf, formerTag, shortSpec, type Former } from '../../../src/fleet/model/former-tag.ts'

const NOON = Date.UTC(2026, 10, 23, 12)
const last = '1-848c844353'
const before = '1-666136b7a0'

describe('what there was before a member is a tag', () => {
  test.each<[string, Former]>([
    ['one spec', { last, since: NOON, before: null }],
    ['two', { last, since: NOON, before }],
    [
      'of a late version, in the year 2090',
      { last: '999999-848c844353', since: Date.UTC(2090, 0), before: '999999-666136b7a0' },
    ],
  ])('%s: read as it was written, in at most 50 characters', (_, former) => {
    const tag = formerTag(former)
    expect(formerOf(['khw', tag])).toEqual(former)
    expect(tag.length).toBeLessThanOrEqual(50)
  })

  test.each([
    ['a person’s', ['former:web-3']],
    [
      'two that contradict each other',
      [formerTag({ last, since: NOON, before }), formerTag({ last: before, since: NOON, before: null })],
    ],
    ['one with more behind it', [`${formerTag({ last, since: NOON, before })}-mine`]],
    ['one of one spec with more behind it', [`${formerTag({ last, since: NOON, before: null })}-mine`]],
    ['none', []],
  ])('%s says nothing', (_, tags) => {
    expect(formerOf(tags)).toBeNull()
  })

  test('a spec is told from another by ten digits of its hash', () => {
    expect(shortSpec({ version: 1, hash: '848c84443530666135ab' })).toBe('1-848c844435')
  })
})
