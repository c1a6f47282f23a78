import { UsageError } from '../errors.ts'
import type { Io } from '../io.ts'
import type { Profile } from '../profile/profile.ts'
import { realClock } from '../sandbox/clock.ts'
import { parseFaults } from '../sandbox/faults.ts'
import { createSandbox, type Sandbox } from '../sandbox/sandbox.ts'
import { seedFleet } from '../sandbox/seed.ts'
import { serveSandbox } from '../sandbox/server.ts'
import { openProfile, type FleetFlags } from './open-fleet.ts'

/** What `sandbox` takes; numbers as they were typed. */
export interface SandboxFlags extends FleetFlags {
  readonly members?: string
  readonly foreign?: string
  readonly port?: string
  readonly speed?: string
  readonly faults?: string
}

/** `sandbox`: a Linode API on loopback, seeded from the profile, until a signal ends it. */
export async function sandbox(flags: SandboxFlags, io: Io): Promise<number> {
  const numbers = {
    members: number('--members', flags.members, 0, 5_000),
    foreign: number('--foreign', flags.foreign, 0, 1_000) ?? 0,
    port: number('--port', flags.port, 0, 65_535) ?? 0,
    speed: number('--speed', flags.speed, 1, 100_000) ?? 1,
  }
  const profile = openProfile(io, flags)
  const api = createSandbox({ clock: realClock(numbers.speed) })
  seed(api, profile, numbers.members ?? profile.policy.size.min, numbers.foreign)
  addFaults(api, flags, io)
  const server = await serveSandbox(api, { port: numbers.port })
  announce(io, flags, server.url, api.token)
  await stopped(io.stop)
  await server.close()
  return 0
}
