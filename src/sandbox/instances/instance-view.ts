import { apiTime } from '../wire/api-time.ts'
import { statusAt } from './power.ts'
import type { InstanceRow } from '../state/rows.ts'
import type { State } from '../state/state.ts'

const NO_SCHEDULE = { day: null, window: null }
const SCHEDULING = { day: 'Scheduling', window: 'Scheduling' }

function specsOf(state: State, type: string): Readonly<Record<string, number>> {
  const plan = state.types.get(type)
  return {
    disk: plan?.disk ?? 0,
    memory: plan?.memory ?? 0,
    vcpus: plan?.vcpus ?? 0,
    gpus: plan?.gpus ?? 0,
    transfer: plan?.transfer ?? 0,
    accelerated_devices: 0,
  }
}

/** The instance's IPv4 addresses in the order the API gives them. */
export function ipv4Of(state: State, row: InstanceRow): readonly string[] {
  const { privateIpv4, publicIpv4 } = row
  return state.switches.privateFirst ? [...privateIpv4, ...publicIpv4] : [...publicIpv4, ...privateIpv4]
}

function backupsOf(row: InstanceRow): unknown {
  const { backupsEnabled: enabled } = row
  return { enabled, available: enabled, schedule: enabled ? SCHEDULING : NO_SCHEDULE, last_successful: null }
}

function placementOf(row: InstanceRow): unknown {
  if (row.placementGroup === null) return null
  return {
    id: row.placementGroup,
    label: `placement-group-${row.placementGroup}`,
    placement_group_type: 'anti_affinity:local',
    placement_group_policy: 'strict',
    migrating_to: null,
  }
}

type Shown = Readonly<Record<string, unknown>>

/** An instance as lists show it at a moment. Locks are shown by v4beta only. */
export function showListedInstance(
  state: State,
  row: InstanceRow,
  at: number,
  version: 'v4' | 'v4beta',
): Shown {
  return {
    id: row.id,
    label: row.label,
    group: row.group,
    status: row.deletedAt !== null && row.deletedAt <= at ? 'deleting' : statusAt(row.phases, at),
    created: apiTime(row.created),
    updated: apiTime(row.updated),
    type: row.type,
    ipv4: ipv4Of(state, row),
    ipv6: row.ipv6,
    image: row.image,
    region: row.region,
    site_type: 'core',
    specs: specsOf(state, row.type),
    alerts: row.alerts,
    backups: backupsOf(row),
    hypervisor: 'kvm',
    watchdog_enabled: row.watchdogEnabled,
    tags: row.tags,
    host_uuid: row.hostUuid,
    has_user_data: row.hasUserData,
    placement_group: placementOf(row),
    disk_encryption: row.diskEncryption,
    lke_cluster_id: null,
    capabilities: ['Block Storage Encryption', 'SMTP Enabled', 'Maintenance Policy'],
    interface_generation: row.interfaceGeneration,
    maintenance_policy: row.maintenancePolicy,
    ...(version === 'v4beta' ? { locks: row.locks } : {}),
  }
}

/** An instance as the API shows it by itself at a moment; v4beta shows two kinds of alerts more, which no list has been seen to show. */
export function showInstance(state: State, row: InstanceRow, at: number, version: 'v4' | 'v4beta'): Shown {
  const shown = showListedInstance(state, row, at, version)
  return version === 'v4'
    ? shown
    : { ...shown, alerts: { ...row.alerts, system_alerts: [], user_alerts: [] } }
}
