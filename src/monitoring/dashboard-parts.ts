/** The variable by which a person chooses Prometheus. */
export const SOURCE = { type: 'prometheus', uid: '${datasource}' }

/** Which Prometheus is asked. */
export const SOURCE_VARIABLE = {
  name: 'datasource',
  type: 'datasource',
  query: 'prometheus',
  label: 'Prometheus',
} as const

/** Which fleet is shown: those of the profiles, by their fleet tag. */
export function fleetVariable(fleetTags: readonly string[]) {
  const [first = ''] = fleetTags
  return {
    name: 'fleet',
    type: 'custom',
    label: 'Fleet',
    query: fleetTags.join(','),
    current: { selected: true, text: first, value: first },
    options: fleetTags.map((tag, i) => ({ selected: i === 0, text: tag, value: tag })),
  } as const
}

/** FLEET in an expression stands for the matcher of the chosen fleet. */
export function ofFleet(expr: string): string {
  return expr.replaceAll('FLEET', 'fleet="$fleet"')
}

/** A mark on every panel where an expression has a result, in the form that Grafana has written since version 9. */
export function annotationOf(name: string, iconColor: string, expr: string) {
  return {
    name,
    iconColor,
    enable: true,
    datasource: SOURCE,
    target: { refId: name, expr: ofFleet(expr), interval: '15s' },
  }
}

/** One series of a panel. */
export interface Query {
  readonly expr: string
  readonly legendFormat: string
}

/** Where a panel is, in Grafana's grid of 24 columns. */
export interface Place {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
}

/** A panel of series over time. */
export interface PanelOf {
  readonly title: string
  readonly at: Place
  /** Grafana's own fields: unit, bounds, thresholds. */
  readonly defaults: Readonly<Record<string, unknown>>
  readonly queries: readonly Query[]
}

/** A panel as Grafana's model has it. */
export function panelOf({ title, at, defaults, queries }: PanelOf, index: number) {
  return {
    id: index + 1,
    type: 'timeseries',
    title,
    datasource: SOURCE,
    gridPos: at,
    fieldConfig: { defaults, overrides: [] },
    targets: queries.map(({ expr, legendFormat }, n) => ({
      expr: ofFleet(expr),
      legendFormat,
      datasource: SOURCE,
      refId: String.fromCharCode(65 + n),
    })),
  }
}
