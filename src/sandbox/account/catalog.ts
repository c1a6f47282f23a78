import type { Call } from '../wire/call.ts'
import type { Image } from '../state/catalog-rows.ts'
import type { LinodeType } from '../state/catalog-rows.ts'
import { pageOf } from '../wire/paging.ts'
import { notFound } from '../wire/refusal.ts'
import type { Region } from '../state/catalog-rows.ts'
import type { FilterFields } from '../wire/x-filter.ts'

const TYPE_FIELDS: FilterFields<LinodeType> = {
  class: (row) => row.class,
  disk: (row) => row.disk,
  gpus: (row) => row.gpus,
  label: (row) => row.label,
  memory: (row) => row.memory,
  network_out: (row) => row.network_out,
  transfer: (row) => row.transfer,
  vcpus: (row) => row.vcpus,
}

const REGION_FIELDS: FilterFields<Region> = {
  country: (row) => row.country,
  site_type: (row) => row.site_type,
}

const IMAGE_FIELDS: FilterFields<Image> = {
  deprecated: (row) => row.deprecated,
  is_public: (row) => row.is_public,
  label: (row) => row.label,
  size: (row) => row.size,
  status: (row) => row.status,
  tags: (row) => row.tags,
  type: (row) => row.type,
  vendor: (row) => row.vendor,
}

const asIs = (row: unknown): unknown => row

function found<Row>(rows: ReadonlyMap<string, Row>, id: string | undefined): Row {
  const row = rows.get(id ?? '')
  if (row === undefined) throw notFound()
  return row
}

/** GET /linode/types */
export function listTypes(call: Call): unknown {
  return pageOf(call, [...call.state.types.values()], { fields: TYPE_FIELDS, show: asIs })
}

/** GET /linode/types/{typeId} */
export function getType(call: Call): unknown {
  return found(call.state.types, call.params[0])
}

/** GET /regions */
export function listRegions(call: Call): unknown {
  return pageOf(call, [...call.state.regions.values()], { fields: REGION_FIELDS, show: asIs })
}

/** GET /regions/{regionId} */
export function getRegion(call: Call): unknown {
  return found(call.state.regions, call.params[0])
}

/** GET /regions/{regionId}/availability, a bare list: every type, but for what the switch noCapacity names. */
export function regionAvailability(call: Call): unknown {
  const region = call.params[0]
  found(call.state.regions, region)
  return availabilityIn(call, region)
}

function availabilityIn(call: Call, region: string | undefined): readonly Availability[] {
  const { types, switches } = call.state
  return [...types.keys()].map((plan) => ({ region, plan, available: !switches.noCapacity.includes(plan) }))
}

interface Availability {
  readonly region: string | undefined
  readonly plan: string
  readonly available: boolean
}

/** GET /regions/availability: the same of all regions. */
export function listAvailability(call: Call): unknown {
  const rows = [...call.state.regions.keys()].flatMap((region) => availabilityIn(call, region))
  const fields = {
    region: (row: (typeof rows)[number]) => row.region ?? '',
    plan: (row: (typeof rows)[number]) => row.plan,
    available: (row: (typeof rows)[number]) => row.available,
  }
  return pageOf(call, rows, { fields, show: asIs })
}

/** GET /images */
export function listImages(call: Call): unknown {
  return pageOf(call, [...call.state.images.values()], { fields: IMAGE_FIELDS, show: asIs })
}

/** GET /images/{imageId}; the id holds a slash, escaped or not. */
export function getImage(call: Call): unknown {
  return found(call.state.images, call.params.join('/'))
}

/** GET /nodebalancers/types */
export function listNodeBalancerTypes(call: Call): unknown {
  const price = { hourly: 0.015, monthly: 10 }
  const region_prices = [
    { id: 'id-cgk', hourly: 0.018, monthly: 12 },
    { id: 'br-gru', hourly: 0.021, monthly: 14 },
  ]
  const rows = [{ id: 'nodebalancer', label: 'NodeBalancer', price, region_prices, transfer: 0 }]
  const fields: FilterFields<(typeof rows)[number]> = {
    label: (row) => row.label,
    'price.hourly': (row) => row.price.hourly,
    'price.monthly': (row) => row.price.monthly,
    transfer: (row) => row.transfer,
  }
  return pageOf(call, rows, { fields, show: asIs })
}
