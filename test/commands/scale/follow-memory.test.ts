import { describe, expect, test } from 'vitest'
import { deadIn, NO_MEMORY, remember, type Memory } from '../../../src/commands/scale/follow-memory.ts'
import { aFleet, aMember, aPolicy, type Made, MINUTE } from '../../support/a-fleet.ts'

const policy = aPolicy()
type Health = 'up' | 'down' | 'unknown'
const down = aMember(1, {}, { health: 'down' })
const leaving = (health: Health): Made => aMember(1, {}, { health, mode: 'drain', label: 'web-1.outgsmo0' })

/** A look a minute, each at web-1 as it was then, from the first to the last. */
function after(looks: readonly Made[]): Memory {
  return looks.reduce<Memory>((memory, made, i) => {
    const at = i * MINUTE
    return remember(memory, { fleet: aFleet([made, aMember(2)]), begun: at, ended: at }, policy)
  }, NO_MEMORY)
}

const times = (n: number, made: Made): readonly Made[] => Array.from({ length: n }, () => made)

describe('who was watched being dead', () => {
  test.each<readonly [string, readonly Made[], readonly number[]]>([
    ['one that was DOWN at every look of ten minutes', times(11, down), [101]],
    ['not a minute sooner', times(10, down), []],
    ['nor one that was UP at one of them', [...times(9, down), aMember(1), down], []],
    ['also when its drain has made its health Unknown', [...times(11, down), leaving('unknown')], [101]],
    [
      'and when the next check has found it DOWN',
      [...times(11, down), leaving('unknown'), leaving('down')],
      [101],
    ],
    ['not when the check has found it UP', [...times(11, down), leaving('up')], []],
    ['nor who leaves for another reason', [...times(5, down), ...times(8, leaving('unknown'))], []],
    ['nor afterwards when it was UP once', [...times(11, down), leaving('up'), leaving('down')], []],
  ])('%s', (_rule, looks, ids) => {
    expect([...deadIn(after(looks), policy)]).toEqual(ids)
  })
})
