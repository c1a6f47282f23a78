import { expect, test } from 'vitest'
import { explain, Journal } from '../../src/apply/journal.ts'
import { CloudError } from '../../src/cloud.ts'
import type { Step } from '../../src/fleet/plan/plan.ts'
import { anInstance } from '../support/a-fleet.ts'

const create: Step = { step: 'create', label: 'web-1' }
const wait: Step = { step: 'wait', until: 'in-service', within: 1_000 }
const later: Step = { step: 'wait', until: 'drained', within: 1_000 }

function aJournal() {
  const told: unknown[] = []
  const journal = new Journal({ member: 'web-1', kind: 'add' }, [create, wait], (news) => told.push(news))
  return { journal, told }
}

test('a step that was begun is told, and stays open until it is closed', () => {
  const { journal, told } = aJournal()
  journal.begin(create)
  expect(told).toEqual([{ member: 'web-1', step: create, status: 'started', detail: null }])
  expect(journal.open('create')).toEqual([create])
  journal.done(create)
  expect(journal.open('create')).toEqual([])
  expect(journal.open('wait')).toEqual([wait])
})

test('what is waited for is news and no outcome', () => {
  const { journal, told } = aJournal()
  journal.waiting(wait, 'not yet')
  expect(told).toEqual([{ member: 'web-1', step: wait, status: 'waiting', detail: 'not yet' }])
  expect(journal.outcome().steps[1]).toEqual({ step: wait, status: 'planned', detail: null })
})

test('skipping the rest leaves what is closed as it was', () => {
  const { journal, told } = aJournal()
  journal.done(create, 'instance 1')
  journal.skipRest('not reached')
  expect(journal.outcome()).toEqual({
    member: 'web-1',
    kind: 'add',
    steps: [
      { step: create, status: 'done', detail: 'instance 1' },
      { step: wait, status: 'skipped', detail: 'not reached' },
    ],
  })
  expect(told).toHaveLength(2)
})

test('a step that was not planned comes last', () => {
  const { journal } = aJournal()
  journal.fail(later, 'no')
  expect(journal.outcome().steps.at(-1)).toEqual({ step: later, status: 'failed', detail: 'no' })
})

test('the type that was created is told once it is known', () => {
  const { journal } = aJournal()
  expect(journal.outcome()).not.toHaveProperty('created')
  journal.made = anInstance(1)
  expect(journal.outcome().created).toBe('g6-nanode-1')
})

test.each([
  [new CloudError('refused', 'creating web-1: no', 'ask'), 'creating web-1: no; ask'],
  [new CloudError('refused', 'creating web-1: no'), 'creating web-1: no'],
  [new Error('broken'), 'broken'],
  ['thrown', 'thrown'],
])('an error says what failed, why and what to do: %s', (error, text) => {
  expect(explain(error)).toBe(text)
})

const made = (...steps: readonly Step[]) =>
  new Journal({ member: 'web-1', kind: 'add' }, steps, () => undefined).replaces

test('an addition says whose place it is to take, by its create', () => {
  const replaces = { id: anInstance(9).id, label: 'web-9' }
  expect(made(wait, { ...create, replaces })).toBe(109)
  expect(made(create, wait)).toBeNull()
  expect(made(wait)).toBeNull()
})
