import { describe, expect, test } from 'vitest'
import { readMaintenance } from '../../src/linode/account-outlook.ts'
import { usualPace } from '../../src/linode/call.ts'
import { aWire } from '../support/linode/a-wire.ts'

const EIGHT = Date.UTC(2026, 10, 24, 8)
const WEB_2 = { id: 7, label: 'web-2', type: 'linode' }

/** What is read of one row of /account/maintenance. */
async function read(row: object) {
  const data = [{ entity: WEB_2, status: 'pending', type: 'cold_migration', when: null, ...row }]
  const { wire, time } = aWire([{ status: 200, body: { data, page: 1, pages: 1, results: 1 } }])
  return await time.run(readMaintenance({ wire, pace: usualPace }))
}

describe('what Linode plans, as its rows tell', () => {
  test.each<[string, object, number | null]>([
    ['UTC that does not say so', { when: '2026-11-24T08:00:00' }, EIGHT],
    ['UTC that says so', { when: '2026-11-24T08:00:00Z' }, EIGHT],
    ['another clock', { when: '2026-11-24T10:00:00+02:00' }, EIGHT],
    ['no time yet', { when: null }, null],
    ['no field of that name', { when: undefined }, null],
    ['no time at all', { when: 'soon' }, null],
    ['a status that is new', { status: 'scheduled', when: '2026-11-24T08:00:00' }, EIGHT],
  ])('%s', async (_, row, at) => {
    expect(await read(row)).toEqual([{ instance: 7, what: 'cold migration', at }])
  })

  test.each<[string, object]>([
    ['is completed', { status: 'completed' }],
    ['is canceled', { status: 'canceled' }],
    ['is of a volume of the same number', { entity: { ...WEB_2, type: 'volume' } }],
    ['is of nobody', { entity: null }],
  ])('nothing that %s', async (_, row) => {
    expect(await read(row)).toEqual([])
  })
})
