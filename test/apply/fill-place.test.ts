import { describe, expect, test } from 'vitest'
import { placeTag } from '../../src/fleet/model/place-tag.ts'
import { instanceId } from '../../src/fleet/model/ids.ts'
import { aMember, aPolicy } from '../support/a-fleet.ts'
import { outBy } from '../support/a-request.ts'
import { ARun } from '../support/a-run.ts'
import { refuse } from '../support/scripted-cloud.ts'

const reconcile = outBy(0, { action: 'reconcile' })
const oneDown = [aMember(1), aMember(2), aMember(3, {}, { health: 'down' })]
const atMax = { policy: aPolicy({ size: { min: 2, max: 3 } }) }
const STAYS = 'the dead member was not removed, and there is no room beside it'

describe('at max the place of a dead member', () => {
  test('that this run has deleted is filled, also where its backend node cannot be taken away', async () => {
    const run = new ARun(oneDown, atMax)
    run.cloud.before('detach 1003', refuse('refused', 'detaching web-3: no'))
    const lines = await run.go(reconcile)
    expect(lines).toContain('remove web-3 detach failed: detaching web-3: no')
    expect(lines).toContain('add web-4 wait done')
  })

  test('whose delete is refused is not free: nothing of the new one is begun, and it is told', async () => {
    const run = new ARun(oneDown, atMax)
    run.cloud.before('remove 103', refuse('refused', 'deleting web-3: no'))
    const lines = await run.go(reconcile)
    expect(lines.filter((l) => l.startsWith('add'))).toEqual(
      ['create', 'attach', 'wait'].map((s) => `add web-4 ${s} skipped: ${STAYS}`),
    )
  })

  test('whose delete was not answered is kept for any run, also where it was carried out', async () => {
    const run = new ARun(oneDown, atMax)
    run.cloud.after('remove 103', refuse('unavailable', 'deleting web-3: no answer'))
    const lines = await run.go(reconcile)
    expect(run.writes.filter((w) => w.startsWith('create'))).toEqual([])
    expect(lines).toContain(`add web-4 create skipped: ${STAYS}`)
    expect(run.cloud.tagsOfNodeBalancer).toEqual([placeTag('web', instanceId(103))])
  })
})
