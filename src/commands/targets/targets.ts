import type { Target } from '../../account/account.ts'
import { allHarmless } from '../../harmless.ts'
import type { Io } from '../../io.ts'
import { openFleet, readProfile, type FleetFlags } from '../../opening/open-fleet.ts'
import { profilePaths } from '../../opening/profile-paths.ts'
import { takeTurns } from '../../opening/take-turns.ts'
import { stopHere } from '../../telling/or-stopped.ts'
import { printFleets } from '../../telling/print-fleets.ts'
import { logLine } from '../../telling/tell-progress.ts'

/** What `targets` takes. */
export interface TargetsFlags extends FleetFlags {
  /** The file that they go to, instead of standard output. */
  readonly out?: string
}

/** `targets`: the members as targets of Prometheus, those of several fleets in one list. Resolves to the exit code. */
export async function targets(flags: TargetsFlags, io: Io): Promise<number> {
  const paths = profilePaths(flags, io)
  const [only] = paths
  if (paths.length > 1) return await ofSeveral(paths, flags, io)
  const { profile, otherProfiles: _, ...alone } = flags
  const named = only ?? profile
  return write(await groupsOf(named === undefined ? alone : { ...alone, profile: named }, io), flags, io)
}

/** A list without one of the fleets would say that it has no members: with one failure there is none, and Prometheus keeps what it has. */
async function ofSeveral(paths: readonly string[], flags: TargetsFlags, io: Io): Promise<number> {
  const { json } = flags
  const groups: object[] = []
  const results = await takeTurns({ command: 'targets', json, io }, paths, async (turn, own) => {
    groups.push(...(await groupsOf({ ...flags, ...turn }, own)))
    return 0
  })
  stopHere(io)
  const code = Math.max(...results.map((each) => each.code))
  if (code === 0) return write(groups, flags, io)
  if (json) printFleets(io, flags, { command: 'targets', results })
  else logLine(io, nothingWritten(results.filter((each) => each.code > 0).map(({ path }) => path)))
  return code
}

function nothingWritten(failed: readonly string[]): string {
  return `targets: nothing was written, since a list without the members of ${failed.join(', ')} would say that there are none`
}

async function groupsOf(flags: FleetFlags, io: Io): Promise<readonly object[]> {
  const open = await openFleet(io, flags, readProfile(io, flags))
  const account = await open.account()
  return (await account.targets(open.policy.fleetTag)).map(groupOf)
}

function write(groups: readonly object[], { out }: TargetsFlags, io: Io): number {
  const text = `${JSON.stringify(allHarmless(groups), null, 2)}\n`
  if (out === undefined) io.out(text)
  else if (io.files.read(out) !== text) io.write(out, text)
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
