import type { Labels } from './label-match.ts'

/** An alert that scales the fleet, as far as files tell of it. */
export interface ScalingAlert {
  readonly name: string
  readonly direction: 'scale-out' | 'scale-in'
  /** The labels that it surely has. */
  readonly labels: Labels
}

/** The alerts that are meant where no rules are at hand: those that `linode-autoscale monitoring` writes. */
export function usualAlerts(fleetTag: string): readonly ScalingAlert[] {
  return [
    { name: 'HighLoad', direction: 'scale-out', labels: labelled('HighLoad', fleetTag, 'warning', 'out') },
    { name: 'LowLoad', direction: 'scale-in', labels: labelled('LowLoad', fleetTag, 'info', 'in') },
  ]
}

function labelled(alertname: string, fleet: string, severity: string, scale: string): Labels {
  return new Map([
    ['alertname', alertname],
    ['fleet', fleet],
    ['severity', severity],
    ['scale', scale],
  ])
}
