import { describe, expect, test } from 'vitest'
import { WEB, WEB_ON_TWO, World } from '../../support/world.ts'

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
})

async function told(terminal: World['terminal']): Promise<number> {
  const world = new World({ members: 8 })
  world.terminal = terminal
  const { out, err } = await world.run('scale-out')
  return [...(out + err).matchAll(/at-max/g)].length
}

test('on a terminal a hold is told once, off it in the log and in the result', async () => {
  expect(await told(null)).toBe(2)
  expect(await told({ columns: () => 80, rows: () => 24, color: false })).toBe(1)
})

describe('--dry-run of more', () => {
  test('with -v a sentence a member is added, and nothing is left out', async () => {
    const world = new World({ members: 9, profile: WEB.replace('max: 8', 'max: 12') })
    await world.run('scale-out', '--no-wait')
    world.sandbox.byHand.addTag('web-2', 'keep')
    world.markLeaving('web-3')
    world.removeBackends('web-5')
    world.pin('web-6', 'DOWN')
    const { out } = await world.run('scale-in', '--dry-run', '-v', '--force')
    const lines = out.trimEnd().split('\n')
    const plain = await world.run('scale-in', '--dry-run', '--force')
    expect(lines).toEqual(expect.arrayContaining(plain.out.trimEnd().split('\n')))
    const members = lines.slice(lines.indexOf('members') + 1, lines.indexOf('changes'))
    expect(members.map((l) => l.replaceAll(/\d{4,}|\d+\.\d+\.\d+\.\d+:80/g, 'N'))).toEqual([
      '  web-1 is in service',
      '  web-2 is held (tag keep) and in service, and is left alone',
      '  web-3 is leaving, drained by a run; it is removed: drained for 60s, deleted and detached',
      '  web-4 is in service',
      '  web-5 runs and is not on config N; it is attached',
      '  web-6 is out of service, config N says DOWN',
      '  web-7 is in service',
      '  web-8 is in service',
      '  web-9 is in service',
      '  web-10 is starting, created N-11-23T12:00:00Z, and counts as on the way',
    ])
    const more = await world.run('scale-out', '--by', '4', '--dry-run', '-v', '--force')
    expect(more.out).toMatch(
      /web-3 is leaving.*; it is put back, since its capacity is wanted again: accepting/,
    )
    expect(more.out).toContain('  web-11 is added: created, attached and awaited in service for up to 10m\n')
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
