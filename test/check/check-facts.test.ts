import { describe, expect, test } from 'vitest'
import { checkFacts } from '../../src/check/check-facts.ts'
import type { Facts } from '../../src/rehearse/facts.ts'
import { ASSUMED } from '../../src/rehearse/facts.ts'
import { aPolicy } from '../support/a-fleet.ts'

const RULES: readonly (readonly [string, Partial<Facts>, string, string])[] = [
  [
    'a list later than the cooldown',
    { instanceLag: 300_000 },
    'failure',
    'a new instance shows after 300s, and scale_out.cooldown is 300s',
  ],
  [
    'events later than the cooldown',
    { eventLag: 900_000 },
    'failure',
    'a deletion shows after 900s, and scale_in.cooldown is 900s',
  ],
  ['tags that are lost', { createTags: 'dropped' }, 'failure', 'does not keep its tags'],
  ['a restricted user', { restrictedUser: true }, 'warning', 'a Linode that is missing proves nothing'],
  [
    'a label that is ignored beside a mode',
    { labelWithMode: 'ignored' },
    'failure',
    'mode and label in one change',
  ],
  [
    'a change that has to name everything',
    { partialPut: 'refused' },
    'failure',
    'mode and label in one change',
  ],
  ['a label that is no lock', { labelRace: 'both' }, 'warning', 'the younger instance yields'],
  ['no asking by address', { addressFilter: false }, 'warning', 'leftovers are told and not removed'],
  [
    'a slow boot',
    { provision: 500_000, boot: 100_000 },
    'failure',
    'a boot took 600s, and scale_out.healthy_within is 600s',
  ],
]

describe('how an account answers, held against a profile', () => {
  test.each(RULES)('%s', (_, facts, verdict, said) => {
    const items = checkFacts({ ...ASSUMED, ...facts }, aPolicy())
    expect(items.map((i) => [i.name, i.verdict])).toEqual([['facts', verdict]])
    expect(items[0]?.detail).toContain(said)
    expect(items[0]?.remedy).not.toBeNull()
  })

  test.each([
    ['as assumed', ASSUMED],
    ['a list just inside the cooldown', { ...ASSUMED, instanceLag: 299_000 }],
    ['events just inside it', { ...ASSUMED, eventLag: 899_000 }],
  ])('%s is fine', (_, facts) => {
    expect(checkFacts(facts, aPolicy()).map((i) => i.verdict)).toEqual(['ok'])
  })

  test('without facts a rehearsal is recommended', () => {
    const [item] = checkFacts(null, aPolicy())
    expect([item?.verdict, item?.remedy]).toEqual([
      'ok',
      'once, before the first night: linode-autoscale rehearse, then check --facts FILE',
    ])
  })
})
