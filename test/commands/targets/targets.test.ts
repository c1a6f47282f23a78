import { expect, test } from 'vitest'
import { World } from '../../support/world.ts'

interface Group {
  readonly targets: readonly string[]
  readonly labels: Readonly<Record<string, string>>
}

const MEMBER = '__meta_linode_instance_label'

test('the members, with the labels that linode_sd gives them, and nobody else', async () => {
  const world = new World()
  world.sandbox.byHand.addInstance({ label: 'db-1', tags: ['khw'] })
  const { code, out } = await world.run('targets')
  const groups: readonly Group[] = JSON.parse(out)
  expect([code, groups.map(({ labels }) => labels[MEMBER])]).toEqual([0, ['web-1', 'web-2', 'web-3']])
  expect(world.writes).toEqual([])
  const theirs = world.sandbox.network.targetGroups()
  for (const { targets, labels } of groups) {
    const same = theirs.find((group) => group.labels[MEMBER] === labels[MEMBER])
    expect(same?.targets).toEqual(targets)
    expect(same?.labels).toMatchObject(labels)
    expect(Object.keys(labels).length).toBeGreaterThan(9)
  }
})

test('--out writes a file that is as it should be not at all, and another whole', async () => {
  const world = new World()
  await world.run('targets', '--out', 'targets.json')
  const before = world.files.get('targets.json')
  expect(before).toContain('web-3')
  world.sandbox.byHand.removeInstance('web-3')
  await world.run('targets', '--out', 'targets.json')
  expect(world.files.get('targets.json')).not.toContain('web-3')
})

test('an account that cannot be read leaves the file as it was', async () => {
  const world = new World()
  await world.run('targets', '--out', 'targets.json')
  const before = world.files.get('targets.json')
  world.sandbox.byHand.revokeToken()
  const { code } = await world.run('targets', '--out', 'targets.json')
  expect([code, world.files.get('targets.json')]).toEqual([3, before])
})
