import type { Activity } from '../../src/fleet/model/fleet.ts'
import { instanceId } from '../../src/fleet/model/ids.ts'
import { MINUTE, NOON } from './a-fleet.ts'

/** Somebody did something to web-n so many minutes before noon; the instance is one that no builder makes. */
export function anEvent(
  action: Activity['action'],
  n: number,
  minutesAgo: number,
  overrides: Partial<Activity> = {},
): Activity {
  return {
    at: NOON - minutesAgo * MINUTE,
    action,
    instance: instanceId(900 + n),
    label: `web-${n}`,
    username: 'alice',
    failed: false,
    ...overrides,
  }
}
