import { describe, expect, test } from 'vitest'
import { instanceId } from '../../../src/fleet/model/ids.ts'
import { hostsOf, hostsToAsk, memberLabelOf, whoseHost } from '../../../src/fleet/sight/whose-host.ts'
import { aBackend, anInstance, aPolicy, aSighting, type Made } from '../../support/a-fleet.ts'

const node = (n: number, label = `web-${n}`): Made => ({ backends: [aBackend(n, { label })] })

describe('the hosts of an instance', () => {
  test('are its address and every other it answers at', () => {
    expect(hostsOf(anInstance(1))).toEqual(['192.168.130.1'])
    expect(hostsOf({ ...anInstance(1), elsewhere: ['10.0.0.1'] })).toEqual(['192.168.130.1', '10.0.0.1'])
    expect(hostsOf({ ...anInstance(1, { address: null }), elsewhere: ['10.0.0.1'] })).toEqual(['10.0.0.1'])
    expect(hostsOf(anInstance(1, { address: null }))).toEqual([])
  })

  test('are those of the listed instance before one that was found, and of the highest id of two', () => {
    const found = anInstance(1, { id: instanceId(900) })
    const hosts = { asked: [], found: [found, anInstance(5)], trusted: true, sees: null }
    const listed = [anInstance(1, { id: instanceId(7) }), anInstance(1, { id: instanceId(3) })]
    const at = whoseHost({ instances: listed, hosts })
    expect([at.get('192.168.130.1')?.id, at.get('192.168.130.5')?.id]).toEqual([7, 105])
  })
})

describe('the hosts that the account is asked about', () => {
  test('have a backend node with a member’s label and no listed instance, each once and in one order', () => {
    const made = [
      { instance: anInstance(1) },
      node(1),
      node(9),
      node(4, 'web-4.out'),
      node(9),
      node(5, 'legacy'),
    ]
    const asked = ['192.168.130.4', '192.168.130.9']
    expect(hostsToAsk(aSighting(made), aPolicy())).toEqual(asked)
    expect(hostsToAsk(aSighting(made.toReversed()), aPolicy())).toEqual(asked)
  })
})

test.each([
  ['web-3', 'web-3'],
  ['web-3.out', 'web-3'],
  ['web-03', null],
  ['legacy', null],
  ['web-3.out.out', null],
])('a backend node labelled %s bears the member’s label %s', (label, bare) => {
  expect(memberLabelOf({ label }, aPolicy())).toBe(bare)
})
