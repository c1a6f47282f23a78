import { backendAddress } from '../fleet/model/address.ts'
import type { Backend } from '../fleet/model/fleet.ts'
import type { Attachment } from '../fleet/model/policy.ts'
import { isCode } from './create-instance.ts'
import type { Run } from './run.ts'

/** How long attaching is tried while the answers get lost. */
const TRY_FOR = 60_000

/**
 * Adds a backend node, once. Attaching has no lock as a create has, so after a lost answer, and wherever another run may have been
 * first (`look`), the config is read before anything is sent.
 */
export async function attachBackend(
  run: Run,
  at: Attachment,
  member: { readonly label: string; readonly host: string },
  look: boolean,
): Promise<Backend> {
  const until = run.clock.monotonic() + TRY_FOR
  let unsure = look
  for (let delay = 1_000; ; delay = Math.min(delay * 2, 10_000)) {
    const there = unsure ? await findBackend(run, at, member.host) : null
    if (there !== null) return there
    try {
      return await run.cloud.attach(at, member.label, member.host)
    } catch (error) {
      if (!isCode(error, 'unavailable') || run.clock.monotonic() >= until) throw error
    }
    unsure = true
    await run.clock.sleep(delay)
  }
}

async function findBackend(run: Run, at: Attachment, host: string): Promise<Backend | null> {
  const address = backendAddress(host, at.port)
  const there = await run.cloud.backends(at.nodeBalancer, at.config)
  const mine = there.filter((b) => b.address === address).sort((a, b) => a.id - b.id)
  return mine[0] ?? null
}
