/** What of a webhook a test is about. */
export interface WebhookFacts {
  readonly status?: string
  /** The status of each alert of the group. */
  readonly alerts?: readonly ('firing' | 'resolved')[]
  readonly name?: string
}

/** The message that Alertmanager sends for a group of alerts of the fleet web. */
export function webhookMessage({ status = 'firing', alerts = ['firing'], name = 'HighLoad' }: WebhookFacts) {
  const labels = { alertname: name, fleet: 'fleet:web:12345' }
  return {
    receiver: 'linode-autoscale',
    status,
    externalURL: '',
    groupLabels: labels,
    commonLabels: labels,
    commonAnnotations: {},
    alerts: alerts.map((each, i) => ({
      status: each,
      labels: { ...labels, instance: `web-${i + 1}` },
      annotations: {},
      startsAt: '2026-11-23T11:55:00Z',
      endsAt: '2026-11-23T11:59:00Z',
      generatorURL: '',
      fingerprint: `f${i + 1}`,
    })),
  }
}
