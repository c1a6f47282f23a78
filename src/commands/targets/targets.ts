import type { Target } from '../../account/account.ts'
import { allHarmless } from '../../harmless.ts'
import type { Io } from '../../io.ts'
import { openFleet, readProfile, type FleetFlags } from '../../opening/open-fleet.ts'

/** What `targets` takes. */
export interface TargetsFlags extends FleetFlags {
  /** The file that they go to, instead of standard output. */
  readonly out?: string
}

/** `targets`: the members as targets of Prometheus. Resolves to the exit code. */
export async function targets(flags: TargetsFlags, io: Io): Promise<number> {
  const open = await openFleet(io, flags, readProfile(io, flags))
  const account = await open.account()
  const found = await account.targets(open.policy.fleetTag)
  const text = `${JSON.stringify(allHarmless(found.map(groupOf)), null, 2)}\n`
  if (flags.out === undefined) {
    io.out(text)
    return 0
  }
  if (io.files.read(flags.out) !== text) io.write(flags.out, text)
  return 0
}

/** The names and forms of Prometheus' own linode_sd (2.53): lists between commas, addresses without a prefix length. */
function groupOf({ id, label, tags, ipv4, ipv6, region, type, image, status }: Target): object {
  const [inner, ...more] = ipv4.filter(isPrivate)
  const [first, ...others] = ipv4.filter((address) => !isPrivate(address))
  const extra = [...others, ...more]
  const labels = {
    instance_id: `${id}`,
    instance_label: label,
    image,
    region,
    type,
    status,
    private_ipv4: inner ?? '',
    public_ipv4: first ?? '',
    public_ipv6: ipv6.replace(/\/\d+$/, ''),
    ...(extra.length === 0 ? {} : { extra_ips: `,${extra.join(',')},` }),
    ...(tags.length === 0 ? {} : { tags: `,${tags.join(',')},` }),
  }
  const named = Object.entries(labels).map(([name, value]) => [`__meta_linode_${name}`, value])
  return { targets: [`${first ?? inner ?? ''}:80`], labels: Object.fromEntries(named) }
}

/** Linode's private addresses are 192.168.128.0/17. */
function isPrivate(address: string): boolean {
  const [a, b, c] = address.split('.').map(Number)
  return a === 192 && b === 168 && (c ?? 0) >= 128
}
