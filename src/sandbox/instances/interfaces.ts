import { type BodyReader, isObject, type JsonObject } from '../wire/body-reader.ts'
import type { InstanceRow } from '../state/rows.ts'
import type { State } from '../state/state.ts'

/** What a create's interfaces come to. */
export interface Wiring {
  /** The VPC subnet the instance gets an address in, or null. */
  readonly subnet: number | null
  /** The firewall of its interfaces; a legacy instance has one of its own. */
  readonly firewall: number | null
}

/** What says that an instance is to have no firewall, whatever the account's default. */
export const NO_FIREWALL = -1

/** Reads the `interfaces` of a create: those of one generation only, each in a subnet of the same region. */
export function readInterfaces(
  reader: BodyReader,
  state: State,
  generation: InstanceRow['interfaceGeneration'],
): Wiring {
  const bodies = reader.objects('interfaces')
  for (const [at, body] of bodies.entries())
    if ((body['purpose'] === undefined) !== (generation === 'linode'))
      reader.problem(`interfaces[${at}]`, `This interface does not fit interface_generation ${generation}`)
  const wired = bodies.map((body, at) => subnetOf(reader, state, body, `interfaces[${at}]`))
  if (generation === 'linode' && reader.has('firewall_id'))
    reader.problem(
      'firewall_id',
      'firewall_id must be set on the interfaces of a Linode with Linode interfaces',
    )
  const firewall = firewallOf(reader, state, bodies)
  return { subnet: wired.find((id) => id !== null) ?? null, firewall: firewall ?? null }
}

function firewallOf(reader: BodyReader, state: State, bodies: readonly JsonObject[]): number | undefined {
  const named = bodies.map((body) => body['firewall_id'])
  for (const [at, id] of named.entries())
    if (typeof id === 'number' && id !== NO_FIREWALL && !state.firewallRules.has(id))
      reader.problem(`interfaces[${at}].firewall_id`, 'firewall_id is not valid')
  return named.find((id) => typeof id === 'number')
}

function subnetOf(reader: BodyReader, state: State, body: JsonObject, path: string): number | null {
  const vpc = body['vpc']
  const asked = body['purpose'] === 'vpc' ? body['subnet_id'] : isObject(vpc) ? vpc['subnet_id'] : undefined
  if (body['purpose'] !== 'vpc' && !isObject(vpc)) return null
  const subnet = typeof asked === 'number' ? state.subnets.get(asked) : undefined
  if (subnet === undefined || subnet.region !== reader.raw('region')) {
    reader.problem(`${path}.subnet_id`, 'The subnet must exist in the region of the Linode')
    return null
  }
  return subnet.id
}
