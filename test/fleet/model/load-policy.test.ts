import { expect, test } from 'vitest'
import { USUAL_LOAD } from '../../../src/fleet/model/load-policy.ts'

test('a profile that says nothing of its load keeps a window of 12 minutes and warms up for 2', () => {
  expect(USUAL_LOAD).toMatchObject({ target: 0.6, window: 720_000, warmUp: 120_000, spare: 0 })
})
