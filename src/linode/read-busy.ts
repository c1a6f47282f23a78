import { CloudError } from '../cloud.ts'
import type { BusyPoint } from '../fleet/model/busy-point.ts'
import type { Instance } from '../fleet/model/fleet.ts'
import { coresOfType } from '../fleet/model/type-cores.ts'
import { isRow } from './api-error.ts'
import { call } from './call.ts'
import type { Reader } from './reader.ts'

/**
 * The processors of one instance over the last day (GET /linode/instances/{linodeId}/stats, 50 a minute). The API adds the percentages of
 * all processors up, as its own alerts do (180 for two at 90%). "Stats are unavailable at this time." of a fresh instance is no error.
 */
export async function readBusy(
  { wire, pace }: Pick<Reader, 'wire' | 'pace'>,
  { id, type }: Pick<Instance, 'id' | 'type'>,
): Promise<readonly BusyPoint[]> {
  const whole = 100 * (coresOfType(type) ?? 1)
  try {
    const { body } = await call(wire, pace, {
      method: 'GET',
      path: `/v4/linode/instances/${id}/stats`,
      what: `reading the statistics of instance ${id}`,
      repeatable: true,
    })
    return pointsIn(body).flatMap((point) => toPoint(point, whole))
  } catch (error) {
    if (
      error instanceof CloudError &&
      (error.code === 'not-found' || error.message.includes('Stats are unavailable'))
    )
      return []
    throw error
  }
}

function pointsIn(body: unknown): readonly unknown[] {
  if (!isRow(body) || !isRow(body['data'])) return []
  const cpu: unknown = body['data']['cpu']
  return Array.isArray(cpu) ? cpu : []
}

function toPoint(point: unknown, whole: number): readonly BusyPoint[] {
  if (!Array.isArray(point)) return []
  const [at, percent]: readonly unknown[] = point
  if (typeof at !== 'number' || typeof percent !== 'number' || !(percent >= 0)) return []
  return [{ at, busy: Math.min(1, percent / whole) }]
}
