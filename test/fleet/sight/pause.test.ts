import { describe, expect, test } from 'vitest'
import { pauseIn, pauseTag } from '../../../src/fleet/sight/pause.ts'
import { MINUTE, NOON } from '../../support/a-fleet.ts'

describe('a pause is a tag', () => {
  test('that names the fleet and the end, in at most 50 characters', () => {
    expect(pauseTag('web', NOON)).toBe('paused:web:20261123T120000Z')
    expect(pauseTag('web', null)).toBe('paused:web')
    expect(pauseTag('a'.repeat(24), NOON).length).toBeLessThanOrEqual(50)
  })

  const soon = NOON + 5 * MINUTE
  const table: readonly (readonly [string, readonly string[], ReturnType<typeof pauseIn>])[] = [
    ['no tag', [], null],
    ['one that is on', [pauseTag('web', soon)], { until: soon }],
    ['one without an end', [pauseTag('web', null)], { until: null }],
    ['one that has just ended', [pauseTag('web', NOON)], null],
    ['of two the later', [pauseTag('web', soon), pauseTag('web', soon + MINUTE)], { until: soon + MINUTE }],
    ['one without an end beside one that has ended', ['paused:web', pauseTag('web', NOON)], { until: null }],
    ['another fleet’s', [pauseTag('web-2', null), pauseTag('we', null)], null],
    ['an end that nobody can read', ['paused:web:tomorrow'], { until: null }],
    ['a day that there is not', ['paused:web:20261399T120000Z'], { until: null }],
    ['lower case', ['paused:web:20261123t120500z'], { until: soon }],
  ]
  test.each(table)('%s', (_name, tags, pause) => {
    expect(pauseIn(['khw', ...tags], 'web', NOON)).toEqual(pause)
  })
})
