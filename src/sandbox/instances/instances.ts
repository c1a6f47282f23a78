import { apiTime } from '../wire/api-time.ts'
import { BodyReader, isObject, labelTaken, parseBody, readTags } from '../wire/body-reader.ts'
import { type Call, idParam } from '../wire/call.ts'
import { addEvent, instanceEntity } from '../account/events.ts'
import { readInstanceLabel } from './instance-create.ts'
import { putToRest } from './instance-delete.ts'
import { isLabelTaken } from './instance-life.ts'
import { showInstance, showListedInstance } from './instance-view.ts'
import { pageOf } from '../wire/paging.ts'
import { statusAt } from './power.ts'
import { notFound, refused } from '../wire/refusal.ts'
import type { InstanceRow } from '../state/rows.ts'
import type { State } from '../state/state.ts'
import type { FilterFields } from '../wire/x-filter.ts'

const FIELDS: FilterFields<InstanceRow> = {
  id: (row) => row.id,
  label: (row) => row.label,
  tags: (row) => row.tags,
  region: (row) => row.region,
  image: (row) => row.image,
  ipv4: (row) => [...row.publicIpv4, ...row.privateIpv4],
  group: (row) => row.group,
  'placement_group.label': (row) =>
    row.placementGroup === null ? null : `placement-group-${row.placementGroup}`,
  'placement_group.placement_group_type': (row) =>
    row.placementGroup === null ? null : 'anti_affinity:local',
}

/** The instance a path names; 404 when it is not there or on its way out. */
export function instanceOf(call: Call): InstanceRow {
  const row = call.state.instances.get(idParam(call, 0))
  if (row === undefined || !isVisible(call.state, row)) throw notFound()
  return row
}

/** Whether the token's user may see an instance. */
function isVisible({ switches }: State, { id }: InstanceRow): boolean {
  return switches.visibleLinodes?.includes(id) ?? true
}

/** Writes a changed instance. */
export function keepInstance(state: State, row: InstanceRow, at: number): void {
  state.instances.put(row, at)
}

/** The instances as a list shows them now, with the moment they are shown as of. */
export function listedInstances(
  state: State,
  now: number,
): { readonly rows: readonly InstanceRow[]; readonly at: number } {
  const lag = state.switches.listLag.instances
  return lag === 0
    ? { rows: state.instances.all(), at: now }
    : { rows: state.instances.asOf(now - lag), at: now - lag }
}

/** GET /linode/instances */
export function listInstances(call: Call): unknown {
  const { state, version } = call
  const { rows, at } = listedInstances(state, call.now)
  const byStatus = { status: (row: InstanceRow) => statusAt(row.phases, at) }
  const { ipv4: _, ...notByAddress } = FIELDS
  const plain = state.switches.addressFilter ? FIELDS : notByAddress
  const fields = state.switches.statusFilter ? { ...plain, ...byStatus } : plain
  const visible = rows.filter((row) => isVisible(state, row))
  return pageOf(call, visible, { fields, show: (row) => showListedInstance(state, row, at, version) })
}

/** GET /linode/instances/{linodeId} */
export function getInstance(call: Call): unknown {
  return showInstance(call.state, instanceOf(call), call.now, call.version)
}

function alertsOf(row: InstanceRow, asked: unknown): InstanceRow['alerts'] {
  if (!isObject(asked)) return row.alerts
  const numbers = Object.entries(asked).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number',
  )
  return { ...row.alerts, ...Object.fromEntries(numbers.filter(([name]) => name in row.alerts)) }
}

/** Changes an instance's label, freeing the old one. */
export function relabel(state: State, row: InstanceRow, label: string): void {
  state.labels.delete(row.label)
  state.labels.set(label, row.id)
}

/** PUT /linode/instances/{linodeId}: a partial body changes only what it names. */
export function updateInstance(call: Call): unknown {
  const { state, now } = call
  const row = instanceOf(call)
  const reader = new BodyReader(parseBody(call.body))
  const label = readInstanceLabel(reader) ?? row.label
  const tags = readTags(reader) ?? row.tags
  const group = reader.text('group') ?? row.group
  const watchdogEnabled = reader.flag('watchdog_enabled') ?? row.watchdogEnabled
  if (label !== row.label && isLabelTaken(state, label, now)) throw labelTaken('linodes')
  reader.check()
  if (label !== row.label) relabel(state, row, label)
  const alerts = alertsOf(row, reader.raw('alerts'))
  const changed = { ...row, label, tags, group, watchdogEnabled, alerts, updated: now }
  keepInstance(state, changed, now)
  addEvent(state, now, { action: 'linode_update', entity: instanceEntity(changed), outcome: 'notification' })
  return showInstance(state, changed, now, call.version)
}

/** DELETE /linode/instances/{linodeId}: works in every status, also while provisioning. */
export function deleteInstance(call: Call): unknown {
  const row = instanceOf(call)
  if (row.deletedAt !== null) throw notFound()
  // The real refusal's status and text are not known; only that a locked Linode is not deleted.
  if (row.locks.length > 0)
    throw refused(`This Linode is locked (${row.locks.join(', ')}) and cannot be deleted.`)
  putToRest(call.state, row, call.now)
  return {}
}

/** GET /linode/instances/{linodeId}/configs: the one profile an instance boots from. */
export function listInstanceConfigs(call: Call): unknown {
  const row = instanceOf(call)
  const configs = row.image === null ? [] : [{ id: row.configId, label: 'My Disk Profile' }]
  return pageOf(call, configs, {
    fields: { label: (config) => config.label },
    show: (config) => ({ ...config, ...bootProfile(row) }),
  })
}

function bootProfile(row: InstanceRow): Readonly<Record<string, unknown>> {
  const none = { sdb: null, sdc: null, sdd: null, sde: null, sdf: null, sdg: null, sdh: null }
  return {
    helpers: {
      updatedb_disabled: true,
      distro: true,
      modules_dep: true,
      network: true,
      devtmpfs_automount: true,
    },
    kernel: 'linode/grub2',
    comments: '',
    memory_limit: 0,
    created: apiTime(row.created),
    updated: apiTime(row.created),
    root_device: '/dev/sda',
    devices: { sda: { disk_id: row.configId + 1, volume_id: null }, ...none },
    initrd: null,
    run_level: 'default',
    virt_mode: 'paravirt',
    interfaces: [],
  }
}
