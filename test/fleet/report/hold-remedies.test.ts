import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { HOLD_REMEDIES } from '../../../src/fleet/report/hold-remedies.ts'
import { ROOT } from '../../support/root.ts'

/** The rows of the page's table of holds: name, why, what to do. */
function rows(): ReadonlyMap<string, readonly [string, string]> {
  const page = readFileSync(join(ROOT, 'docs/troubleshooting.md'), 'utf8')
  const [, holds = ''] = page.split('## Why a run holds')
  const cells = [...(holds.split('## Errors')[0] ?? '').matchAll(/^\| `([a-z-]+)` \| (.+) \| (.+) \|$/gm)]
  return new Map(cells.map(([, name = '', why = '', remedy = '']) => [name, [why, remedy]]))
}

describe('what a hold means and what to do about it stands in docs/troubleshooting.md', () => {
  test.each(Object.entries(HOLD_REMEDIES))('%s', (name, { why, remedy }) => {
    expect(rows().get(name)).toEqual([why, remedy])
  })

  test('and no other hold does', () => {
    expect([...rows().keys()]).toEqual(Object.keys(HOLD_REMEDIES))
  })
})
