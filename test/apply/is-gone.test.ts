import { describe, expect, test } from 'vitest'
import { isGone } from '../../src/apply/is-gone.ts'
import type { Activity, HostAnswer } from '../../src/fleet/model/fleet.ts'
import { aMember, anInstance, NOON } from '../support/a-fleet.ts'
import { ARun } from '../support/a-run.ts'

const since = NOON - 60_000
const web3 = anInstance(3)
const deleted = (change: Partial<Activity> = {}): Activity => ({
  at: since,
  action: 'delete',
  instance: web3.id,
  label: 'web-3',
  username: 'us',
  failed: false,
  ...change,
})

type Row = readonly [string, HostAnswer['sees'], Activity | null, readonly string[], boolean | 'unseen']

const ASKED = ['get 103', 'grants', 'history']

describe('an instance that is not found', () => {
  test.each<Row>([
    ['to a user who sees every Linode', 'all', null, ['get 103', 'grants'], true],
    ['to a restricted user', 'some', null, ASKED, 'unseen'],
    ['where nobody knows what the user sees', 'unknown', null, ASKED, 'unseen'],
    ['to a restricted user, after its deletion', 'some', deleted(), ASKED, true],
    ['while its deletion is under way', 'some', deleted({ pending: true }), ASKED, true],
    ['after a deletion that a late list hid at first', 'some', deleted({ at: since - 60_000 }), ASKED, true],
    ['after a deletion that failed', 'some', deleted({ failed: true }), ASKED, 'unseen'],
    ['after its creation alone', 'some', deleted({ action: 'create' }), ASKED, 'unseen'],
    [
      'after the deletion of another one of its label',
      'some',
      deleted({ instance: anInstance(9).id }),
      ASKED,
      'unseen',
    ],
  ])('%s', async (_to, sees, event, asked, expected) => {
    const run = new ARun([aMember(1)])
    run.cloud.sees = sees
    run.cloud.activity = event === null ? [] : [event]
    const gone = await run.time.run(isGone(run.run, web3, { since }).catch(() => 'unseen'))
    expect([gone, run.cloud.calls]).toEqual([expected, asked])
  })

  test('is gone by an event that was read anyway, and nothing is asked for it', async () => {
    const run = new ARun([aMember(1)])
    const gone = await run.time.run(isGone(run.run, web3, { since, log: [deleted({ pending: true })] }))
    expect([gone, run.cloud.calls]).toEqual([true, ['get 103']])
  })

  test('may live where the token may not read events', async () => {
    const run = new ARun([aMember(1)])
    run.cloud.sees = 'some'
    run.cloud.activity = null
    const asking = isGone(run.run, web3, { since }).catch((error: unknown) => error)
    expect(await run.time.run(asking)).toMatchObject({ code: 'blind' })
  })
})

test('an instance that is found is not gone, and nothing is asked beside', async () => {
  const run = new ARun([aMember(3)])
  expect(await run.time.run(isGone(run.run, web3, { since }))).toBe(false)
  expect(run.cloud.calls).toEqual(['get 103'])
})
