import { describe, expect, test } from 'vitest'
import type { Backend } from '../../../src/fleet/model/fleet.ts'
import { instanceId } from '../../../src/fleet/model/ids.ts'
import type { Hold } from '../../../src/fleet/model/hold.ts'
import type { Policy } from '../../../src/fleet/model/policy.ts'
import { isFailedSubstitute } from '../../../src/fleet/report/is-failed-substitute.ts'
import type { Outcome, StepOutcome } from '../../../src/fleet/report/outcome.ts'
import { refreshRemarks, stoppedRemarks } from '../../../src/fleet/report/refresh-remarks.ts'
import { aFleet, aMember, anInstance, aPolicy, type Made } from '../../support/a-fleet.ts'
import { aPlan, anOutcome, became } from '../../support/render/a-report.ts'
import { outBy } from '../../support/a-request.ts'

const NEW = 'a'.repeat(20)
const FLEET = 'fleet:web:12345'
const policy: Policy = {
  ...aPolicy(),
  spec: { hashes: new Map([[1, NEW]]), tags: [], shown: { region: null, types: null, image: null } },
}
const REFRESH = aPlan({ request: outBy(0, { action: 'refresh' }) })
const old = (n: number, ...tags: readonly string[]): Made =>
  aMember(n, { tags: [FLEET, `spec:1-${'b'.repeat(20)}`, ...tags] })
const anew = (n: number): Made => aMember(n, { tags: [FLEET, `spec:1-${NEW}`] })

const remarks = (made: readonly Made[], isDryRun = true, of = policy, plan = REFRESH) =>
  refreshRemarks(plan, aFleet(made, {}, of), of, isDryRun)

describe('whom a refresh is about', () => {
  test.each<readonly [string, readonly Made[], readonly string[]]>([
    ['nobody where all are as the profile makes them', [anew(1), anew(2)], []],
    ['those that are of another spec', [old(1), anew(2), old(3)], ['to be replaced: web-1, web-3']],
    [
      'not whom a person holds: told with the reason',
      [old(1, 'keep'), old(2)],
      ['to be replaced: web-2', 'web-1 is left alone: held (tag keep)'],
    ],
    [
      'not of whom nobody knows it',
      [aMember(1), aMember(2), old(3)],
      [
        'to be replaced: web-3',
        'nobody knows what web-1, web-2 were made from: --older-than replaces them by their age',
      ],
    ],
    [
      'a held one that is as the profile makes it is no matter',
      [aMember(1, { tags: [FLEET, 'keep', `spec:1-${NEW}`] })],
      [],
    ],
  ])('%s', (_name, made, lines) => {
    expect(remarks(made)).toEqual(lines)
  })

  test('a run tells who is replaced as it goes, and the rest before', () => {
    expect(remarks([old(1), old(2, 'keep')], false)).toEqual(['web-2 is left alone: held (tag keep)'])
  })

  test.each<readonly [string, Partial<Backend>, readonly string[]]>([
    [
      'and does not serve: told, with who stays',
      { health: 'down' },
      ['web-1 stays: web-3, which is to take its place, is held (tag keep)'],
    ],
    ['and serves: it takes that place all the same', {}, []],
  ])('a new one that a person holds %s', (_rule, backend, lines) => {
    const tags = [FLEET, `spec:1-${NEW}`, 'replaces:101', 'keep']
    expect(remarks([old(1), anew(2), aMember(3, { tags }, backend)], false)).toEqual(lines)
  })

  test('nothing where nobody has looked what the profile makes, or of another plan', () => {
    expect(remarks([aMember(1)], true, aPolicy())).toEqual([])
    expect(remarks([old(1)], true, policy, aPlan())).toEqual([])
  })
})

const GO_BACK = 'to go back, put the former instance block back into the profile; '
const GOES_ON = 'linode-autoscale refresh goes on, with that or with what is there now'

/** Web-n, made to take the place of web-1, and what became of that. */
function add(member: string, ...more: readonly StepOutcome[]): Outcome {
  const create: StepOutcome = {
    step: { step: 'create', label: member, replaces: { id: instanceId(101), label: 'web-1' } },
    status: 'done',
    detail: null,
  }
  return { member, kind: 'add', steps: [create, ...more] }
}

/** Web-n, made for the place of one that is gone. */
function heir(member: string): Outcome {
  const replaces = { id: instanceId(101), label: 'instance 101', isGone: true } as const
  return {
    member,
    kind: 'add',
    steps: [{ step: { step: 'create', label: member, replaces }, status: 'done', detail: null }],
  }
}

function removed(member: string, ...tags: readonly string[]): Outcome {
  const instance = anInstance(Number(member.slice(4)), { tags: [FLEET, ...tags] })
  return {
    member,
    kind: 'remove',
    steps: [{ step: { step: 'delete', instance }, status: 'done', detail: null }],
  }
}

const HOLD: Hold = { reason: 'most-members-down', detail: '', until: null }
const failing = became('wait', 'failed', 'it is not in service')

const STOPS: readonly (readonly [string, readonly Outcome[], Hold | null, readonly string[]])[] = [
  ['nothing where it came to its end', [add('web-4', became('wait', 'done')), removed('web-1')], null, []],
  ['nothing where it held before it began', [], HOLD, []],
  ['nothing where it only repaired', [anOutcome('attach', became('attach', 'done'))], HOLD, []],
  [
    'for a hold, with a pair that stands',
    [add('web-4', became('wait', 'done'))],
    HOLD,
    [
      'the refresh stopped for most-members-down; 0 replaced before; web-4 serves beside web-1, whose place it is to take',
      GO_BACK + GOES_ON,
    ],
  ],
  [
    'at a new member that never served: the old one serves on',
    [add('web-4', failing)],
    null,
    [
      'the refresh stopped at web-4, step wait; 0 replaced before; web-1 serves on',
      `${GO_BACK}with that, or with one that is mended, linode-autoscale refresh goes on and removes web-4`,
    ],
  ],
  [
    'after one that was replaced',
    [
      add('web-4', became('wait', 'done')),
      removed('web-1'),
      {
        ...add('web-5', failing),
        steps: add('web-5').steps.map((s) => ({ ...s, status: 'failed' as const })),
      },
    ],
    null,
    ['the refresh stopped at web-5, step create; 1 replaced before', GO_BACK + GOES_ON],
  ],
  [
    'a failed substitute that was removed is no replacement',
    [removed('web-4', 'replaces:101'), removed('web-2')],
    HOLD,
    ['the refresh stopped for most-members-down; 1 replaced before; web-4, which had failed, is removed'],
  ],
  [
    'with a pair that stands beside another that was replaced',
    [add('web-4', became('wait', 'done')), removed('web-2')],
    HOLD,
    [
      'the refresh stopped for most-members-down; 1 replaced before; web-4 serves beside web-1, whose place it is to take',
      GO_BACK + GOES_ON,
    ],
  ],
  [
    'with one that was made for the place of one that is gone: it serves beside nobody',
    [heir('web-4')],
    HOLD,
    ['the refresh stopped for most-members-down; 0 replaced before', GO_BACK + GOES_ON],
  ],
  [
    'at one for such a place that failed',
    [{ ...heir('web-4'), steps: heir('web-4').steps.map((s) => ({ ...s, status: 'failed' as const })) }],
    null,
    ['the refresh stopped at web-4, step create; 0 replaced before'],
  ],
  [
    'at a removal: there is nothing new to go back from',
    [anOutcome('remove', became('drain', 'failed', 'no'))],
    null,
    ['the refresh stopped at web-3, step drain; 0 replaced before'],
  ],
]

describe('where a refresh stopped', () => {
  test.each(STOPS)('%s', (_name, outcomes, hold, lines) => {
    expect(stoppedRemarks(REFRESH, { outcomes, hold })).toEqual(lines)
  })

  test('is told of no other plan', () => {
    expect(stoppedRemarks(aPlan(), { outcomes: [add('web-4', failing)], hold: null })).toEqual([])
  })
})

describe('one that was made to take a place and never did', () => {
  test.each<readonly [string, Outcome, boolean]>([
    ['removed with the tag that says so', removed('web-4', 'replaces:101'), true],
    ['not one without it', removed('web-4'), false],
    ['not one that is still there', { ...removed('web-4', 'replaces:101'), undone: true }, false],
    ['not one that was made', { ...removed('web-4', 'replaces:101'), kind: 'add' }, false],
    ['not one that was only drained', anOutcome('remove', became('drain', 'done')), false],
  ])('%s', (_name, outcome, is) => {
    expect(isFailedSubstitute(outcome)).toBe(is)
  })
})
