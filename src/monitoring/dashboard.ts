import { madeBy } from './file-head.ts'
import type { Settings } from './settings.ts'

const SOURCE = { type: 'prometheus', uid: '${datasource}' }

interface Query {
  readonly expr: string
  readonly legendFormat: string
}

interface Place {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
}

interface Panel {
  readonly id: number
  readonly title: string
  readonly at: Place
  readonly more: object
}

function panel({ id, title, at, more }: Panel, ...queries: readonly Query[]): object {
  const targets = queries.map((query, n) => ({
    ...query,
    datasource: SOURCE,
    refId: String.fromCharCode(65 + n),
  }))
  return { id, type: 'timeseries', title, datasource: SOURCE, gridPos: at, targets, ...more }
}

function threshold(load: Settings['load']): object {
  const steps = [
    { color: 'blue', value: null },
    { color: 'green', value: load.low },
    { color: 'orange', value: load.high },
  ]
  const custom = { thresholdsStyle: { mode: 'line' } }
  return {
    fieldConfig: {
      defaults: { unit: 'percentunit', min: 0, max: 1, custom, thresholds: { mode: 'absolute', steps } },
      overrides: [],
    },
  }
}

const WHOLE = {
  fieldConfig: {
    defaults: { min: 0, decimals: 0, custom: { lineInterpolation: 'stepAfter' } },
    overrides: [],
  },
}

function panels({ fleetTag, load }: Settings): readonly object[] {
  const fleet = `fleet="${fleetTag}"`
  const ratio = threshold(load)
  return [
    panel(
      {
        id: 1,
        title: 'Load of the fleet, with its thresholds',
        at: { x: 0, y: 0, w: 16, h: 9 },
        more: ratio,
      },
      { expr: `fleet:busy:avg{${fleet}}`, legendFormat: 'average' },
      { expr: `fleet:busy:max{${fleet}}`, legendFormat: 'busiest member' },
    ),
    panel(
      { id: 2, title: 'Members', at: { x: 16, y: 0, w: 8, h: 9 }, more: WHOLE },
      { expr: `fleet:expected:count{${fleet}}`, legendFormat: 'discovered' },
      { expr: `fleet:measured:count{${fleet}}`, legendFormat: 'measured' },
    ),
    panel(
      { id: 3, title: 'Load of each member', at: { x: 0, y: 9, w: 16, h: 9 }, more: ratio },
      { expr: `instance:busy:ratio{${fleet}}`, legendFormat: '{{instance}}' },
    ),
    panel(
      { id: 4, title: 'Alerts that fire', at: { x: 16, y: 9, w: 8, h: 9 }, more: WHOLE },
      { expr: `ALERTS{${fleet}, alertstate="firing"}`, legendFormat: '{{alertname}} {{instance}}' },
    ),
  ]
}

function annotation(name: string, iconColor: string, expr: string): object {
  return { name, iconColor, expr, datasource: SOURCE, enable: true, step: '15s', titleFormat: name }
}

/** dashboard.json for Grafana: load, thresholds, size and scaling events. */
export function dashboard(settings: Settings): string {
  const { name, fleetTag } = settings
  const count = `fleet:expected:count{fleet="${fleetTag}"}`
  const model = {
    title: `linode-autoscale: ${name}`,
    description: madeBy(settings),
    uid: `linode-autoscale-${name}`,
    tags: ['linode-autoscale'],
    schemaVersion: 39,
    editable: true,
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    templating: {
      list: [{ name: 'datasource', type: 'datasource', query: 'prometheus', label: 'Prometheus' }],
    },
    annotations: {
      list: [
        annotation('a member more', 'green', `${count} > ${count} offset 1m`),
        annotation('a member fewer', 'blue', `${count} < ${count} offset 1m`),
      ],
    },
    panels: panels(settings),
  }
  return `${JSON.stringify(model, null, 2)}\n`
}
