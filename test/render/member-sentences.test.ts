import { describe, expect, test } from 'vitest'
import { takeCensus } from '../../src/fleet/sight/census.ts'
import { planRequest } from '../../src/fleet/plan/plan-request.ts'
import type { Policy } from '../../src/fleet/model/policy.ts'
import type { Request } from '../../src/fleet/plan/request.ts'
import { memberSentences } from '../../src/render/member-sentences.ts'
import { aBackend, aFleet, aLeaver, aMember, aPolicy, MINUTE, NOON, type Made } from '../support/a-fleet.ts'
import { inBy, outBy } from '../support/a-request.ts'

function sentences(made: readonly Made[], request: Request, policy: Policy = aPolicy()): readonly string[] {
  const fleet = aFleet(made, {}, policy)
  const members = takeCensus(fleet, policy, NOON).all
  return memberSentences({ fleet, policy, members }, planRequest(fleet, policy, request, NOON))
}

const two = [aMember(1), aMember(2)]

describe('a sentence for each member', () => {
  const table: readonly (readonly [string, Made, string])[] = [
    ['in service', aMember(3), 'web-3 is in service'],
    [
      'starting',
      aMember(3, { created: NOON - MINUTE, status: 'booting' }, { health: 'down' }),
      'web-3 is starting, created 2026-11-23T11:59:00Z, and counts as on the way',
    ],
    [
      'held by its mode',
      aMember(3, {}, { mode: 'drain' }),
      'web-3 is held (mode drain on config 67890, not set by us), and is left alone',
    ],
    ['down', aMember(3, {}, { health: 'down' }), 'web-3 is out of service, config 67890 says DOWN'],
    [
      'settling',
      aMember(3, {}, { health: 'unknown' }),
      'web-3 is out of service, config 67890 says Unknown, and may settle',
    ],
    [
      'off',
      aMember(3, { status: 'offline' }, { health: 'down' }),
      'web-3 does not run (offline), which is for a person',
    ],
    ['without a backend node', aMember(3, {}, null), 'web-3 runs and is not on config 67890; it is attached'],
    ['a leftover', { backends: [aBackend(3, { health: 'down' })] }, 'web-3 is tidied: detached'],
  ]
  test.each(table)('%s', (_name, made, sentence) => {
    const request = { ...outBy(1), action: 'reconcile', size: { kind: 'by', n: 0 }, wait: false } as const
    expect(sentences([...two, made], request)).toEqual([
      'web-1 is in service',
      'web-2 is in service',
      sentence,
    ])
  })

  test('who leaves is finished by a scale-in and put back by a scale-out', () => {
    const made = [...two, aMember(4), aLeaver(3)]
    expect(sentences(made, inBy(1))[2]).toBe(
      'web-3 is leaving, drained by a run; it is removed: drained for 60s, deleted and detached',
    )
    expect(sentences(made, outBy(1, { wait: false }))[2]).toBe(
      'web-3 is leaving, drained by a run; it is put back, since its capacity is wanted again: accepting again',
    )
  })

  test('hooks are told where they are run', () => {
    const hook = { command: ['/bin/x'], timeout: 30_000, onError: 'stop' } as const
    const policy = aPolicy({ hooks: { after_attach: hook, before_drain: hook, after_delete: hook } })
    expect(sentences(two, outBy(1), policy).at(-1)).toBe(
      'web-3 is added: created, attached, hook after_attach and awaited in service for up to 10m',
    )
    expect(sentences([...two, aMember(3)], inBy(1), policy).at(-1)).toBe(
      'web-3 is in service; it is removed: hook before_drain, drained for 60s, deleted, detached and hook after_delete',
    )
  })
})
