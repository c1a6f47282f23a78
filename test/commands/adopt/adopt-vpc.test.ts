import { expect, test } from 'vitest'
import { WEB, World } from '../../support/world.ts'

const SUBNET = 241169
const VPC = WEB.replace('region: us-east', `region: us-ord\n  vpc: { subnet_id: ${SUBNET} }`)

/** A fleet of two in a VPC, beside it one behind its NodeBalancer, one in the subnet that is behind nothing, and one that is in no VPC. */
function inVpc(): World {
  const world = new World({ members: 2, foreign: 0, profile: VPC })
  const { byHand } = world.sandbox
  byHand.addInstance({ label: 'old-1', region: 'us-ord', subnet: SUBNET })
  byHand.addBackend({
    config: 67890,
    label: 'old-1',
    address: `${byHand.vpcAddressOf('old-1')}:80`,
    subnet: SUBNET,
  })
  byHand.addInstance({ label: 'old-2', region: 'us-ord', subnet: SUBNET })
  byHand.addInstance({ label: 'old-3', region: 'us-ord' })
  return world
}

test.each([
  [['old-1'], ['old-1']],
  [['old-*'], ['old-1', 'old-2']],
  [['--all'], ['old-1']],
])('in a VPC %j adopts %j, whose address no list shows', async (asked, adopted) => {
  const world = inVpc()
  const ids = world.sandbox.byHand.instances()
  const idOf = (label: string): number => ids.find((i) => i.label === label)?.id ?? 0
  const { code, out, err } = await world.run('adopt', ...asked, '--yes')
  expect([code, err]).toEqual([0, ''])
  const now = world.sandbox.byHand.instances().filter((i) => i.tags.includes('fleet:web:12345'))
  expect(now.map((i) => i.id).slice(2)).toEqual(adopted.map(idOf))
  expect(world.sandbox.byHand.backends().filter(({ label }) => label === 'web-3')).toHaveLength(1)
  if (asked[0] === 'old-*')
    expect(out).toContain(`left alone: instance ${idOf('old-3')}: old-3 has no address`)
})

test('one of that VPC’s region without an address in its subnet is refused by name', async () => {
  const world = inVpc()
  const { code, err } = await world.run('adopt', 'old-3', '--yes')
  expect([code, world.writes]).toEqual([3, []])
  expect(err).toContain('old-3 has no address of the kind that the fleet is reached at')
})
