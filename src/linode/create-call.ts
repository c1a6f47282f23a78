import type { InstanceSpec } from '../fleet/model/instance-spec.ts'
import { fillIn, memberNames } from '../fleet/model/member-names.ts'
import type { Policy } from '../fleet/model/policy.ts'
import { isRow, type Row } from './api-error.ts'
import type { Addressing } from './addressing.ts'
import type { Call, Pace } from './call.ts'
import { rootPassword } from './root-password.ts'

/** What one create is about. */
export interface Wanted {
  readonly instance: InstanceSpec
  readonly type: string
  readonly label: string
  readonly policy: Policy
  readonly addressing: Pick<Addressing, 'kind' | 'generation'>
}

/** The create of one instance. The label and all tags are in it, so that ownership is born with the instance. */
export function createCall(wanted: Wanted, pace: Pace, until: number): Call {
  const { instance, type, label } = wanted
  const { region, image, tags, fields } = instance
  const metadata = metadataFor(wanted)
  const password = hasKeys(fields) ? null : rootPassword()
  const body = {
    ...networkOf(wanted),
    ...metadata,
    region,
    type,
    image,
    tags,
    label,
    ...(password === null ? {} : { root_pass: password }),
  }
  const secrets = [...(password === null ? [] : [password]), ...secretsIn({ ...fields, ...metadata })]
  return {
    method: 'POST',
    path: '/v4beta/linode/instances',
    what: `creating ${label}`,
    body,
    until,
    secrets,
    repeatable: false,
    timeout: pace.createTimeout,
  }
}

/** The user data of this member, in base64. */
function metadataFor({ instance: { userData }, label, policy }: Wanted): Row {
  if (userData === undefined) return {}
  const text = fillIn(userData, memberNames(label, policy))
  return { metadata: { user_data: Buffer.from(text, 'latin1').toString('base64') } }
}

/** With somebody's keys the API wants no root password, and then there is none that could leak. */
function hasKeys(fields: Row): boolean {
  const lists: readonly unknown[] = [fields['authorized_keys'], fields['authorized_users']]
  return lists.some((list) => Array.isArray(list) && list.length > 0)
}

/** The profile's fields with the network that the kind of address needs. */
function networkOf({ instance: { fields }, policy, addressing: { kind, generation } }: Wanted): Row {
  const { subnet } = policy.backend
  const interface_generation = generation
  if (kind === 'private-ipv4') return { ...fields, private_ip: true, interface_generation }
  if (generation === 'legacy_config') {
    const vpc = { purpose: 'vpc', primary: true, subnet_id: subnet, ipv4: { nat_1_1: 'any' } }
    return { ...fields, interface_generation, ...(kind === 'vpc' ? { interfaces: [vpc] } : {}) }
  }
  // A firewall belongs to the interface there, not to the instance.
  const { firewall_id, ...rest } = fields
  const guarded = firewall_id === undefined ? {} : { firewall_id }
  return { ...rest, interface_generation, interfaces: [{ ...guarded, ...linodeInterface(kind, subnet) }] }
}

function linodeInterface(kind: 'vpc' | 'public-ipv6', subnet: number | null): Row {
  const own = { address: 'auto', primary: true }
  return kind === 'vpc'
    ? { vpc: { subnet_id: subnet, ipv4: { addresses: [{ ...own, nat_1_1_address: 'auto' }] } } }
    : { public: { ipv4: { addresses: [own] }, ipv6: {} } }
}

/** Values that a person may have put secrets into, should the API repeat them in an error. */
function secretsIn(fields: Row): readonly string[] {
  const inside = [fields['stackscript_data'], fields['metadata']].filter(isRow)
  const values = inside.flatMap((row) => Object.values(row))
  return values.filter((v) => typeof v === 'string').filter((v) => v.length > 3)
}
