import { describe, expect, test } from 'vitest'
import type { SandboxReply, SandboxRequest } from '../../../src/sandbox/wire/exchange.ts'
import { World } from '../../support/world.ts'

const HOUR = 3_600_000
const NOON = Date.UTC(2026, 10, 23, 12)
/** As the API writes a time. */
const at = (hours: number): string => new Date(NOON + hours * HOUR).toISOString().slice(0, 19)

interface Planned {
  readonly entity?: object
  readonly status?: string
  readonly type?: string
  readonly when: string
}

/** Three members, of which Linode plans these things for web-2. */
function planned(...rows: readonly Planned[]): World {
  const world = new World()
  const sandbox = { ...world.sandbox }
  const web2 = sandbox.byHand.instances().find((i) => i.label === 'web-2')
  const entity = {
    id: web2?.id ?? 0,
    label: 'web-2',
    type: 'linode',
    url: `/v4/linode/instances/${web2?.id}`,
  }
  const data = rows.map((row) => ({
    entity,
    reason: 'A host is old.',
    status: 'pending',
    type: 'reboot',
    ...row,
  }))
  const body = JSON.stringify({ data, page: 1, pages: 1, results: data.length })
  Object.assign(world.sandbox, {
    handle: (request: SandboxRequest): SandboxReply => {
      const reply = sandbox.handle(request)
      return request.url.startsWith('/v4/account/maintenance') ? { ...reply, status: 200, body } : reply
    },
  })
  return world
}

const isReplaced = async (world: World): Promise<boolean> => {
  const { out } = await world.run('reconcile', '--dry-run')
  return out.includes('to take the place of web-2')
}
const line = async (world: World): Promise<string | undefined> => {
  const { out } = await world.run('status')
  return out.split('\n').find((text) => text.startsWith('maintenance'))
}

const REPLACES = 'reconcile and follow replace them within the day before, unless a renewal is held'
const STAYS = 'nobody is replaced for what has begun or has no time'

describe('what Linode plans for a member', () => {
  test.each<[string, readonly Planned[], boolean, string | undefined]>([
    ['tomorrow', [{ when: at(20) }], true, `web-2: reboot at 2026-11-24T08:00:00Z (in 20h); ${REPLACES}`],
    ['in two days', [{ when: at(49) }], false, `web-2: reboot at 2026-11-25T13:00:00Z (in 2d); ${REPLACES}`],
    [
      'what has begun',
      [{ when: at(-3), status: 'started' }],
      false,
      `web-2: reboot at 2026-11-23T09:00:00Z (3h ago); ${STAYS}`,
    ],
    [
      'what was to have begun',
      [{ when: at(-3) }],
      false,
      `web-2: reboot at 2026-11-23T09:00:00Z (3h ago); ${STAYS}`,
    ],
    [
      'one that is late, and the next one',
      [{ when: at(-3) }, { when: at(20), type: 'cold_migration' }],
      true,
      `web-2: reboot at 2026-11-23T09:00:00Z (3h ago), web-2: cold migration at 2026-11-24T08:00:00Z (in 20h); ${REPLACES}`,
    ],
    ['what is over', [{ when: at(20), status: 'completed' }], false, undefined],
    [
      'a volume of the same number',
      [{ when: at(20), entity: { id: 97_000_003, type: 'volume' } }],
      false,
      undefined,
    ],
  ])('%s', async (_, rows, replaced, text) => {
    const world = planned(...rows)
    expect(await line(world)).toBe(text === undefined ? undefined : `maintenance ${text}`)
    expect(await isReplaced(world)).toBe(replaced)
  })

  test('a refresh leaves members alone that are only late', async () => {
    const late = await planned({ when: at(-3) }).run('refresh', '--older-than', '90d', '--dry-run')
    expect(late.out).not.toContain('to be replaced')
    const soon = await planned({ when: at(20) }).run('refresh', '--older-than', '90d', '--dry-run')
    expect(soon.out).toContain('to be replaced: web-2')
  })
})
