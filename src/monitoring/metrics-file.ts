import type { Settings } from './settings.ts'

/** Where Debian's node_exporter reads metrics from (its textfile collector). */
export const METRICS_FOLDER = '/var/lib/prometheus/node-exporter'

/** The file of one fleet's metrics. */
export function metricsFile({ name }: Settings): string {
  return `${METRICS_FOLDER}/linode-autoscale-${name}.prom`
}
