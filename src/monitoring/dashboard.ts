import { madeBy } from './file-head.ts'
import { dashboardPanels } from './dashboard-panels.ts'
import { annotationOf, fleetVariable, SOURCE_VARIABLE } from './dashboard-parts.ts'
import type { Settings } from './settings.ts'

/** The version of the model's form that Grafana 11 writes; newer ones read it. */
const SCHEMA_VERSION = 39

/** dashboard.json for Grafana: load and size of a fleet, what the tool says of itself, and scaling events; one for all fleets of a host. */
export function dashboard(...fleets: readonly [Settings, ...Settings[]]): string {
  const [first] = fleets
  const model = {
    title: `linode-autoscale: ${fleets.map(({ name }) => name).join(', ')}`,
    description: madeBy(...fleets),
    uid: uidOf(first.fleetTag),
    tags: ['linode-autoscale'],
    schemaVersion: SCHEMA_VERSION,
    editable: true,
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    templating: { list: [SOURCE_VARIABLE, fleetVariable(fleets.map(({ fleetTag }) => fleetTag))] },
    annotations: {
      list: [
        annotationOf(
          'a member more',
          'green',
          'fleet:expected:count{FLEET} > fleet:expected:count{FLEET} offset 1m',
        ),
        annotationOf(
          'a member fewer',
          'blue',
          'fleet:expected:count{FLEET} < fleet:expected:count{FLEET} offset 1m',
        ),
      ],
    },
    panels: dashboardPanels(first.load),
  }
  return `${JSON.stringify(model, null, 2)}\n`
}

/** Grafana takes at most forty letters, digits, hyphens and underscores; two fleets of one name are two dashboards. */
function uidOf(fleetTag: string): string {
  return `linode-autoscale-${fleetTag.replace(/^fleet:/, '').replaceAll(/[^\w-]/g, '-')}`
    .slice(-40)
    .replace(/^-+/, '')
}
