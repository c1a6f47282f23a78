import type { Instant } from '../model/fleet.ts'
import { isoInstant } from '../model/instant.ts'
import type { Hold } from '../model/hold.ts'

/** One alert of the group that started a run. Its texts come from outside: one line each, and never long. */
export interface Alert {
  readonly name: string
  readonly fingerprint: string
  readonly since: Instant | null
  readonly isFiring: boolean
}

/** The alerts that started a run, as prometheus-am-executor hands them over. */
export interface AlertGroup {
  /** `firing`, or `resolved` once none of its alerts fires any more. */
  readonly status: string
  readonly alerts: readonly Alert[]
}

/** What `--when` asked Prometheus, and whether anything came back. */
export interface Condition {
  readonly query: string
  readonly isMet: boolean
}

/** What started a run, where that is known. */
export interface Trigger {
  readonly group: AlertGroup | null
  readonly condition: Condition | null
}

/** Why the alerts ask for nothing any more; null when they still do. */
export function resolvedHold({ status, alerts }: AlertGroup): Hold | null {
  const isOver = alerts.length > 0 && alerts.every((a) => !a.isFiring)
  if (status === 'firing' && !isOver) return null
  const what = isOver ? `all alerts of the group have resolved: ${namesOf(alerts)}` : `the group is ${status}`
  return { reason: 'alert-resolved', detail: `${what}; nothing is asked for any more`, until: null }
}

/** Why the condition asks for nothing; null when it is met. */
export function falseHold({ query, isMet }: Condition): Hold | null {
  if (isMet) return null
  return { reason: 'condition-false', detail: `Prometheus has no result for ${query}`, until: null }
}

/** Alerts in words: `HighLoad since 2026-11-24T03:59:39Z`. */
export function alertText({ name, since, isFiring }: Alert): string {
  const from = since === null ? '' : ` since ${isoInstant(since)}`
  return `${name === '' ? 'an alert without a name' : name}${from}${isFiring ? '' : ' (resolved)'}`
}

function namesOf(alerts: readonly Alert[]): string {
  return [...new Set(alerts.map((a) => a.name))].join(', ')
}
