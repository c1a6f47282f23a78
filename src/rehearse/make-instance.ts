import type { Reply } from '../account/probe.ts'
import { NotKnown } from './not-known.ts'
import type { Lab } from './lab.ts'
import { oncePerLab } from './once-per-lab.ts'
import { numberIn, rowOf, textIn, textsIn, told, type Row } from './rows.ts'
import { instanceLabel } from './stage.ts'

/** An instance that a rehearsal has made. */
export interface Made {
  readonly id: number
  /** The create's own answer. */
  readonly row: Row
  /** When it was answered, on the monotonic clock. */
  readonly at: number
}

/** The account's settings; null where they may not be read. */
export const settings = oncePerLab(async (lab): Promise<Row | null> =>
  rowOf(await lab.read('/v4/account/settings')),
)

/** Sends the create of the n-th instance: the smallest that the profile's image and region allow. */
export async function sendCreate(lab: Lab, n: number, other: Row = {}): Promise<Reply> {
  const { region, type, image, keys, tag, prices } = lab.stage
  const body = {
    ...keys,
    ...(await network(lab)),
    region,
    type,
    image,
    label: instanceLabel(lab.stage, n),
    tags: [tag],
    ...other,
  }
  return await lab.make(prices.instance, { method: 'POST', path: '/v4beta/linode/instances', body })
}

/** What came of a create; NotKnown when it came to nothing. */
export function madeBy(lab: Lab, n: number, reply: Reply): Made {
  const row = rowOf(reply)
  if (row === null) throw new NotKnown(`creating ${instanceLabel(lab.stage, n)}: ${told(reply)}`)
  return { id: numberIn(row, 'id'), row, at: lab.clock.monotonic() }
}

/** The instance that most experiments are made with. */
export const firstInstance = oncePerLab(async (lab) => madeBy(lab, 1, await sendCreate(lab, 1)))

/** The host part of its backend nodes' addresses: its private address, or where it has none its IPv6 address. */
export function hostOf({ row }: Made): string {
  const own = textsIn(row, 'ipv4').find((ip) => ip.startsWith('192.168.'))
  return own ?? `[${textIn(row, 'ipv6').replace(/\/\d+$/, '')}]`
}

/** An account may allow only interfaces of the newer kind, which have no private address. */
async function network(lab: Lab): Promise<Row> {
  const rule = textIn(await settings(lab), 'interfaces_for_new_linodes')
  if (rule !== 'linode_only') return { private_ip: true, interface_generation: 'legacy_config' }
  const address = { addresses: [{ address: 'auto', primary: true }] }
  return { interface_generation: 'linode', interfaces: [{ public: { ipv4: address, ipv6: {} } }] }
}
