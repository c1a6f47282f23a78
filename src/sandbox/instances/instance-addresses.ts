import { BodyReader, parseBody } from '../wire/body-reader.ts'
import type { Call } from '../wire/call.ts'
import { addEvent, instanceEntity } from '../account/events.ts'
import { own } from './instance-life.ts'
import { instanceOf, keepInstance } from './instances.ts'
import { invalid } from '../wire/refusal.ts'
import type { InstanceRow } from '../state/rows.ts'
import type { State } from '../state/state.ts'
import { cidrOf } from '../account/vpcs.ts'

/** An address as `/ips` lists show it. */
export type AddressView = Readonly<Record<string, unknown>> & { readonly address: string }

function common(row: InstanceRow, address: string): AddressView {
  return {
    address,
    type: 'ipv4',
    linode_id: row.id,
    interface_id: null,
    region: row.region,
    vpc_nat_1_1: null,
    reserved: false,
    assigned_entity: instanceEntity(row),
  }
}

function publicView(row: InstanceRow, address: string): AddressView {
  return {
    ...common(row, address),
    gateway: address.replace(/(?<!\d)\d+$/, '1'),
    subnet_mask: '255.255.255.0',
    prefix: 24,
    public: true,
    rdns: `${address.replaceAll('.', '-')}.ip.linodeusercontent.com`,
  }
}

function privateView(row: InstanceRow, address: string): AddressView {
  return {
    ...common(row, address),
    gateway: null,
    subnet_mask: '255.255.128.0',
    prefix: 17,
    public: false,
    rdns: null,
  }
}

function vpcView(
  state: State,
  row: InstanceRow,
  { subnet, address }: InstanceRow['vpcIpv4'][number],
): AddressView {
  const place = state.subnets.get(subnet)
  const { bits } = cidrOf(place?.ipv4 ?? '0.0.0.0/24')
  return {
    address,
    address_range: null,
    vpc_id: place?.vpc ?? 0,
    subnet_id: subnet,
    region: row.region,
    linode_id: row.id,
    config_id: row.interfaceGeneration === 'linode' ? null : row.configId,
    interface_id: row.configId + 1,
    nodebalancer_id: null,
    database_id: null,
    active: true,
    nat_1_1: row.publicIpv4[0] ?? '',
    gateway: address.replace(/(?<!\d)\d+$/, '1'),
    prefix: bits,
    subnet_mask: '255.255.255.0',
  }
}

function ipv6View(row: InstanceRow, address: string, isPublic: boolean): AddressView {
  return {
    address,
    gateway: 'fe80::1',
    subnet_mask: 'ffff:ffff:ffff:ffff::',
    prefix: 64,
    type: 'ipv6',
    rdns: null,
    linode_id: row.id,
    region: row.region,
    public: isPublic,
  }
}

function slaac(row: InstanceRow): AddressView {
  return ipv6View(row, row.ipv6.replace('/128', ''), true)
}

function linkLocal(row: InstanceRow): AddressView {
  return ipv6View(row, row.ipv6.replace('/128', '').replace('2001:db8::', 'fe80::'), false)
}

/** One address of one instance; `/networking/ips` shows it by `showAddress`. */
export interface OwnedAddress {
  readonly owner: InstanceRow
  readonly address: string
  readonly kind: 'public' | 'private' | 'ipv6'
}

/** Every address of an instance that `/networking/ips` lists. */
export function addressesOf(owner: InstanceRow): readonly OwnedAddress[] {
  return [
    ...owner.publicIpv4.map((address) => ({ owner, address, kind: 'public' }) as const),
    ...owner.privateIpv4.map((address) => ({ owner, address, kind: 'private' }) as const),
    { owner, address: owner.ipv6.replace('/128', ''), kind: 'ipv6' },
  ]
}

/** An address as `/networking/ips` shows it. */
export function showAddress({ owner, address, kind }: OwnedAddress): AddressView {
  if (kind === 'public') return publicView(owner, address)
  return kind === 'private'
    ? privateView(owner, address)
    : { ...slaac(owner), interface_id: null, vpc_nat_1_1: null }
}

/** GET /linode/instances/{linodeId}/ips */
export function getInstanceAddresses(call: Call): unknown {
  const row = instanceOf(call)
  return {
    ipv4: {
      public: row.publicIpv4.map((address) => publicView(row, address)),
      private: row.privateIpv4.map((address) => privateView(row, address)),
      shared: [],
      reserved: [],
      vpc: row.vpcIpv4.map((each) => vpcView(call.state, row, each)),
    },
    ipv6: { slaac: slaac(row), link_local: linkLocal(row), global: [], vpc: [] },
  }
}

function refusePrivate(row: InstanceRow): void {
  if (row.interfaceGeneration === 'linode')
    throw invalid('public', 'Linodes with Linode interfaces cannot have private IPv4 addresses')
  if (row.privateIpv4.length > 0) throw invalid('public', 'This Linode already has a private IPv4 address')
}

/** POST /linode/instances/{linodeId}/ips */
export function allocateAddress(call: Call): unknown {
  const { state, now } = call
  const row = instanceOf(call)
  const reader = new BodyReader(parseBody(call.body))
  reader.require('type')
  reader.require('public')
  reader.oneOf('type', ['ipv4'] as const)
  const isPublic = reader.flag('public') ?? false
  reader.check()
  if (!isPublic) refusePrivate(row)
  const address = (isPublic ? state.publicIpv4 : state.privateIpv4).take()
  const key = isPublic ? 'publicIpv4' : 'privateIpv4'
  const changed: InstanceRow = { ...row, [key]: [...row[key], address], updated: now }
  own(state, address, row.id)
  keepInstance(state, changed, now)
  addEvent(state, now, { action: 'linode_addip', entity: instanceEntity(row) })
  return isPublic ? publicView(changed, address) : privateView(changed, address)
}
