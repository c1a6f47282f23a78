import { expect, test } from 'vitest'
import { placeTag } from '../../src/fleet/model/place-tag.ts'
import { instanceId } from '../../src/fleet/model/ids.ts'
import { aMember } from '../support/a-fleet.ts'
import { outBy } from '../support/a-request.ts'
import { ARun } from '../support/a-run.ts'

const FLEET = 'fleet:web:12345'

// Of two that are wanted one is made for the place that instance 90 has left, and one for no place.
test.each<readonly [string, readonly string[], readonly string[]]>([
  ['for no place, who was made for none is given up', [FLEET], ['remove 5001']],
  ['for that place, who was made for it is given up', [FLEET, 'replaces:90'], ['remove 5000']],
  ['for another place, nobody is', [FLEET, 'replaces:91'], []],
])('of a run that adds two, where an older one of another run was made %s', async (_for, tags, removed) => {
  const run = new ARun([aMember(1), aMember(2), aMember(3)])
  run.cloud.tagsOfNodeBalancer = [placeTag('web', instanceId(90))]
  run.cloud.after('create web-5', (c) => c.addInstance(7, { id: instanceId(4000), tags }))
  await run.go(outBy(2, { wait: false }))
  expect(run.writes.filter((w) => w.startsWith('create'))).toEqual(['create web-4', 'create web-5'])
  expect(run.writes.filter((w) => w.startsWith('remove'))).toEqual(removed)
})
