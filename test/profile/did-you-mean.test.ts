import { expect, test } from 'vitest'
import { didYouMean } from '../../src/profile/did-you-mean.ts'

const KEYS = ['region', 'type', 'tags', 'id', 'image', 'scale_in', 'scale_out']

test.each([
  ['a letter left out', 'regon', 'region'],
  ['a letter too many', 'regioon', 'region'],
  ['a letter for another', 'regiom', 'region'],
  ['two neighbours swapped', 'scale_ni', 'scale_in'],
  ['two mistakes', 'rgeiom', 'region'],
  ['capitals', 'REGION', 'region'],
  ['the nearer of two', 'scale_inn', 'scale_in'],
  ['three mistakes are another word', 'rxgxxn', null],
  ['in a short word one mistake is the most', 'tgs', 'tags'],
  ['and two are another word', 'tga', null],
  ['a single letter means nothing', 'i', null],
  ['nothing means nothing', '', null],
])('%s: %s', (_rule, word, meant) => {
  expect(didYouMean(word, KEYS)).toBe(meant)
})

test('nothing is meant where nothing is known', () => {
  expect(didYouMean('region', [])).toBeNull()
})
