import { describe, expect, test } from 'vitest'
import type { Fleet } from '../../../src/fleet/model/fleet.ts'
import { backendAddress } from '../../../src/fleet/model/address.ts'
import type { Change, Step } from '../../../src/fleet/plan/plan.ts'
import { stepsOf } from '../../../src/fleet/plan/steps-of.ts'
import { aFleet, aNodeBalancer, type Made } from '../../support/a-fleet.ts'
import { aMemberOnTwo, aPolicyOnTwo, bothConfigs } from '../../support/two-configs.ts'

const policy = aPolicyOnTwo()
const out = { label: 'web-1.outgsmo0', mode: 'drain' }

function fleetOf(made: readonly Made[], checked = true): Fleet {
  return aFleet(made, bothConfigs(checked), policy)
}

/** A step in a few words. */
function word(step: Step): string {
  switch (step.step) {
    case 'create':
      return `create ${step.label}`
    case 'attach': {
      const { at, address } = step
      return `attach ${address === null ? 'new' : backendAddress(address, at.port)} to ${at.config}`
    }
    case 'wait':
      return `wait until ${step.until} within ${step.within / 1000} s`
    case 'drain':
    case 'put-back':
    case 'detach':
      return `${step.step} ${step.backend.id}`
    case 'tag':
      return `tag ${step.instance.id}`
    case 'hook':
      return `hook ${step.moment}`
    case 'delete':
      return `delete ${step.instance.id}`
  }
}

function steps(fleet: Fleet, change: Change, wait = true): readonly string[] {
  return stepsOf(change, fleet, policy, wait).map(word)
}

function firstOf(fleet: Fleet) {
  const [of] = fleet.members
  if (of === undefined) throw new Error('no member')
  return of
}

function ofFirst(made: Made, change: { readonly kind: 'remove' } | { readonly kind: 'attach' | 'put-back' }) {
  const fleet = fleetOf([made])
  const of = { member: 'web-1', of: firstOf(fleet) }
  if (change.kind === 'remove') return steps(fleet, { kind: 'remove', ...of })
  return change.kind === 'attach'
    ? steps(fleet, { kind: 'attach', ...of, wait: false })
    : steps(fleet, { kind: 'put-back', ...of, because: '', wait: false })
}

describe('add', () => {
  test('create, attach to each config, wait until in service', () => {
    expect(steps(fleetOf([]), { kind: 'add', member: 'web-4' })).toEqual([
      'create web-4',
      'attach new to 67890',
      'attach new to 67891',
      'wait until in-service within 600 s',
    ])
  })

  test.each([
    ['is told where it is not the usual one', 'premium', ['public-ipv6', 'public-ipv6']],
    ['is not told where it is', 'common', [undefined, undefined]],
  ])('the kind of address that is attached %s', (_rule, type, kinds) => {
    const fleet = { ...fleetOf([]), nodeBalancers: [aNodeBalancer({ type })] }
    const attached = stepsOf({ kind: 'add', member: 'web-4' }, fleet, policy, false)
    expect(attached.flatMap((s) => (s.step === 'attach' ? [s.kind] : []))).toEqual(kinds)
  })

  test('to a config with check: none only when it runs, also without waiting', () => {
    expect(steps(fleetOf([], false), { kind: 'add', member: 'web-4' }, false)).toEqual([
      'create web-4',
      'attach new to 67890',
      'wait until running within 0 s',
      'attach new to 67891',
    ])
  })
})

describe('remove', () => {
  test('drain on each config, wait the drain, delete, and only then detach', () => {
    expect(ofFirst(aMemberOnTwo(1, [{}, {}]), { kind: 'remove' })).toEqual([
      'drain 1001',
      'drain 2001',
      'wait until drained within 60 s',
      'delete 101',
      'detach 1001',
      'detach 2001',
    ])
  })

  test('what is drained already is not drained again; the wait is whole all the same', () => {
    expect(ofFirst(aMemberOnTwo(1, [out, {}]), { kind: 'remove' })).toEqual([
      'drain 2001',
      'wait until drained within 60 s',
      'delete 101',
      'detach 1001',
      'detach 2001',
    ])
  })
})

describe('attach', () => {
  test('only where a backend node is missing', () => {
    expect(ofFirst(aMemberOnTwo(1, [{}, null]), { kind: 'attach' })).toEqual([
      'attach 192.168.130.1:8080 to 67891',
    ])
  })
})

describe('put back', () => {
  test('every backend node that carries our mark, and no other', () => {
    expect(ofFirst(aMemberOnTwo(1, [out, {}]), { kind: 'put-back' })).toEqual(['put-back 1001'])
    expect(ofFirst(aMemberOnTwo(1, [out, out]), { kind: 'put-back' })).toEqual([
      'put-back 1001',
      'put-back 2001',
    ])
  })

  test('the mark that a person has left on one put back by hand comes off', () => {
    expect(ofFirst(aMemberOnTwo(1, [out, { label: 'web-1.outgsmo0' }]), { kind: 'put-back' })).toEqual([
      'put-back 1001',
      'put-back 2001',
    ])
  })

  test('what is in drain comes first, and a stale mark last', () => {
    const made = aMemberOnTwo(1, [{ label: 'web-1.outgsmo0', mode: 'reject' }, out])
    expect(ofFirst(made, { kind: 'put-back' })).toEqual(['put-back 2001', 'put-back 1001'])
  })
})

test('tidy detaches the leftovers', () => {
  const gone = { backends: aMemberOnTwo(7, [{ health: 'down' }, { health: 'down' }]).backends ?? [] }
  const fleet = fleetOf([gone])
  expect(steps(fleet, { kind: 'tidy', member: 'web-7', leftovers: fleet.leftovers })).toEqual([
    'detach 1007',
    'detach 2007',
  ])
})
