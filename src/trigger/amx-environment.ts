import type { Alert, AlertGroup } from '../fleet/plan/trigger.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** More alerts than a webhook with `max_alerts` sends. */
const MOST_ALERTS = 1_000
const LONGEST = 200
const SECOND = 1_000

/**
 * The alerts that prometheus-am-executor 2.0.2 put into the environment of a command (server.go: AMX_STATUS, AMX_ALERT_LEN,
 * AMX_ALERT_<n>_...); null for a run that it did not start.
 */
export function amxAlerts(env: Environment): AlertGroup | null {
  const status = env['AMX_STATUS']
  const count = env['AMX_ALERT_LEN']
  if (status === undefined && count === undefined) return null
  const length = Math.min(/^\d{1,6}$/.test(count ?? '') ? Number(count) : 0, MOST_ALERTS)
  return {
    status: oneLine(status ?? 'firing'),
    alerts: Array.from({ length }, (_, i) => alertAt(env, `AMX_ALERT_${i + 1}`)),
  }
}

function alertAt(env: Environment, prefix: string): Alert {
  const start = Number(env[`${prefix}_START`])
  return {
    name: oneLine(env[`${prefix}_LABEL_alertname`] ?? env['AMX_LABEL_alertname'] ?? ''),
    fingerprint: oneLine(env[`${prefix}_FINGERPRINT`] ?? ''),
    since: start > 0 && start < 1e11 ? start * SECOND : null,
    isFiring: (env[`${prefix}_STATUS`] ?? 'firing') === 'firing',
  }
}

/** Labels are anybody's text: they must not break a line, colour a terminal or fill a log. */
function oneLine(text: string): string {
  return text.slice(0, LONGEST).replace(/[\p{C}\u2028\u2029]+/gu, ' ')
}
