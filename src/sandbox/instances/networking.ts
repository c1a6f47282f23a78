import type { Call } from '../wire/call.ts'
import { pageOf } from '../wire/paging.ts'
import type { FilterFields } from '../wire/x-filter.ts'
import { addressesOf, type OwnedAddress, showAddress } from './instance-addresses.ts'

const PREFIXES = { public: 24, private: 17, ipv6: 64 } as const

const IP_FIELDS: FilterFields<OwnedAddress> = {
  address: (row) => row.address,
  prefix: (row) => PREFIXES[row.kind],
  rdns: (row) => showAddress(row)['rdns'],
  region: (row) => row.owner.region,
  type: (row) => (row.kind === 'ipv6' ? 'ipv6' : 'ipv4'),
  linode_id: (row) => row.owner.id,
  reserved: () => false,
}

/** GET /networking/ips: the addresses of all instances. */
export function listAddresses(call: Call): unknown {
  const rows = call.state.instances.all().flatMap(addressesOf)
  return pageOf(call, rows, { fields: IP_FIELDS, show: showAddress })
}

/** GET /networking/ipv6/ranges: none is routed. */
export function listIpv6Ranges(call: Call): unknown {
  return pageOf(call, [], { fields: {}, show: (row) => row })
}
