import type { Settings } from './settings.ts'

/** Where Debian's node_exporter reads metrics from (its textfile collector). */
export const METRICS_FOLDER = '/var/lib/prometheus/node-exporter'

/** Where the members of fleets are listed for a Prometheus that cannot discover them itself. */
export const TARGETS_FOLDER = '/var/lib/prometheus/linode-autoscale'

/** The file of one fleet's members. */
export function targetsFile({ name }: Settings): string {
  return `${TARGETS_FOLDER}/${name}.json`
}

/** The file of one fleet's metrics. */
export function metricsFile({ name }: Settings): string {
  return `${METRICS_FOLDER}/linode-autoscale-${name}.prom`
}
