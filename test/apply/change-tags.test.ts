import { expect, test } from 'vitest'
import { changeTags } from '../../src/apply/change-tags.ts'
import type { Cloud } from '../../src/cloud.ts'
import { nodeBalancerId } from '../../src/fleet/model/ids.ts'
import { ARun } from '../support/a-run.ts'

const SENT_ANEW = { instead: undefined }

// Whoever sends it knows how long it may go on trying; a write within a write would begin that anew.
test.each<readonly [string, readonly string[], unknown]>([
  ['is sent again by whoever sent it, where nobody has changed them', ['team'], 'send'],
  ['is not, where it took effect', ['team', 'ours'], SENT_ANEW],
  ['is not, where others have changed them: ours is put on top of that', ['team', 'theirs'], SENT_ANEW],
])('a write of tags that was turned away %s', async (_rule, meanwhile, expected) => {
  const { cloud, time, writes } = new ARun([])
  cloud.tagsOfNodeBalancer = ['team']
  const answers: unknown[] = []
  const setTags: Cloud['setTags'] = async (id, tags, again) => {
    if (answers.length > 0) return await cloud.setTags(id, tags, again)
    answers.push(null)
    cloud.tagsOfNodeBalancer = meanwhile
    answers.push(await again())
  }
  const it = { cloud: { tags: async () => await cloud.tags(), setTags }, clock: time }
  const keeper = { ...it, name: 'web', nodeBalancer: nodeBalancerId(12345) }
  await time.run(changeTags(keeper, { isMine: () => false, own: () => 'ours' }))
  expect(answers[1]).toEqual(expected)
  expect(cloud.tagsOfNodeBalancer).toEqual([...meanwhile.filter((t) => t !== 'ours'), 'ours'])
  expect(writes.length).toBeLessThan(2)
})
