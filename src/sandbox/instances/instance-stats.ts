import type { Call } from '../wire/call.ts'
import { refused } from '../wire/refusal.ts'
import { instanceOf } from './instances.ts'

const STEP = 300_000
const DAY = 24 * 3_600_000
/** So long after its creation there is nothing to tell of an instance. */
const FRESH = 600_000

/**
 * GET /linode/instances/{linodeId}/stats: averages of five minutes over a day, processors in percent of one of them. Only the processors
 * are told of what an instance does.
 */
export function getInstanceStats(call: Call): unknown {
  const row = instanceOf(call)
  const { state, now } = call
  if (now - row.created < FRESH) throw refused('Stats are unavailable at this time.')
  const percent = 100 * (state.types.get(row.type)?.vcpus ?? 1)
  const busy = (at: number): number => state.busyAt?.(row.label, at) ?? row.behaviour.burns
  const last = Math.floor(now / STEP) * STEP
  const first = Math.max(Math.ceil(row.created / STEP) * STEP, last - DAY)
  const points = Array.from({ length: Math.max(0, (last - first) / STEP) }, (_, i) => first + STEP * (i + 1))
  const cpu = points.map((at) => [at, Math.round(percent * busy(at - STEP / 2) * 100) / 100])
  const none = { in: [], out: [], private_in: [], private_out: [] }
  return {
    data: { cpu, io: { io: [], swap: [] }, netv4: none, netv6: none },
    title: `linode.com - my-linode (linode${row.id}) - day (5 min avg)`,
  }
}
