import { describe, expect, test } from 'vitest'
import type { Activity } from '../../../src/fleet/model/fleet.ts'
import { isDeleted, isDeletedSince, newbornOf } from '../../../src/fleet/sight/witnesses.ts'
import { MINUTE, NOON } from '../../support/a-fleet.ts'
import { anEvent } from '../../support/an-event.ts'

const other = { instance: anEvent('create', 9, 1).instance }
const table: readonly (readonly [string, readonly Activity[] | null, boolean, boolean])[] = [
  ['nothing', [], false, false],
  ['events that may not be read', null, false, false],
  ['a deletion', [anEvent('delete', 3, 5)], true, false],
  ['a deletion of another label', [anEvent('delete', 4, 5)], false, false],
  ['a deletion that failed', [anEvent('delete', 3, 5, { failed: true })], false, false],
  ['a deletion that has not ended', [anEvent('delete', 3, 5, { pending: true })], false, false],
  ['a creation nine minutes ago', [anEvent('create', 3, 9)], false, true],
  ['a creation ten minutes ago', [anEvent('create', 3, 10)], false, false],
  ['a creation that failed', [anEvent('create', 3, 5, { failed: true })], false, false],
  ['a creation, and its deletion', [anEvent('create', 3, 5), anEvent('delete', 3, 4)], true, false],
  ['both in one second', [anEvent('create', 3, 5), anEvent('delete', 3, 5)], true, false],
  [
    'the newest of two creations counts',
    [anEvent('create', 3, 9, other), anEvent('create', 3, 3), anEvent('delete', 3, 6, other)],
    false,
    true,
  ],
  [
    'in any order',
    [anEvent('create', 3, 3), anEvent('create', 3, 9, other), anEvent('delete', 3, 6, other)],
    false,
    true,
  ],
  [
    'the newest of two deletions counts',
    [anEvent('create', 3, 5, other), anEvent('delete', 3, 20), anEvent('delete', 3, 3)],
    true,
    true,
  ],
  ['an older deletion', [anEvent('create', 3, 5, other), anEvent('delete', 3, 6)], false, true],
  [
    'a deletion that has not ended, of what was just created',
    [anEvent('create', 3, 5), anEvent('delete', 3, 4, { pending: true })],
    false,
    true,
  ],
]

describe('what the events say of web-3', () => {
  test.each(table)('%s', (_name, log, isGone, isNew) => {
    expect([isDeleted(log, 'web-3'), newbornOf(log, 'web-3', NOON) !== null]).toEqual([isGone, isNew])
  })
})

describe('whether whoever bore the label web-3 is gone since five minutes ago', () => {
  test.each<readonly [string, readonly Activity[] | null, boolean]>([
    ['not by nothing', [], false],
    ['not by events that may not be read', null, false],
    ['by its deletion since', [anEvent('delete', 3, 4)], true],
    ['by its deletion at that very moment', [anEvent('delete', 3, 5)], true],
    ['by its deletion that has only begun', [anEvent('delete', 3, 4, { pending: true })], true],
    ['not by one before', [anEvent('delete', 3, 6)], false],
    ['not by one that failed', [anEvent('delete', 3, 4, { failed: true })], false],
    ['not by the deletion of another label', [anEvent('delete', 4, 4)], false],
    ['not by its creation', [anEvent('create', 3, 4)], false],
  ])('%s', (_name, log, is) => {
    expect(isDeletedSince(log, 'web-3', NOON - 5 * MINUTE)).toBe(is)
  })
})
