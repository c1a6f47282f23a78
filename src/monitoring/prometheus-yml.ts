import type { Scrape } from '../profile/profile.ts'
import { fileHead } from './file-head.ts'
import { targetsFile } from './metrics-file.ts'
import { yamlText } from './quoting/yaml-text.ts'
import type { Settings } from './settings.ts'

interface Address {
  readonly label: string
  readonly replacement: string
}

const ADDRESSES: Readonly<Record<Scrape, Address>> = {
  'private-ipv4': { label: '__meta_linode_private_ipv4', replacement: '$1:9100' },
  'public-ipv4': { label: '__meta_linode_public_ipv4', replacement: '$1:9100' },
  ipv6: { label: '__meta_linode_public_ipv6', replacement: '[$1]:9100' },
}

// The tag stands in a regular expression, between commas.
function escaped(tag: string): string {
  return tag.replaceAll(/[.+*?^$()[\]{}|\\]/g, '\\$&')
}

/** By Prometheus itself, or by the same targets in a file. */
function discovery(fleet: Settings): string {
  if (fleet.discovery === 'file')
    return `    # Written every minute by linode-autoscale targets, with the labels of linode_sd_configs.
    file_sd_configs:
      - files: [${yamlText(targetsFile(fleet))}]
`
  return `    linode_sd_configs:
      - authorization:
          # A token that may read linodes, ips and events; without events every refresh lists the whole account.
          credentials_file: /etc/prometheus/linode-token
        refresh_interval: 60s
`
}

function job(fleet: Settings, jobName: string): string {
  const { fleetTag, scrape } = fleet
  const { label, replacement } = ADDRESSES[scrape]
  return `  - job_name: ${jobName}
${discovery(fleet)}    relabel_configs:
      # Only this fleet. Not by status: a member that boots is expected and not yet measured, which holds a scale-in back.
      - source_labels: [__meta_linode_tags]
        regex: '.*,${escaped(fleetTag)},.*'
        action: keep
      # Without an address there would be ":9100", which is this very host under the member's name.
      - source_labels: [${label}]
        regex: '.+'
        action: keep
      - source_labels: [${label}]
        target_label: __address__
        replacement: '${replacement}'
      - source_labels: [__meta_linode_instance_label]
        target_label: instance
      - target_label: fleet
        replacement: '${fleetTag}'
`
}

/** The rules of a fleet; of the only one they are rules.yml. */
export function rulesFile({ name }: Settings, isAlone: boolean): string {
  return isAlone ? 'rules.yml' : `rules-${name}.yml`
}

/** prometheus.yml: discovers and asks the members of every fleet. */
export function prometheusYml(...fleets: readonly Settings[]): string {
  const isAlone = fleets.length === 1
  const rules = fleets.map((fleet) => `  - ${yamlWord(rulesFile(fleet, isAlone))}\n`)
  const jobs = fleets.map((fleet) => job(fleet, isAlone ? 'fleet' : yamlWord(`fleet-${fleet.name}`)))
  return `${fileHead('Prometheus: which members there are, and how busy they are.', ...fleets)}
global:
  scrape_interval: 15s
  evaluation_interval: 15s

rule_files:
${rules.join('')}
alerting:
  alertmanagers:
    - static_configs:
        - targets: ['127.0.0.1:9093']

scrape_configs:
${jobs.join('')}  # This host's own node_exporter, which hands on what linode-autoscale status --prometheus --out has written.
  - job_name: linode-autoscale
    static_configs:
      - targets: ['127.0.0.1:9100']
`
}

/** Plain where it can be. */
function yamlWord(text: string): string {
  return /^[a-z][\w.-]*$/i.test(text) ? text : yamlText(text)
}
