import { describe, expect, test } from 'vitest'
import { tagged, tagsOf } from '../support/nodebalancer-tags.ts'
import { runTurnedAway, type TurnedAway } from '../support/turned-away.ts'
import { World } from '../support/world.ts'

const INSTANCE = '/linode/instances/{id}'
const NODE = '/nodebalancers/{id}/configs/{id}/nodes/{id}'

/** The backend node of web-3, the one that leaves. */
const its = (world: World) => {
  const [node] = world.backendsOf('web-3')
  if (node === undefined) throw new Error('web-3 has no backend node')
  return node
}

const idOf = (world: World): number =>
  world.sandbox.byHand.instances().find((i) => i.label === 'web-3')?.id ?? 0

/** What was sent from the failed try on, with names in place of ids. */
function named(after: readonly string[], ids: { readonly instance: number; readonly node: number }) {
  return after.map((line) =>
    line
      .replace(`/linode/instances/${ids.instance}`, ' web-3')
      .replace(/\/nodebalancers\/12345\/configs\/67890\/nodes(?:\/\d+)?/, ' node')
      .replace('/nodebalancers/12345 ', ' nodebalancer ')
      .replace('  ', ' '),
  )
}

async function leave(it: TurnedAway) {
  const world = new World()
  const ids = { instance: idOf(world), node: its(world).id }
  const ran = await runTurnedAway(world, it, 'scale-in', '--by', '1')
  return { ...ran, world, sent: named(ran.after, ids) }
}

const READ = ['GET nodebalancer 200', 'GET node 200', 'GET web-3 200']

describe('a delete that was turned away is not sent again on the old look', () => {
  test.each<readonly [string, (world: World) => unknown, RegExp]>([
    ['keeps it', ({ sandbox }) => sandbox.byHand.addTag('web-3', 'keep'), /carries the tag keep by now/],
    [
      'takes the fleet tag off',
      ({ sandbox }) => sandbox.byHand.removeTag('web-3', 'fleet:web:12345'),
      /no longer ours/,
    ],
    [
      'puts its backend node back',
      (world) => world.sandbox.byHand.changeBackend(its(world).id, { mode: 'accept', label: 'web-3' }),
      /somebody put it back/,
    ],
    ['pauses the fleet', (world) => tagged(world, ['paused:web']), /web is paused/],
    ['pauses scale-in', (world) => tagged(world, ['paused-in:web']), /web has its scale-in paused/],
  ])('a person %s meanwhile: it stays, and serves', async (_name, meanwhile, why) => {
    const fault = { kind: '429', retryAfter: 4 } as const
    const { world, sent, out } = await leave({ call: ['DELETE', INSTANCE], fault, meanwhile })
    expect(sent.slice(0, 4)).toEqual(['DELETE web-3 429', ...READ])
    expect(sent.slice(1).filter((line) => line.startsWith('DELETE'))).toEqual([])
    expect(out).toMatch(why)
    expect(world.statusOf('web-3')).toBe('running')
    expect(world.backendsOf('web-3').map((b) => `${b.label} ${b.mode}`)).toEqual(['web-3 accept'])
  })

  test('nothing has changed: it is sent again after all of it was read', async () => {
    const it: TurnedAway = { call: ['DELETE', INSTANCE], fault: { kind: '429' }, meanwhile: () => undefined }
    const { world, sent, code } = await leave(it)
    expect(sent.slice(0, 6)).toEqual(['DELETE web-3 429', ...READ, 'DELETE web-3 200', 'DELETE node 200'])
    expect(code).toBe(0)
    expect(world.illegalities()).toEqual([])
  })

  test('its answer was lost and it took effect: it is done, and not sent again', async () => {
    const fault = { kind: '503', takesEffect: true } as const
    const { sent, out, code } = await leave({ call: ['DELETE', INSTANCE], fault, meanwhile: () => undefined })
    expect(sent.filter((line) => line.startsWith('DELETE'))).toEqual(['DELETE web-3 503', 'DELETE node 200'])
    expect(out).toMatch(/delete instance \d+; detach.*\n.*done: 1 removed/)
    expect(code).toBe(0)
  })
})

describe('a drain whose answer was lost is not sent again on the old look', () => {
  test.each<readonly [string, Parameters<World['sandbox']['byHand']['changeBackend']>[1], RegExp]>([
    [
      'points it at a machine of their own',
      { address: '192.168.200.9:80', label: 'mydb' },
      /somebody has pointed it at 192\.168\.200\.9:80 meanwhile/,
    ],
    ['sets it to reject', { mode: 'reject' }, /mode reject was set by hand meanwhile/],
  ])('a person %s meanwhile: it stays as it is', async (_name, change, why) => {
    let id = 0
    const meanwhile = (world: World): void => {
      id = its(world).id
      world.sandbox.byHand.changeBackend(id, change)
    }
    const { world, sent, out, code } = await leave({
      call: ['PUT', NODE],
      fault: { kind: '503' },
      meanwhile,
    })
    expect(sent.slice(0, 2)).toEqual(['PUT node 503', 'GET node 200'])
    expect(sent.filter((line) => !line.startsWith('GET'))).toEqual(['PUT node 503'])
    expect(out).toMatch(why)
    expect(code).toBe(1)
    expect(world.sandbox.byHand.backends().find((b) => b.id === id)).toMatchObject(change)
  })

  test('it took effect: it is drained, and not sent again', async () => {
    const fault = { kind: '503', takesEffect: true } as const
    const { sent, world, code } = await leave({ call: ['PUT', NODE], fault, meanwhile: () => undefined })
    expect(sent.filter((line) => line.startsWith('PUT'))).toEqual(['PUT node 503'])
    expect(code).toBe(0)
    expect(world.statusOf('web-3')).toBe('gone')
  })
})

describe('every other write is read about before it is sent again', () => {
  test('a detach: what a person has pointed elsewhere stays', async () => {
    let id = 0
    const { sent, code, out, world } = await leave({
      call: ['DELETE', NODE],
      fault: { kind: '503' },
      meanwhile: (at) => {
        id = at.sandbox.byHand.backends().find((b) => b.label.startsWith('web-3'))?.id ?? 0
        at.sandbox.byHand.changeBackend(id, { address: '192.168.200.9:80', label: 'mydb' })
      },
    })
    expect(sent).toEqual(['DELETE node 503', 'GET node 200'])
    expect(out).toMatch(/detach failed: somebody has pointed it at 192\.168\.200\.9:80 meanwhile/)
    expect(code).toBe(1)
    expect(world.sandbox.byHand.backends().find((b) => b.id === id)).toMatchObject({ label: 'mydb' })
  })

  test('an attach: not to a machine that a person has taken', async () => {
    const world = new World()
    const it: TurnedAway = {
      call: ['POST', '/nodebalancers/{id}/configs/{id}/nodes'],
      fault: { kind: '429', retryAfter: 4 },
      meanwhile: ({ sandbox }) => sandbox.byHand.removeTag('web-4', 'fleet:web:12345'),
    }
    const { code, out } = await runTurnedAway(world, it, 'scale-out', '--by', '1')
    expect(out).toMatch(/attach failed: instance \d+ is no longer ours/)
    expect(code).toBe(1)
    expect(world.backendsOf('web-4')).toEqual([])
  })
})

describe('tags that were turned away are set on top of what is there by then', () => {
  test('of the NodeBalancer: a pause that came meanwhile stays', async () => {
    const world = new World()
    const it: TurnedAway = {
      call: ['PUT', '/nodebalancers/{id}'],
      fault: { kind: '429', retryAfter: 6 },
      meanwhile: (at) => tagged(at, ['paused:web']),
    }
    const { out } = await runTurnedAway(world, it, 'scale-out', '--to', '3', '--keep', '2h')
    expect(out).toMatch(/web is paused/)
    const tags = tagsOf(world)
    expect(tags).toContain('paused:web')
    expect(tags.some((tag) => tag.startsWith('floor:web:3'))).toBe(true)
  })

  test('of an instance: what a person has put on meanwhile stays', async () => {
    const world = new World()
    world.sandbox.byHand.addTag('web-3', 'replaces:999')
    const it: TurnedAway = {
      call: ['PUT', INSTANCE],
      fault: { kind: '429', retryAfter: 5 },
      meanwhile: ({ sandbox }) => sandbox.byHand.addTag('web-3', 'keep'),
    }
    const { code } = await runTurnedAway(world, it, 'reconcile')
    expect(code).toBe(0)
    const tags = world.sandbox.byHand.instances().find((i) => i.label === 'web-3')?.tags ?? []
    expect(tags).toContain('keep')
    expect(tags).not.toContain('replaces:999')
  })
})
