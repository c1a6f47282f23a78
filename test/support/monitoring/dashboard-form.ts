import type { AnnotationQuery, Dashboard, DataQuery } from '@grafana/schema'

/** What a query of Prometheus has beside any other; the plugin's own. */
interface PrometheusQuery extends DataQuery {
  expr: string
  interval?: string
  legendFormat?: string
}

/** A string enum's members are plain texts in JSON. */
type Plain<T> = T extends string
  ? `${T}`
  : T extends readonly (infer E)[]
    ? Plain<E>[]
    : T extends object
      ? { [K in keyof T]: Plain<T[K]> }
      : T

/** A dashboard's JSON, as Grafana's own schema has it. */
export type DashboardForm = Plain<
  Omit<Dashboard, 'annotations'> & { annotations: { list: AnnotationQuery<PrometheusQuery>[] } }
>
