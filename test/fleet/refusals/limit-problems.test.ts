import { markedLabel } from '../../../src/fleet/model/mark.ts'
import { describe, expect, test } from 'vitest'
import { planProblems } from '../../../src/fleet/refusals/account-problems.ts'
import type { Backend, Fleet } from '../../../src/fleet/model/fleet.ts'
import { backendId } from '../../../src/fleet/model/ids.ts'
import type { Plan } from '../../../src/fleet/plan/plan.ts'
import { aBackend, aFleet, aNodeBalancer } from '../../support/a-fleet.ts'
import { NOON } from '../../support/a-fleet.ts'
import { outBy } from '../../support/a-request.ts'
import { aPolicyOnTwo, aSecondBackend, bothConfigs } from '../../support/two-configs.ts'

const policy = aPolicyOnTwo()

/** A plan that adds these members. */
function adding(...members: readonly string[]): Plan {
  const changes = members.map((member) => ({ kind: 'add', member }) as const)
  return {
    request: outBy(1),
    size: { serving: 2, total: 2, min: 2, max: 8 },
    guards: [],
    hold: null,
    changes,
  }
}

/** A fleet with so many foreign backend nodes on each of its configs. */
function crowded(first: number, second: number, type = 'common'): Fleet {
  const legacy = { label: 'legacy', address: '192.168.140.1:80' }
  const nodes = (count: number, make: (n: number, b: Partial<Backend>) => Backend): readonly Backend[] =>
    Array.from({ length: count }, (_, i) => make(1, { ...legacy, id: backendId(10_000 + i) }))
  const backends = [...nodes(first, aBackend), ...nodes(second, aSecondBackend)]
  return aFleet([{ backends }], { ...bothConfigs(), nodeBalancers: [aNodeBalancer({ type })] }, policy)
}

describe('a config has room for 1,000 backend nodes, on a premium NodeBalancer for 2,000', () => {
  const table: readonly (readonly [string, Fleet, number, readonly number[]])[] = [
    ['the last place is taken', crowded(999, 0), 1, []],
    ['one too many', crowded(1_000, 0), 1, [67890]],
    ['two, and room for one', crowded(999, 0), 2, [67890]],
    ['each config by itself', crowded(600, 600), 1, []],
    ['the second one', crowded(0, 1_000), 1, [67891]],
    ['both', crowded(1_000, 1_000), 1, [67890, 67891]],
    ['premium: the last place', crowded(1_999, 0, 'premium'), 1, []],
    ['premium: one too many', crowded(2_000, 0, 'premium_40gb'), 1, [67890]],
    ['nothing is added', crowded(1_000, 1_000), 0, []],
  ]
  test.each(table)('%s', (_name, fleet, adds, configs) => {
    const labels = Array.from({ length: adds }, (_, i) => `web-${i + 1}`)
    const messages = planProblems(fleet, adding(...labels)).map((p) => p.message)
    expect(messages.map((m) => Number(/^config (\d+)/.exec(m)?.[1]))).toEqual(configs)
  })

  test('says how many there are, how many are wanted and how many are allowed', () => {
    expect(planProblems(crowded(1_000, 0), adding('web-1', 'web-2'))).toEqual([
      {
        code: 'refused',
        message:
          'config 67890 of NodeBalancer 12345 has 1000 backend nodes, 2 more are wanted, and 1000 are allowed',
        remedy: 'remove foreign backends, or lower size.max',
      },
    ])
  })

  test('of a NodeBalancer that was not seen says nothing', () => {
    expect(planProblems({ ...crowded(1_000, 0), nodeBalancers: [] }, adding('web-1'))).toEqual([])
  })
})

describe('a number so high that the marked label would be too long', () => {
  const name = 'a-name-of-twenty-4-chars'
  test('is refused before anything is created', () => {
    expect(planProblems(crowded(0, 0), adding('web-1', `${name}-10000`))).toEqual([
      {
        code: 'refused',
        message: `${name}-10000 leaves no room for a mark in the 32 characters that a backend node's label may have`,
        remedy: 'remove the Linodes that use the lower numbers, or give the next fleet a shorter name',
      },
    ])
  })

  test('and one of just 32 characters is not', () => {
    expect(planProblems(crowded(0, 0), adding(`${name}-100`))).toEqual([])
    expect(markedLabel(`${name}-100`, NOON)).toHaveLength(32)
  })
})
