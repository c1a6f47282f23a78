import { describe, expect, test } from 'vitest'
import { specOf, specTag, type KnownSpec } from '../../../src/fleet/model/spec.ts'
import { driftOf } from '../../../src/fleet/sight/drift.ts'
import { anInstance } from '../../support/a-fleet.ts'
import type { Instance } from '../../../src/fleet/model/fleet.ts'

const NOW = '0123456789abcdef0123'
const KNOWN: KnownSpec = {
  hashes: new Map([
    [1, NOW],
    [2, 'fedcba98765432100000'],
  ]),
  tags: ['khw', 'Prod'],
  shown: { region: 'us-east', types: ['g6-nanode-1', 'g6-standard-1'], image: 'linode/debian12' },
}
const tags = ['khw', 'prod', 'fleet:web:12345']

function drift(change: Partial<Instance>, known = KNOWN) {
  return driftOf(anInstance(1, { tags, image: 'linode/debian12', ...change }), known)
}

describe('who drifted', () => {
  test.each<[string, Partial<Instance>, string, string | null]>([
    ['the hash is the profile’s', { tags: [...tags, `spec:1-${NOW}`] }, 'same', null],
    ['by another version of the hash too', { tags: [...tags, 'spec:2-fedcba98765432100000'] }, 'same', null],
    ['another hash', { tags: [...tags, 'spec:1-aaaaaaaaaaaa'] }, 'drifted', null],
    ['one version’s hash under another', { tags: [...tags, `spec:2-${NOW}`] }, 'drifted', null],
    ['no spec', {}, 'unknown', 'made before specs were kept'],
    [
      'a version that is not known here is nobody’s knowledge, not drift',
      { tags: [...tags, 'spec:3-aaaaaaaaaaaa'] },
      'unknown',
      'its spec was kept by another version of linode-autoscale',
    ],
    [
      'two specs contradict each other',
      { tags: [...tags, `spec:1-${NOW}`, 'spec:1-aaaaaaaaaaaa'] },
      'unknown',
      'its spec was kept by another version of linode-autoscale',
    ],
    [
      'no spec, and another image is to be seen',
      { image: 'linode/debian11' },
      'drifted',
      'made before specs were kept',
    ],
    [
      'the second type of the list is as good',
      { type: 'g6-standard-1' },
      'unknown',
      'made before specs were kept',
    ],
  ])('%s', (_, change, state, why) => {
    expect(drift(change)).toMatchObject({ state, why })
  })

  test('what is to be seen is told, also where the hash is the same: somebody has resized it', () => {
    const found = drift({ type: 'g6-standard-4', tags: [...tags, `spec:1-${NOW}`] })
    expect(found.state).toBe('same')
    expect(found.differs).toEqual([
      { field: 'type', is: 'g6-standard-4', wanted: 'g6-nanode-1 or g6-standard-1' },
    ])
  })

  test('what the profile leaves to others is held against nobody, nor what is not to be seen', () => {
    const open = { ...KNOWN, shown: { region: null, types: null, image: null } }
    expect(drift({ type: 'x', region: 'y', image: 'z' }, open).differs).toEqual([])
    const { image: _, ...blind } = anInstance(1, { tags })
    expect(driftOf(blind, KNOWN).differs).toEqual([])
  })

  test('tags are compared by themselves: they are lacking, and nobody drifts', () => {
    const found = drift({ tags: ['khw', `spec:1-${NOW}`, 'a-person’s'] })
    expect([found.state, found.lacks]).toEqual(['same', ['Prod']])
  })
})

test('a spec is read as it is written', () => {
  const spec = { version: 12, hash: NOW }
  expect(specOf(['khw', specTag(spec)])).toEqual(spec)
  expect(
    specOf(['spec:', 'spec:1', 'spec:x-aaaaaaaaaa', 'spec:1-short', 'spec:1-NOTSMALLLETTERS']),
  ).toBeNull()
})

test('another region is to be seen too', () => {
  expect(drift({ region: 'eu-west' })).toMatchObject({
    state: 'drifted',
    differs: [{ field: 'region', is: 'eu-west', wanted: 'us-east' }],
  })
})
