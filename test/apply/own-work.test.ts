import { describe, expect, test } from 'vitest'
import { OwnWork, unlisted } from '../../src/apply/own-work.ts'
import { instanceId } from '../../src/fleet/model/ids.ts'
import { aBackend, aMember, aPolicy, NOON } from '../support/a-fleet.ts'
import { outBy } from '../support/a-request.ts'
import { ARun } from '../support/a-run.ts'
import type { Happening } from '../support/scripted-cloud.ts'

const yesterday = { created: NOON - 86_400_000 }
const three = [1, 2, 3].map((n) => aMember(n, yesterday))
const ID = instanceId(5000)

describe('what a run has attached', () => {
  test('is one backend node for each config, the last', () => {
    const own = new OwnWork()
    own.attach({ id: ID }, aBackend(1))
    own.attach({ id: ID }, aBackend(2))
    expect(own.attached(ID)).toEqual([aBackend(2)])
  })

  test('is asked for by its id where no list shows it, and forgotten when it is gone', async () => {
    const run = new ARun(three)
    for (const b of [aBackend(1), { ...aBackend(9) }]) run.run.own.attach({ id: ID }, b)
    expect(await run.time.run(unlisted(run.run, ID, run.cloud.nodes))).toEqual([])
    expect(run.run.own.attached(ID)).toEqual([])
    expect(run.cloud.calls).toEqual([`node ${aBackend(9).id}`])
  })
})

/** Asks for two at once; a stranger takes the label of the first, so that it plans once more while no list shows its own web-5. */
function twice(happens: Happening = () => undefined): ARun {
  const run = new ARun(three, { policy: aPolicy({ scaleOut: { ...aPolicy().scaleOut, cooldown: 0 } }) })
  run.cloud.activity = null
  run.cloud.before('create web-4', (c) => c.addInstance(4, { tags: ['fleet:web:1'] }))
  for (const id of [5000, 5001]) run.cloud.unlisted.add(id)
  run.cloud.before('observe', () => undefined).before('observe', happens)
  return run
}

describe('a run that looks again', () => {
  test('counts what it has made and attached itself, and attaches it once', async () => {
    const run = twice()
    const lines = await run.go(outBy(4, { size: { kind: 'to', n: 5 }, wait: false }))
    const writes = run.writes.filter((w) => /^(create|attach)/.test(w))
    expect(writes.filter((w) => w.startsWith('create'))).toEqual([
      'create web-4',
      'create web-5',
      'create web-6',
    ])
    expect(writes.filter((w) => w.startsWith('attach web-5'))).toHaveLength(1)
    expect(lines.filter((l) => l.includes('another run'))).toEqual([])
  })

  test('does not count what is really gone', async () => {
    const run = twice((c) => {
      c.vanish(5000)
      c.nodes = c.nodes.filter((b) => b.id !== 5001)
    })
    await run.go(outBy(4, { size: { kind: 'to', n: 5 }, wait: false }))
    expect(run.writes.filter((w) => w.startsWith('create'))).toHaveLength(4)
  })
})
