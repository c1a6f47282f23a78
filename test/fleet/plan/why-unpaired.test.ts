import { expect, test } from 'vitest'
import { replacesTag } from '../../../src/fleet/model/replaces.ts'
import { instanceId } from '../../../src/fleet/model/ids.ts'
import { whyUnpaired } from '../../../src/fleet/plan/why-unpaired.ts'
import { aFleet, aMember, aPolicy, type Made } from '../../support/a-fleet.ts'

const OURS = 'fleet:web:12345'
const tags = [OURS, replacesTag(instanceId(101))]
const first = aFleet([aMember(1), aMember(2), aMember(3, { tags })])

test.each<readonly [string, number, readonly Made[], object | null]>([
  ['it is one still', 101, [aMember(3, { tags })], null],
  ['it is one under another label', 101, [aMember(3, { tags, label: 'web-7' })], null],
  [
    'its fleet tag was taken off',
    101,
    [aMember(3, { tags: [] })],
    {
      reason: 'taken-by-a-person',
      detail:
        'web-3 (instance 103), which was to take its place, is no member any more: its label or its fleet tag was changed',
    },
  ],
  [
    'nobody finds it',
    101,
    [],
    {
      reason: 'taken-by-another-run',
      detail: 'web-3 (instance 103), which was to take its place, was not found any more',
    },
  ],
  [
    'it is not in service any more',
    101,
    [aMember(3, { tags }, { health: 'down' })],
    {
      reason: 'on-the-way',
      detail: 'web-3 (instance 103), which was to take its place, is not in service any more',
    },
  ],
  [
    'a person has set its mode',
    101,
    [aMember(3, { tags }, { mode: 'reject' })],
    {
      reason: 'taken-by-a-person',
      detail:
        'web-3 (instance 103), which was to take its place, is held (mode reject on config 67890, not set by us)',
    },
  ],
  [
    'the tag of the place was taken off',
    101,
    [aMember(3, { tags: [OURS] })],
    {
      reason: 'taken-by-another-run',
      detail:
        'web-3 (instance 103), which was to take its place, is not to take it any more: the tag replaces:101 was taken off',
    },
  ],
  ['nobody was to take the place of this one', 102, [], null],
])('whoever was to take the place of a member, when %s', (_name, id, made, why) => {
  const again = aFleet([aMember(1), aMember(2), ...made])
  const old = first.members.find((m) => m.instance.id === id)
  if (old === undefined) throw new Error('no member')
  const found = whyUnpaired({ first, again }, old, aPolicy())
  expect(found).toEqual(why === null ? null : { ...why, until: null })
})
