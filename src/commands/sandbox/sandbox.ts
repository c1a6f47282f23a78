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
import { serveSandbox } from '../../sandbox/server.ts'
import { startTraffic, type Traffic } from '../../sandbox/traffic/traffic.ts'
import { installedFile } from '../../opening/installed-file.ts'
import { readProfile, type FleetFlags } from '../../opening/open-fleet.ts'
import { logLine } from '../../telling/tell-progress.ts'

/** What `sandbox` takes; numbers as they were typed. */
export interface SandboxFlags extends FleetFlags {
  readonly members?: string
  readonly foreign?: string
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
  const port = count('--port', flags.port, { from: 0, to: 65_535 }) ?? 0
  const speed = count('--speed', flags.speed, { from: 1, to: 100_000 }) ?? 1
  const work = count('--work', flags.work, { from: 0, to: 10_000 })
  const profile = profileFor(flags, io)
  const api = createSandbox({ clock: realClock(speed), ...factsOf(flags, io) })
  addFaults(api, flags, io)
  seedFleet(api, seedOf(profile, members ?? profile.policy.size.min, foreign))
  const traffic =
    flags.serve === undefined ? null : await startTraffic(api.network, work === null ? {} : { work })
  const server = await serveSandbox(api, { port, ...(traffic === null ? {} : { traffic }) }).catch(
    (error: unknown) => {
      throw new UsageError(`the sandbox cannot listen on port ${port}: ${String(error)}`)
    },
  )
  announce(io, flags, { url: server.url, token: api.token, traffic })
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
function profileFor(flags: SandboxFlags, io: Io): Profile {
  const example = installedFile(io, EXAMPLE)
  const isNamed = flags.profile !== undefined || (io.env['LINODE_AUTOSCALE_PROFILE'] ?? '') !== ''
  if (isNamed || example === null || isProfileThere(io)) return readProfile(io, flags).profile
  const { profile } = readProfile(io, { ...flags, profile: example })
  logLine(io, `no profile was found: this is the example's fleet. For the other commands:`)
  logLine(io, `export LINODE_AUTOSCALE_PROFILE=${example}`)
  return profile
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
}

function announce(io: Io, { json }: SandboxFlags, { url, token, traffic }: Announced): void {
  const served = traffic?.view().nodebalancers.map(({ id, config, port, url }) => ({ id, config, port, url }))
  const shown = served === undefined ? {} : { nodebalancers: served }
  if (json)
    io.out(`${JSON.stringify({ version: 1, command: 'sandbox', result: 'done', url, token, ...shown })}\n`)
  else io.out(`export LINODE_URL=${url}\nexport LINODE_TOKEN=${token}\n`)
  io.err('sandbox: listening; point the other commands at it with these two lines, end it with Ctrl-C\n')
  for (const each of served ?? [])
    io.err(`sandbox: NodeBalancer ${each.id}, port ${each.port}, takes real connections at ${each.url}\n`)
}
