import { UsageError } from '../../errors.ts'
import type { Io } from '../../io.ts'
import { readable, usualPlaces } from '../../profile/find-profile.ts'
import type { Profile } from '../../profile/profile.ts'
import { readFacts } from '../../opening/read-facts.ts'
import { sandboxFacts } from './sandbox-facts.ts'
import { realClock } from '../../sandbox/state/clock.ts'
import { parseFaults } from '../../sandbox/control/fault-rules.ts'
import { createSandbox, type Sandbox } from '../../sandbox/sandbox.ts'
import { seedFleet } from '../../sandbox/seed.ts'
import { seedOf } from './seed-of.ts'
import { specsOf } from './specs-of.ts'
import { serveSandbox } from '../../sandbox/server.ts'
import { startTraffic, type Traffic } from '../../sandbox/traffic/traffic.ts'
import { installedFile } from '../../opening/installed-file.ts'
import { tellPlain } from '../../telling/tell-plain.ts'
import { readProfile, type FleetFlags } from '../../opening/open-fleet.ts'

/** What `sandbox` takes; numbers as they were typed. */
export interface SandboxFlags extends FleetFlags {
  readonly members?: string
  readonly foreign?: string
  readonly drifted?: string
  readonly port?: string
  readonly speed?: string
  readonly faults?: string
  readonly facts?: string
  readonly serve?: true
  readonly work?: string
}

/** `sandbox`: a Linode API on loopback, seeded from the profile, until a signal ends it. Resolves to the exit code. */
export async function sandbox(flags: SandboxFlags, io: Io): Promise<number> {
  const members = count('--members', flags.members, { from: 0, to: 5_000 })
  const foreign = count('--foreign', flags.foreign, { from: 0, to: 1_000 }) ?? 0
  const drifted = count('--drifted', flags.drifted, { from: 0, to: 5_000 }) ?? 0
  const port = count('--port', flags.port, { from: 0, to: 65_535 }) ?? 0
  const speed = count('--speed', flags.speed, { from: 1, to: 100_000 }) ?? 1
  const work = count('--work', flags.work, { from: 0, to: 10_000 })
  const { profile, example } = profileFor(flags, io)
  const api = createSandbox({ clock: realClock(speed), ...factsOf(flags, io) })
  addFaults(api, flags, io)
  const seed = seedOf(profile, members ?? profile.policy.size.min, foreign)
  seedFleet(api, { ...seed, ...(await specsOf(io, profile, drifted)) })
  const traffic =
    flags.serve === undefined ? null : await startTraffic(api.network, work === null ? {} : { work })
  const server = await serveSandbox(api, { port, ...(traffic === null ? {} : { traffic }) }).catch(
    (error: unknown) => {
      throw new UsageError(`the sandbox cannot listen on port ${port}: ${String(error)}`)
    },
  )
  announce(io, flags, { url: server.url, token: api.token, traffic, example })
  await new Promise<void>((resolve) => {
    if (io.stop.aborted) resolve()
    io.stop.addEventListener('abort', () => resolve(), { once: true })
  })
  await server.close()
  await traffic?.close()
  return 0
}

const EXAMPLE = 'examples/web.yaml'

/** The profile that is named or found; where there is none, the example that is shipped, which the other commands must be told of too. */
function profileFor(
  flags: SandboxFlags,
  io: Io,
): { readonly profile: Profile; readonly example: string | null } {
  const example = installedFile(io, EXAMPLE)
  const isNamed = flags.profile !== undefined || (io.env['LINODE_AUTOSCALE_PROFILE'] ?? '') !== ''
  if (isNamed || example === null || isProfileThere(io))
    return { profile: readProfile(io, flags).profile, example: null }
  return { profile: readProfile(io, { ...flags, profile: example }).profile, example }
}

function isProfileThere(io: Io): boolean {
  return usualPlaces(io.env).some((path) => io.files.facts(path) !== null)
}

function count(
  flag: string,
  text: string | undefined,
  { from, to }: { readonly from: number; readonly to: number },
): number | null {
  if (text === undefined) return null
  const n = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN
  if (n >= from && n <= to) return n
  throw new UsageError(`${flag} ${text}: give a whole number from ${from} to ${to}`)
}

/** What an account was found to answer; nothing when no file is named. */
function factsOf({ facts }: SandboxFlags, io: Io): ReturnType<typeof sandboxFacts> {
  return sandboxFacts(facts === undefined ? {} : readFacts(facts, io.files))
}

function addFaults(api: Sandbox, { faults }: SandboxFlags, io: Io): void {
  if (faults === undefined) return
  const text = readable(faults, io.files)
  if (text === null) throw new UsageError(`--faults ${faults} does not exist`)
  try {
    for (const fault of parseFaults(text)) api.faults.add(fault)
  } catch (error) {
    throw new UsageError(`--faults ${faults}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

interface Announced {
  readonly url: string
  readonly token: string
  readonly traffic: Traffic | null
  /** The shipped profile that was taken, for want of another. */
  readonly example: string | null
}

function announce(io: Io, { json }: SandboxFlags, { url, token, traffic, example }: Announced): void {
  const served = traffic?.view().nodebalancers.map(({ id, config, port, url }) => ({ id, config, port, url }))
  const shown = served === undefined ? {} : { nodebalancers: served }
  const taken = example === null ? {} : { profile: example }
  if (json) {
    const report = { version: 1, command: 'sandbox', result: 'done', url, token, ...taken, ...shown }
    io.out(`${JSON.stringify(report)}\n`)
  } else io.out(exportsOf({ LINODE_URL: url, LINODE_TOKEN: token, ...named(example) }))
  if (example !== null) tellPlain(io, 'sandbox: no profile was found: this is the fleet of the example')
  tellPlain(io, 'sandbox: listening; paste these lines into another terminal, end it with Ctrl-C')
  for (const each of served ?? [])
    tellPlain(
      io,
      `sandbox: NodeBalancer ${each.id}, port ${each.port}, takes real connections at ${each.url}`,
    )
}

function named(example: string | null): Readonly<Record<string, string>> {
  return example === null ? {} : { LINODE_AUTOSCALE_PROFILE: example }
}

/** Lines that a shell takes as they are. */
function exportsOf(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `export ${name}=${/^[\w./:-]+$/.test(value) ? value : quoted(value)}\n`)
    .join('')
}

function quoted(value: string): string {
  return `'${value.replaceAll("'", String.raw`'\''`)}'`
}
