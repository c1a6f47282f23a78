import { World, WEB, type WorldOptions } from './world.ts'

const MINUTE = 60_000
const START = Date.UTC(2026, 10, 23, 12, 0, 0)

/** A profile whose fleet follows what the API's own statistics tell. */
export const FOLLOWED = `${WEB.replace('max: 8', 'max: 20').replace('protect_tag: keep', 'paid_hour: ignore')}load: { target: 0.6, from: linode, window: 15m }\n`

/** A world whose members share so much work, in members, evenly. */
export function loaded(
  work: (minute: number) => number,
  { profile = FOLLOWED, members = 4, sandbox }: Pick<WorldOptions, 'profile' | 'members' | 'sandbox'> = {},
): World {
  const world = new World({ profile, members, ...(sandbox === undefined ? {} : { sandbox }) })
  const { byHand } = world.sandbox
  const past = new Map<string, number>()
  byHand.setBusy((label, at) => {
    const key = `${label} ${at}`
    const nodes = byHand.backends().filter((b) => b.status === 'UP' && b.mode === 'accept')
    const serving = nodes.filter((b) => b.label.startsWith('web-')).length
    const share = nodes.some((b) => b.label === label)
      ? work((at - START) / MINUTE) / Math.max(1, serving)
      : 0
    // What was is told as it was when it was first asked for.
    const busy = past.get(key) ?? Math.min(1, share)
    past.set(key, busy)
    for (const old of past.keys()) if (past.size > 2_000) past.delete(old)
    return busy
  })
  return world
}

/** Follows for so long, and ends it as systemd does. */
export async function followFor(world: World, minutes: number, ...more: readonly string[]) {
  world.stop = new AbortController()
  const following = world.begin('follow', '--every', '15s', ...more)
  await world.pass(minutes * MINUTE)
  world.stop.abort('SIGTERM')
  return await world.time.run(following)
}
