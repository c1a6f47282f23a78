import { addressesOf, type OwnedAddress, showAddress } from '../instances/instance-addresses.ts'
import { statusAt } from '../instances/power.ts'
import type { InstanceRow } from '../state/rows.ts'
import type { State } from '../state/state.ts'

/** A target with its labels, in the form of Prometheus' http_sd. */
export interface TargetGroup {
  readonly targets: readonly string[]
  readonly labels: Readonly<Record<string, string>>
}

const MEGABYTE = 2 ** 20

interface Addressing {
  readonly public?: OwnedAddress
  readonly private?: OwnedAddress
  readonly ipv6?: OwnedAddress
  readonly extra: readonly string[]
}

function addressing(row: InstanceRow): Addressing {
  const all = addressesOf(row)
  const of = (kind: OwnedAddress['kind']): OwnedAddress[] => all.filter((each) => each.kind === kind)
  const [[one, ...more], [inside, ...others], [v6]] = [of('public'), of('private'), of('ipv6')]
  return {
    ...(one === undefined ? {} : { public: one }),
    ...(inside === undefined ? {} : { private: inside }),
    ...(v6 === undefined ? {} : { ipv6: v6 }),
    extra: [...more, ...others].map(({ address }) => address),
  }
}

function rdnsOf(address: OwnedAddress | undefined): string {
  const rdns = address === undefined ? null : showAddress(address)['rdns']
  return typeof rdns === 'string' ? rdns : ''
}

function addressLabels(row: InstanceRow): Readonly<Record<string, string>> {
  const { public: outside, private: inside, ipv6, extra } = addressing(row)
  return {
    private_ipv4: inside?.address ?? '',
    private_ipv4_rdns: rdnsOf(inside),
    public_ipv4: outside?.address ?? '',
    public_ipv4_rdns: rdnsOf(outside),
    public_ipv6: ipv6?.address ?? '',
    public_ipv6_rdns: rdnsOf(ipv6),
    ...(extra.length === 0 ? {} : { extra_ips: `,${extra.join(',')},` }),
  }
}

function specLabels(state: State, row: InstanceRow): Readonly<Record<string, string>> {
  const type = state.types.get(row.type)
  return {
    gpus: String(type?.gpus ?? 0),
    specs_disk_bytes: String((type?.disk ?? 0) * MEGABYTE),
    specs_memory_bytes: String((type?.memory ?? 0) * MEGABYTE),
    specs_transfer_bytes: String((type?.transfer ?? 0) * MEGABYTE),
    specs_vcpus: String(type?.vcpus ?? 0),
  }
}

function labelsOf(state: State, row: InstanceRow): Readonly<Record<string, string>> {
  return {
    instance_id: String(row.id),
    instance_label: row.label,
    image: row.image ?? '',
    region: row.region,
    type: row.type,
    status: statusAt(row.phases, state.clock.now()),
    group: row.group,
    hypervisor: 'kvm',
    backups: row.backupsEnabled ? 'enabled' : 'disabled',
    ...(row.tags.length === 0 ? {} : { tags: `,${row.tags.join(',')},` }),
    ...addressLabels(row),
    ...specLabels(state, row),
  }
}

/**
 * What Prometheus' linode_sd makes of the account, for a Prometheus that was built without it: the same targets and
 * the same `__meta_linode_*` labels (those of Prometheus 2.53), so that relabelling need not be changed.
 */
export function targetGroups(state: State): readonly TargetGroup[] {
  return state.instances.all().map((row) => ({
    targets: [`${row.publicIpv4[0] ?? ''}:80`],
    labels: Object.fromEntries(
      Object.entries(labelsOf(state, row)).map(([name, value]) => [`__meta_linode_${name}`, value]),
    ),
  }))
}
