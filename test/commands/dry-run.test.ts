import { describe, expect, test } from 'vitest'
import { WEB_ON_TWO, World } from '../support/world.ts'

describe('--dry-run', () => {
  const table: readonly (readonly [string, readonly string[], (world: World) => unknown])[] = [
    ['scale-out', ['scale-out', '--by', '2'], () => undefined],
    ['scale-in', ['scale-in'], () => undefined],
    ['a hold', ['scale-in', '--to', '3'], () => undefined],
    ['repairs', ['scale-out'], (w) => w.removeBackends('web-2')],
  ]
  test.each(table)('%s: sends reads only, and twice the same bytes', async (_name, args, before) => {
    const world = new World()
    before(world)
    const first = await world.run(...args, '--dry-run')
    const second = await world.run(...args, '--dry-run')
    expect(first.code).toBe(0)
    expect(second).toEqual(first)
    expect(world.writes).toEqual([])
  })

  test('prints every guard with value, limit and verdict, every step with label and address, and the price', async () => {
    const world = new World({ profile: WEB_ON_TWO })
    const { out } = await world.run('scale-out', '--dry-run')
    expect(out).toBe(`web: scale-out by 1 (dry run: nothing is sent but reads)
size     3 in service of 3 members, min 2, max 8
guards
  passed  most-members-down  0                                          limit 1
  passed  new-members-fail   0                                          limit 3
  passed  on-the-way         0                                          limit 1
  passed  cooldown           web-3 was created at 2026-11-22T12:00:00Z  over
  passed  at-max             4                                          limit 8
  passed  at-size            3                                          limit 4
changes
  add web-4
    create  instance web-4
    attach  <its private address>:80 to config 67890 of NodeBalancer 12345
    attach  <its private address>:8080 to config 67891 of NodeBalancer 12345
    wait    until in service, at most 10m
price    +$0.0075 an hour
`)
  })

  test('shows the drain, the delete and the detach of a removal by address and id', async () => {
    const world = new World()
    const [backend] = world.backendsOf('web-3')
    const id = world.sandbox.byHand.instances().find((i) => i.label === 'web-3')?.id
    const { out } = await world.run('scale-in', '--dry-run')
    const at = `${backend?.address} (web-3, backend node ${backend?.id} of config 67890)`
    expect(out).toContain(`  remove web-3
    drain   ${at}
    wait    60s for its connections to end
    delete  instance ${id} (web-3)
    detach  ${at}
price    -$0.0075 an hour
`)
  })

  test('the plan it prints is the plan that is carried out', async () => {
    const world = new World()
    const planned = JSON.parse((await world.run('scale-out', '--dry-run', '--json')).out) as Plan
    const done = JSON.parse((await world.run('scale-out', '--json')).out) as Plan
    const steps = (p: Plan): unknown => p.changes.map((c) => [c.member, c.kind, c.steps.map((s) => s.step)])
    expect(steps(done)).toEqual(steps(planned))
    expect(done.guards).toEqual(planned.guards)
    expect(done.cost).toEqual(planned.cost)
  })
})

interface Plan {
  readonly changes: readonly {
    readonly member: string
    readonly kind: string
    readonly steps: readonly { readonly step: string }[]
  }[]
  readonly guards: unknown
  readonly cost: unknown
}
