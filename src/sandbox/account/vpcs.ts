import type { SubnetRow } from '../state/subnet-row.ts'
import { AddressRange } from '../state/addresses.ts'
import { apiTime } from '../wire/api-time.ts'
import { type Call, idParam } from '../wire/call.ts'
import { pageOf } from '../wire/paging.ts'
import { notFound } from '../wire/refusal.ts'
import type { InstanceRow } from '../state/rows.ts'
import { nextId, type State } from '../state/state.ts'
import type { FilterFields } from '../wire/x-filter.ts'

/** A VPC subnet made by hand, in a VPC of its own unless one is named. */
export interface HandMadeSubnet {
  readonly id?: number
  readonly vpc?: number
  readonly region: string
  /** `10.0.<n>.0/24` when left out. */
  readonly ipv4?: string
}

/** A network and how many of its bits are fixed. */
export interface Cidr {
  readonly first: number
  readonly bits: number
}

/** Reads `10.0.1.0/24`; a host alone has 32 bits. */
export function cidrOf(text: string): Cidr {
  const [host = '', bits = '32'] = text.split('/')
  const first = host.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  return { first, bits: Number(bits) }
}

/** Whether an IPv4 address lies in a network. */
export function liesIn(address: string, network: string): boolean {
  const { first, bits } = cidrOf(network)
  const size = 2 ** (32 - bits)
  const at = cidrOf(address).first
  return at >= first && at < first + size
}

/** Makes a subnet and returns its id. The first addresses are the gateway's and those of NodeBalancers. */
export function addSubnet(state: State, spec: HandMadeSubnet): number {
  const id = spec.id ?? nextId(state, 'subnet')
  const vpc = spec.vpc ?? nextId(state, 'vpc')
  const ipv4 = spec.ipv4 ?? `10.0.${state.subnets.size % 256}.0/24`
  const { first, bits } = cidrOf(ipv4)
  const addresses = new AddressRange(first + RESERVED, 2 ** (32 - bits) - RESERVED)
  const { region } = spec
  state.subnets.set(id, {
    id,
    vpc,
    label: `subnet-${id}`,
    region,
    ipv4,
    created: state.clock.now(),
    addresses,
  })
  return id
}

const RESERVED = 16

/** What a NodeBalancer speaks to a subnet's members from: four of its addresses. */
export function rangeFor(state: State, subnet: number): string {
  const [network = '10.0.0.0'] = (state.subnets.get(subnet)?.ipv4 ?? '').split('/')
  return `${network.replace(/(?<!\d)\d+$/, '4')}/30`
}

function instancesIn(state: State, subnet: number): readonly InstanceRow[] {
  return state.instances.all().filter((row) => row.vpcIpv4.some((each) => each.subnet === subnet))
}

function showBare(state: State, row: SubnetRow): Readonly<Record<string, unknown>> {
  return {
    id: row.id,
    label: row.label,
    ipv4: row.ipv4,
    linodes: instancesIn(state, row.id).map((each) => ({
      id: each.id,
      interfaces: [{ id: each.configId + 1, config_id: each.configId, active: true }],
    })),
    created: apiTime(row.created),
    updated: apiTime(row.created),
  }
}

/** A subnet as it is shown by itself: with what else than instances is in it. */
function showSubnet(state: State, row: SubnetRow): unknown {
  const rows = state.nodebalancers.all().filter((nb) => nb.vpcs.some((v) => v.subnet === row.id))
  const nodebalancers = rows.map(({ id }) => ({ id, ipv4_range: rangeFor(state, row.id) }))
  return { ...showBare(state, row), databases: [], nodebalancers }
}

interface VpcRow {
  readonly id: number
  readonly label: string
  readonly region: string
  readonly created: number
  readonly subnets: readonly SubnetRow[]
}

function vpcs(state: State): readonly VpcRow[] {
  const rows = [...state.subnets.values()]
  return [...new Set(rows.map((row) => row.vpc))].map((id) => {
    const subnets = rows.filter((row) => row.vpc === id)
    const region = subnets[0]?.region ?? ''
    return { id, label: `vpc-${id}`, region, created: subnets[0]?.created ?? 0, subnets }
  })
}

const VPC_FIELDS: FilterFields<VpcRow> = {
  id: (row) => row.id,
  label: (row) => row.label,
  region: (row) => row.region,
}

function showVpc(state: State, row: VpcRow): unknown {
  return {
    id: row.id,
    label: row.label,
    description: '',
    region: row.region,
    subnets: row.subnets.map((each) => showBare(state, each)),
    created: apiTime(row.created),
    updated: apiTime(row.created),
    ipv4: [],
    ipv6: [],
  }
}

/** GET /vpcs */
export function listVpcs(call: Call): unknown {
  return pageOf(call, vpcs(call.state), { fields: VPC_FIELDS, show: (row) => showVpc(call.state, row) })
}

/** GET /vpcs/{vpcId} */
export function getVpc(call: Call): unknown {
  const row = vpcs(call.state).find(({ id }) => id === idParam(call, 0))
  if (row === undefined) throw notFound()
  return showVpc(call.state, row)
}

/** GET /vpcs/{vpcId}/subnets/{vpcSubnetId} */
export function getSubnet(call: Call): unknown {
  const row = call.state.subnets.get(idParam(call, 1))
  if (row === undefined || row.vpc !== idParam(call, 0)) throw notFound()
  return showSubnet(call.state, row)
}

/** GET /vpcs/ips: every address that an instance has in a subnet. */
export function listVpcAddresses(call: Call): unknown {
  const { state } = call
  const rows = state.instances
    .all()
    .flatMap((row) =>
      row.vpcIpv4.map((each) => ({ row, subnet: state.subnets.get(each.subnet), address: each.address })),
    )
  const fields: FilterFields<(typeof rows)[number]> = {
    linode_id: ({ row }) => row.id,
    region: ({ row }) => row.region,
    vpc_id: ({ subnet }) => subnet?.vpc ?? null,
  }
  return pageOf(call, rows, {
    fields,
    show: ({ row, subnet, address }) => ({
      address,
      address_range: null,
      vpc_id: subnet?.vpc ?? 0,
      subnet_id: subnet?.id ?? 0,
      region: row.region,
      linode_id: row.id,
      config_id: row.configId,
      interface_id: row.configId + 1,
      nodebalancer_id: null,
      database_id: null,
      active: true,
      nat_1_1: '',
      gateway: null,
      prefix: null,
      subnet_mask: '',
    }),
  })
}
