import type { Load } from '../profile/profile.ts'
import { panelOf, type PanelOf } from './dashboard-parts.ts'

const WHOLE = { min: 0, decimals: 0, custom: { lineInterpolation: 'stepAfter' } }
const SECONDS = { unit: 's', min: 0 }

function ratio({ low, high }: Load): Readonly<Record<string, unknown>> {
  const steps = [
    { color: 'blue', value: null },
    { color: 'green', value: low },
    { color: 'orange', value: high },
  ]
  const custom = { thresholdsStyle: { mode: 'line' } }
  return { unit: 'percentunit', min: 0, max: 1, custom, thresholds: { mode: 'absolute', steps } }
}

/** What Prometheus measures, and below it what linode-autoscale tells of itself (status --prometheus). */
export function dashboardPanels(load: Load): readonly object[] {
  return [...measured(load), ...told()].map(panelOf)
}

function measured(load: Load): readonly PanelOf[] {
  return [
    {
      title: 'Load of the fleet, with its thresholds',
      at: { x: 0, y: 0, w: 16, h: 9 },
      defaults: ratio(load),
      queries: [
        { expr: 'fleet:busy:avg{FLEET}', legendFormat: 'average' },
        { expr: 'fleet:busy:max{FLEET}', legendFormat: 'busiest member' },
      ],
    },
    {
      title: 'Size: serving, wanted, bounds',
      at: { x: 16, y: 0, w: 8, h: 9 },
      defaults: WHOLE,
      queries: [
        { expr: 'linode_autoscale_serving{FLEET}', legendFormat: 'serving' },
        { expr: 'linode_autoscale_size{FLEET}', legendFormat: 'members' },
        { expr: 'linode_autoscale_size_min{FLEET}', legendFormat: 'min' },
        { expr: 'linode_autoscale_size_max{FLEET}', legendFormat: 'max' },
        { expr: 'fleet:wanted:members{FLEET, way!="wake"}', legendFormat: 'wanted {{way}}' },
        { expr: 'fleet:work:members{FLEET, way!="wake"}', legendFormat: 'work {{source}} {{way}}' },
      ],
    },
    {
      title: 'Load of each member',
      at: { x: 0, y: 9, w: 16, h: 9 },
      defaults: ratio(load),
      queries: [{ expr: 'instance:busy:ratio{FLEET}', legendFormat: '{{instance}}' }],
    },
    {
      title: 'Discovered, measured, and alerts that fire',
      at: { x: 16, y: 9, w: 8, h: 9 },
      defaults: WHOLE,
      queries: [
        { expr: 'fleet:expected:count{FLEET}', legendFormat: 'discovered' },
        { expr: 'fleet:measured:count{FLEET}', legendFormat: 'measured' },
        { expr: 'ALERTS{FLEET, alertstate="firing"}', legendFormat: '{{alertname}} {{instance}}' },
      ],
    },
  ]
}

function told(): readonly PanelOf[] {
  return [
    {
      title: 'Members by state',
      at: { x: 0, y: 18, w: 8, h: 8 },
      defaults: WHOLE,
      queries: [{ expr: 'linode_autoscale_members{FLEET} > 0', legendFormat: '{{state}}' }],
    },
    {
      title: 'What holds a run, paused among it',
      at: { x: 8, y: 18, w: 8, h: 8 },
      defaults: WHOLE,
      queries: [{ expr: 'linode_autoscale_hold{FLEET} == 1', legendFormat: '{{action}}: {{reason}}' }],
    },
    {
      title: 'Unfinished and failed',
      at: { x: 16, y: 18, w: 8, h: 8 },
      defaults: WHOLE,
      queries: [
        { expr: 'linode_autoscale_unfinished_changes{FLEET}', legendFormat: 'unfinished' },
        { expr: 'linode_autoscale_failed_changes{FLEET}', legendFormat: 'failed {{action}}' },
      ],
    },
    {
      title: 'Cost an hour',
      at: { x: 0, y: 26, w: 8, h: 7 },
      defaults: { unit: 'currencyUSD', min: 0, decimals: 4 },
      queries: [{ expr: 'linode_autoscale_hourly_cost_dollars{FLEET}', legendFormat: 'all members' }],
    },
    {
      title: 'Cooldown that is left',
      at: { x: 8, y: 26, w: 8, h: 7 },
      defaults: SECONDS,
      queries: [{ expr: 'linode_autoscale_cooldown_remaining_seconds{FLEET}', legendFormat: '{{action}}' }],
    },
    {
      title: 'Age of what the account said',
      at: { x: 16, y: 26, w: 8, h: 7 },
      defaults: SECONDS,
      queries: [
        { expr: 'time() - linode_autoscale_observed_timestamp_seconds{FLEET}', legendFormat: 'last look' },
      ],
    },
  ]
}
